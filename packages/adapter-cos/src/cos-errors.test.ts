import type { ErrorCode } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { COS_COPY_ERRORS, COS_ERRORS, toCosError } from "./cos-errors.ts";

const ROWS: Partial<Record<ErrorCode, readonly string[]>> = {
  "checksum-mismatch": ["BadDigest"],
  "store-unreachable": ["IncompleteBody", "ImcompleteBody", "EntitySizeNotMatch", "InternalError"],
  "store-throttled": [
    "RequestTimeout",
    "RequestTimeOut",
    "UserNetworkTooSlow",
    "SlowDown",
    "ServiceUnavailable",
    "KmsFreqControl",
    "PaymentRequired",
  ],
  "upload-gone": ["NoSuchUpload"],
  "parts-refused": ["InvalidPart", "InvalidPartOrder"],
  "store-conflict": ["UploadConflict"],
  "destination-exists": ["FileAlreadyExists", "PreconditionFailed"],
  "store-refused": [
    "SignatureDoesNotMatch",
    "InvalidAccessKeyId",
    "AccessDenied",
    "AccessForbidden",
    "PathStyleDomainForbidden",
    "UnavailableForLegalReasons",
    "DomainAuditFailed",
  ],
  "credentials-expired": ["ExpiredToken"],
  "clock-skewed": ["RequestTimeTooSkewed"],
  "store-missing": ["NoSuchBucket", "NoSuchKey", "NoSuchCopySource"],
  "store-rejected": [
    "InvalidDigest",
    "EntityTooSmall",
    "EntityTooLarge",
    "InvalidArgument",
    "MalformedXML",
    "XMLSizeLimit",
    "InvalidURI",
    "KeyTooLong",
    "InvalidObjectName",
    "InvalidTag",
    "NotSupportedStorageClass",
    "InvalidUploadStatus",
    "ListPartUploadIdIsEmpty",
    "ActionAccelerateNotSupported",
    "MethodNotAllowed",
    "UploadIdNotSupported",
    "PathConflict",
    "BucketLocked",
    "ObjectLocked",
    "InvalidObjectState",
    "MissingContentLength",
    "InvalidRange",
    "NotImplemented",
    "SSEHeaderNotAllowed",
    "SSEContentNotSupported",
    "SsecDecryptHeaderInvalid",
    "KmsKeyNotExist",
    "KmsKeyDisabled",
    "KmsException",
  ],
};

const rows = Object.entries(ROWS).flatMap(([expected, codes]) =>
  codes.map((code) => [code, expected] as const),
);

describe("an error code of COS", () => {
  // The code decides: none of them may depend on the status that it came under.
  test.each(rows)("%s is %s, whatever the status", (code, expected) => {
    const codes = [200, 400, 404, 503].map(
      (status) => toCosError({ what: "PUT key", status, isConditional: true, code }).code,
    );

    expect(new Set(codes)).toEqual(new Set([expected]));
  });

  test("has a row here if it has one in the table", () => {
    expect(rows.map(([code]) => code).sort()).toEqual(Object.keys(COS_ERRORS).sort());
  });

  test("AccessDenied with an expired request is a matter of the clock", () => {
    const error = toCosError({
      what: "PUT key",
      status: 403,
      code: "AccessDenied",
      message: "Request has expired",
    });

    expect(error.code).toBe("clock-skewed");
  });
});

describe("an error code of a copy", () => {
  test.each([
    ["PreconditionFailed", "source-changed"],
    ["NoSuchKey", "source-missing"],
    ["NoSuchCopySource", "source-missing"],
    ["NoSuchBucket", "source-missing"],
    ["AccessDenied", "source-forbidden"],
    ["AccessForbidden", "source-forbidden"],
    ["InvalidObjectState", "source-archived"],
  ])("%s is %s", (code, expected) => {
    expect(toCosError({ what: "copy", status: 400, isCopy: true, code }).code).toBe(expected);
    expect(Object.keys(COS_COPY_ERRORS)).toContain(code);
  });

  test.each(["SlowDown", "NoSuchUpload", "SignatureDoesNotMatch", "InvalidRange"] as const)(
    "%s is what it is elsewhere",
    (code) => {
      const error = toCosError({ what: "copy", status: 400, isCopy: true, code });

      expect(error.code).toBe(COS_ERRORS[code]);
    },
  );

  test("that is AccessDenied for an expired request is a matter of the clock", () => {
    const error = toCosError({
      what: "copy",
      status: 403,
      isCopy: true,
      code: "AccessDenied",
      message: "Request has expired",
    });

    expect(error.code).toBe("clock-skewed");
  });

  test("is not needed where the status is 412", () => {
    expect(toCosError({ what: "copy", status: 412, isCopy: true }).code).toBe("source-changed");
  });
});

describe("a response without a known code", () => {
  test.each([
    [301, "store-unreachable"],
    [302, "store-unreachable"],
    [400, "store-rejected"],
    [401, "store-refused"],
    [402, "store-throttled"],
    [403, "store-refused"],
    [404, "store-missing"],
    [408, "store-unreachable"],
    [409, "store-conflict"],
    [412, "destination-exists"],
    [418, "store-rejected"],
    [429, "store-throttled"],
    [500, "store-unreachable"],
    [502, "store-unreachable"],
    [503, "store-throttled"],
  ])("of status %i is %s", (status, expected) => {
    const failure = { what: "PUT key", status, isConditional: true };

    expect(toCosError(failure).code).toBe(expected);
    expect(toCosError({ ...failure, code: "constructor" }).code).toBe(expected);
  });
});

test("the error names the call, the code and the request", () => {
  const error = toCosError({
    what: "PUT key part 3",
    status: 503,
    code: "SlowDown",
    message: "too fast",
    requestId: "r1",
    traceId: "t1",
  });

  expect(error.message).toBe("PUT key part 3: COS answered 503 SlowDown: too fast");
  expect(error.details).toEqual({
    httpStatus: 503,
    storeCode: "SlowDown",
    storeMessage: "too fast",
    requestId: "r1",
    traceId: "t1",
  });
});

test.each(["PreconditionFailed", "FileAlreadyExists", undefined])(
  "%s with a 412 to a call without a condition is a request that COS calls wrong",
  (code) => {
    const error = toCosError({ what: "PUT key", status: 412, ...(code !== undefined && { code }) });

    expect(error.code).toBe("store-rejected");
  },
);
