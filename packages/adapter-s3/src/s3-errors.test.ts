import { type ErrorCode, isPenstockError, PenstockError } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { S3_ERRORS, toS3Error, toS3Rejection } from "./s3-errors.ts";

const ROWS: Partial<Record<ErrorCode, readonly string[]>> = {
  "checksum-mismatch": ["BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch"],
  "store-unreachable": [
    "EntitySizeNotMatch",
    "IncompleteBody",
    "RequestTimeout",
    "InternalError",
    "TemporaryRedirect",
    "AbortError",
    "TimeoutError",
  ],
  "upload-gone": ["NoSuchUpload"],
  "parts-refused": ["InvalidPart", "InvalidPartOrder"],
  "store-conflict": ["OperationAborted", "UploadConflict"],
  "upload-superseded": ["ConditionalRequestConflict"],
  "destination-exists": ["FileAlreadyExists", "PreconditionFailed"],
  "store-refused": [
    "AccessDenied",
    "AccountProblem",
    "AllAccessDisabled",
    "AuthorizationHeaderMalformed",
    "Forbidden",
    "InvalidAccessKeyId",
    "InvalidToken",
    "NotSignedUp",
    "SignatureDoesNotMatch",
  ],
  "credentials-expired": ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"],
  "clock-skewed": ["RequestExpired", "RequestTimeTooSkewed"],
  "store-missing": ["NoSuchBucket", "NoSuchKey", "NotFound"],
  "store-rejected": [
    "EntityTooLarge",
    "EntityTooSmall",
    "InvalidArgument",
    "InvalidBucketName",
    "InvalidDigest",
    "InvalidObjectState",
    "InvalidRange",
    "InvalidRequest",
    "InvalidURI",
    "KeyTooLongError",
    "MalformedXML",
    "MetadataTooLarge",
    "MethodNotAllowed",
    "MissingContentLength",
    "NotImplemented",
    "PermanentRedirect",
  ],
  "store-throttled": [
    "RequestTimeOut",
    "UserNetworkTooSlow",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
  ],
};

const rows = Object.entries(ROWS).flatMap(([expected, names]) =>
  names.map((name) => [name, expected] as const),
);

function responseOf(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error("said the store"), { name, $metadata: { httpStatusCode } });
}

function codeOf(error: unknown): string {
  const translated = toS3Error("PUT key", error, true);
  return isPenstockError(translated) ? translated.code : "not translated";
}

describe("an error name of S3", () => {
  // The SDK reports every error inside a 200 as a 503.
  test.each(rows)("%s is %s, whatever the status", (name, expected) => {
    const codes = [200, 400, 404, 503].map((status) => codeOf(responseOf(name, status)));

    expect(new Set(codes)).toEqual(new Set([expected]));
  });

  test("has a row here if it has one in the table", () => {
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(S3_ERRORS).sort());
  });
});

describe("a response without a known name", () => {
  test.each([
    [200, "store-response-invalid"],
    [301, "store-unreachable"],
    [400, "store-rejected"],
    [401, "store-refused"],
    [403, "store-refused"],
    [404, "store-missing"],
    [408, "store-unreachable"],
    [409, "store-conflict"],
    [412, "destination-exists"],
    [429, "store-throttled"],
    [500, "store-unreachable"],
    [503, "store-throttled"],
  ])("of status %i is %s", (status, expected) => {
    expect(codeOf(responseOf("Unknown", status))).toBe(expected);
  });
});

test.each([
  "ECONNRESET",
  "EPIPE",
  "ECONNREFUSED",
  "ENOTFOUND",
  "HPE_INVALID_CONSTANT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_STREAM_PREMATURE_CLOSE",
])("a connection that ended in %s is a store out of reach", (code) => {
  const error = Object.assign(new Error("socket"), { code });

  expect(codeOf(error)).toBe("store-unreachable");
});

test.each([{}, { code: "ERR_INVALID_ARG_TYPE" }])("a bug (%o) comes out as it is", (fields) => {
  const bug = Object.assign(new TypeError("undefined is not a function"), fields);

  expect(toS3Error("PUT key", bug, true)).toBe(bug);
});

test("an error of ours comes out as it is", () => {
  const error = new PenstockError("source-changed", "other bytes");

  expect(toS3Error("PUT key", error, true)).toBe(error);
});

test.each(["PreconditionFailed", "FileAlreadyExists"])(
  "%s where no condition was sent is a request that the store calls wrong",
  (name) => {
    const rejection = { status: 412, code: name };

    expect(toS3Error("PUT key", responseOf(name, 412), false)).toMatchObject({
      code: "store-rejected",
    });
    expect(
      [true, false].map(
        (isConditional) => toS3Rejection("PUT key", { ...rejection, isConditional }).code,
      ),
    ).toEqual(["destination-exists", "store-rejected"]);
  },
);
