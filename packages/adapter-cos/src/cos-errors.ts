import { type ErrorCode, PenstockError, storeCodeOfStatus } from "@penstock/core";
import { said, saidId, saidName, statusText } from "@penstock/transport";

/**
 * COS's error codes (document 436/7730) as ours. The code decides, not the status: COS has passing
 * 400s, and lists some codes under two statuses.
 */
export const COS_ERRORS = {
  // The bytes on the way.
  BadDigest: "checksum-mismatch",
  IncompleteBody: "store-unreachable",
  ImcompleteBody: "store-unreachable",
  EntitySizeNotMatch: "store-unreachable",
  RequestTimeout: "store-throttled",
  RequestTimeOut: "store-throttled",
  UserNetworkTooSlow: "store-throttled",

  // The upload.
  NoSuchUpload: "upload-gone",
  InvalidPart: "parts-refused",
  InvalidPartOrder: "parts-refused",
  UploadConflict: "store-conflict",
  FileAlreadyExists: "destination-exists",
  PreconditionFailed: "destination-exists",

  // The account.
  SignatureDoesNotMatch: "store-refused",
  InvalidAccessKeyId: "store-refused",
  AccessDenied: "store-refused",
  AccessForbidden: "store-refused",
  PathStyleDomainForbidden: "store-refused",
  UnavailableForLegalReasons: "store-refused",
  DomainAuditFailed: "store-refused",
  ExpiredToken: "credentials-expired",
  RequestTimeTooSkewed: "clock-skewed",
  NoSuchBucket: "store-missing",
  NoSuchKey: "store-missing",
  NoSuchCopySource: "store-missing",
  // Arrears: the work waits until the bill is paid.
  PaymentRequired: "store-throttled",

  // What COS will never take.
  InvalidDigest: "store-rejected",
  EntityTooSmall: "store-rejected",
  EntityTooLarge: "store-rejected",
  InvalidArgument: "store-rejected",
  MalformedXML: "store-rejected",
  XMLSizeLimit: "store-rejected",
  InvalidURI: "store-rejected",
  KeyTooLong: "store-rejected",
  InvalidObjectName: "store-rejected",
  InvalidTag: "store-rejected",
  NotSupportedStorageClass: "store-rejected",
  InvalidUploadStatus: "store-rejected",
  ListPartUploadIdIsEmpty: "store-rejected",
  ActionAccelerateNotSupported: "store-rejected",
  MethodNotAllowed: "store-rejected",
  UploadIdNotSupported: "store-rejected",
  PathConflict: "store-rejected",
  BucketLocked: "store-rejected",
  ObjectLocked: "store-rejected",
  InvalidObjectState: "store-rejected",
  MissingContentLength: "store-rejected",
  InvalidRange: "store-rejected",
  NotImplemented: "store-rejected",
  SSEHeaderNotAllowed: "store-rejected",
  SSEContentNotSupported: "store-rejected",
  SsecDecryptHeaderInvalid: "store-rejected",
  KmsKeyNotExist: "store-rejected",
  KmsKeyDisabled: "store-rejected",
  KmsException: "store-rejected",

  // The service.
  InternalError: "store-unreachable",
  SlowDown: "store-throttled",
  ServiceUnavailable: "store-throttled",
  KmsFreqControl: "store-throttled",
} as const satisfies Record<string, ErrorCode>;

/** What some of them mean in the response to a copy, where they speak of the object that is read. */
export const COS_COPY_ERRORS = {
  PreconditionFailed: "source-changed",
  NoSuchKey: "source-missing",
  NoSuchCopySource: "source-missing",
  // The bucket that is written to holds the upload, so it is the other one that is missing.
  NoSuchBucket: "source-missing",
  // Nor is it the one that denies: it let the upload begin.
  AccessDenied: "source-forbidden",
  AccessForbidden: "source-forbidden",
  // Archived.
  InvalidObjectState: "source-archived",
} as const satisfies Partial<Record<keyof typeof COS_ERRORS, ErrorCode>>;

const CODES = new Map<string, ErrorCode>(Object.entries(COS_ERRORS));
const COPY_CODES = new Map<string, ErrorCode>([...CODES, ...Object.entries(COS_COPY_ERRORS)]);

export type CosFailure = {
  /** The call and its object, for the message. */
  readonly what: string;
  readonly status: number;
  readonly method?: string;
  /** The endpoint or region where the bucket is, if COS says so. */
  readonly hint?: string;
  /** The call makes COS read another object. */
  readonly isCopy?: boolean;
  /** The call said under which condition it was to be done, or reads. */
  readonly isConditional?: boolean;
  /** Absent where the response has no document: every HEAD, and some responses of the front end. */
  readonly code?: string;
  readonly message?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly retryAfterMs?: number;
};

export function toCosError(failure: CosFailure): PenstockError {
  const { what, status, code, message, requestId, traceId, retryAfterMs } = failure;
  return new PenstockError(codeOf(failure), `${what}: COS answered ${wordsOf(failure)}`, {
    details: {
      httpStatus: status,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...reported("storeCode", code && (saidName(code) || said(code))),
      ...reported("storeMessage", message && said(message)),
      ...reported("requestId", requestId && saidId(requestId)),
      ...reported("traceId", traceId && saidId(traceId)),
    },
  });
}

/** COS's own words, as far as there are any. */
function wordsOf({ status, method, code, message = "", hint = "" }: CosFailure): string {
  if (code === undefined) {
    return statusText(status) + (method === "HEAD" ? " (a HEAD has no body to say more)" : "");
  }
  const words = message === "" ? "" : `: ${said(message)}`;
  const place = saidName(hint);
  return `${status} ${saidName(code) || said(code)}${words}${place === "" ? "" : ` (it names ${place})`}`;
}

function reported(name: string, text: string | undefined): Record<string, string> {
  return text === undefined || text === "" ? {} : { [name]: text };
}

function codeOf({
  status,
  isCopy = false,
  isConditional = false,
  code,
  message,
}: CosFailure): ErrorCode {
  // The one case that only the message tells apart: a signature that was sent too late.
  if (code === "AccessDenied" && /request has expired/i.test(message ?? "")) {
    return "clock-skewed";
  }
  if (isCopy && code === undefined && status === 412) {
    return "source-changed";
  }
  const means = (isCopy ? COPY_CODES : CODES).get(code ?? "") ?? storeCodeOfStatus(status);
  // Nothing stands in the way of a request without a condition: COS calls it wrong.
  return means === "destination-exists" && !isConditional ? "store-rejected" : means;
}
