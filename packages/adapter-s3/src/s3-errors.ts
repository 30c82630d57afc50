import { type ErrorCode, isPenstockError, PenstockError, storeCodeOfStatus } from "@penstock/core";
import { said, saidId, saidName, statusText } from "@penstock/transport";

/**
 * S3's error names ("Error responses" in the Amazon S3 API reference) and those of servers that speak
 * S3 (COS, OSS), as ours. The name decides, not the status: the SDK reports an error inside a 200 as a 503.
 */
export const S3_ERRORS = {
  // The bytes on the way.
  BadDigest: "checksum-mismatch",
  XAmzContentChecksumMismatch: "checksum-mismatch",
  XAmzContentSHA256Mismatch: "checksum-mismatch",
  EntitySizeNotMatch: "store-unreachable",
  IncompleteBody: "store-unreachable",
  RequestTimeout: "store-unreachable",
  RequestTimeOut: "store-throttled",
  UserNetworkTooSlow: "store-throttled",

  // The upload.
  NoSuchUpload: "upload-gone",
  InvalidPart: "parts-refused",
  InvalidPartOrder: "parts-refused",
  OperationAborted: "store-conflict",
  ConditionalRequestConflict: "upload-superseded",
  UploadConflict: "store-conflict",
  FileAlreadyExists: "destination-exists",
  PreconditionFailed: "destination-exists",

  // The account.
  AccessDenied: "store-refused",
  AccountProblem: "store-refused",
  AllAccessDisabled: "store-refused",
  AuthorizationHeaderMalformed: "store-refused",
  Forbidden: "store-refused",
  InvalidAccessKeyId: "store-refused",
  InvalidToken: "store-refused",
  NotSignedUp: "store-refused",
  SignatureDoesNotMatch: "store-refused",
  ExpiredToken: "credentials-expired",
  ExpiredTokenException: "credentials-expired",
  TokenRefreshRequired: "credentials-expired",
  RequestExpired: "clock-skewed",
  RequestTimeTooSkewed: "clock-skewed",
  NoSuchBucket: "store-missing",
  NoSuchKey: "store-missing",
  NotFound: "store-missing",

  // What the store will never take.
  EntityTooLarge: "store-rejected",
  EntityTooSmall: "store-rejected",
  InvalidArgument: "store-rejected",
  InvalidBucketName: "store-rejected",
  InvalidDigest: "store-rejected",
  InvalidObjectState: "store-rejected",
  InvalidRange: "store-rejected",
  InvalidRequest: "store-rejected",
  InvalidURI: "store-rejected",
  KeyTooLongError: "store-rejected",
  MalformedXML: "store-rejected",
  MetadataTooLarge: "store-rejected",
  MethodNotAllowed: "store-rejected",
  MissingContentLength: "store-rejected",
  NotImplemented: "store-rejected",
  PermanentRedirect: "store-rejected",

  // The service.
  InternalError: "store-unreachable",
  TemporaryRedirect: "store-unreachable",
  RequestLimitExceeded: "store-throttled",
  ServiceUnavailable: "store-throttled",
  SlowDown: "store-throttled",
  Throttling: "store-throttled",
  ThrottlingException: "store-throttled",
  TooManyRequests: "store-throttled",

  // The connection. AbortError is our own time limit: the caller's signal is looked at before.
  AbortError: "store-unreachable",
  TimeoutError: "store-unreachable",
} as const satisfies Record<string, ErrorCode>;

/** Real ones have some hundred characters. */
const MAX_ERROR_LENGTH = 64 * 1024;

const CODES = new Map<string, ErrorCode>(Object.entries(S3_ERRORS));

/** What the SDK's errors and Node's own may carry. */
type Facts = {
  readonly name: string;
  readonly systemCode: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
};

/** @returns a PenstockError, or the error itself where it is no response and no broken connection: a bug */
export function toS3Error(what: string, error: unknown, isConditional: boolean): unknown {
  if (!(error instanceof Error) || isPenstockError(error)) {
    return error;
  }
  const facts = factsOf(error);
  const means = codeOf(facts);
  if (means === undefined) {
    return error;
  }
  const code = withoutCondition(means, isConditional);
  const { name, systemCode, status, requestId } = facts;
  const how =
    systemCode === undefined ? `the store answered ${name}` : `no connection (${systemCode})`;
  return new PenstockError(code, `${what}: ${how}`, {
    cause: error,
    details: {
      storeCode: systemCode ?? name,
      ...(status === undefined ? {} : { httpStatus: status }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  });
}

export type S3Rejection = {
  readonly status: number;
  /** Of the error document, where there is one. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
  /** A HEAD has no document at all. */
  readonly method?: string;
  /** Whether the request said under which condition it was to be done. */
  readonly isConditional: boolean;
  /** Where the bucket is instead, if the store says so. */
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly retryAfterMs?: number;
};

/** A rejection that the SDK has not seen. */
export function toS3Rejection(what: string, rejection: S3Rejection): PenstockError {
  const { status, code: name, message, requestId, region, endpoint, retryAfterMs } = rejection;
  const means = CODES.get(name ?? "") ?? storeCodeOfStatus(status);
  const code = withoutCondition(means, rejection.isConditional);
  return new PenstockError(code, `${what}: the store answered ${wordsOf(rejection)}`, {
    details: {
      httpStatus: status,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...reported({
        storeCode: name && (saidName(name) || said(name)),
        storeMessage: message && said(message),
        requestId: requestId && saidId(requestId),
        region: region && saidName(region),
        endpoint: endpoint && saidName(endpoint),
      }),
    },
  });
}

/** Nothing stands in the way of a request without a condition: the store calls it wrong. */
function withoutCondition(code: ErrorCode, isConditional: boolean): ErrorCode {
  return code === "destination-exists" && !isConditional ? "store-rejected" : code;
}

/** The store's own words, as far as there are any. */
function wordsOf({ status, method, code, message, region, endpoint }: S3Rejection): string {
  const words =
    code === undefined
      ? statusText(status) + (method === "HEAD" ? " (a HEAD has no body to say more)" : "")
      : `${status} ${saidName(code) || said(code)}${message === undefined ? "" : `: ${said(message)}`}`;
  const isElsewhere = status < 400 || code === "AuthorizationHeaderMalformed";
  const place = [
    ["region", saidName(region ?? "")],
    ["endpoint", saidName(endpoint ?? "")],
  ].flatMap(([kind, name]) => (name === "" ? [] : [`${kind} ${name}`]));
  return isElsewhere && place.length > 0
    ? `${words} (it names ${place.join(" and ")}: set the connection to that)`
    : words;
}

function reported(facts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const known = Object.entries(facts).map(([name, text]) => [name, text ?? ""] as const);
  return Object.fromEntries(known.filter(([, text]) => text !== ""));
}

/** What an `<Error>` says. Anything else says nothing. */
export function readErrorDocument(text: string) {
  const start = text.slice(0, MAX_ERROR_LENGTH);
  const isDocument = /<Error[\s>]/.test(start);
  const field = (name: string) => (isDocument ? textOf(start, name) : undefined);
  return {
    isDocument,
    code: field("Code"),
    message: field("Message"),
    requestId: field("RequestId"),
    region: field("Region"),
    endpoint: field("Endpoint"),
    serverTime: field("ServerTime"),
  };
}

/** Found by its two tags: a pattern would start anew at each bracket. */
function textOf(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  const from = start + name.length + 2;
  const end = start < 0 ? -1 : xml.indexOf(`</${name}>`, from);
  const text = end < 0 ? "" : xml.slice(from, end).trim();
  return text === "" || text.includes("<") ? undefined : text;
}

function factsOf(error: Error): Facts {
  const metadata = fieldOf(error, "$metadata");
  const response = fieldOf(error, "$response");
  const status = fieldOf(metadata, "httpStatusCode") ?? fieldOf(response, "statusCode");
  const systemCode = fieldOf(error, "code");
  const requestId = fieldOf(metadata, "requestId") ?? vendorRequestId(fieldOf(response, "headers"));
  return {
    name: error.name,
    systemCode: isConnectionCode(systemCode) ? systemCode : undefined,
    status: typeof status === "number" ? status : undefined,
    requestId: typeof requestId === "string" ? requestId : undefined,
  };
}

/** COS and OSS name the request in a header of their own, which the SDK does not read. */
function vendorRequestId(headers: unknown): unknown {
  return fieldOf(headers, "x-cos-request-id") ?? fieldOf(headers, "x-oss-request-id");
}

/**
 * Node names what can happen to a connection (ECONNRESET, HPE_INVALID_CONSTANT, CERT_HAS_EXPIRED) by a
 * code. Of its own codes, ERR_…, only these are about the other side; the rest are our mistakes.
 */
function isConnectionCode(code: unknown): code is string {
  return (
    typeof code === "string" &&
    (!code.startsWith("ERR_") || /^ERR_(TLS_|SSL_|STREAM_PREMATURE_CLOSE)/.test(code))
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function codeOf({ name, systemCode, status }: Facts): ErrorCode | undefined {
  const known = CODES.get(name);
  if (known !== undefined) {
    return known;
  }
  if (systemCode !== undefined) {
    return "store-unreachable";
  }
  return status === undefined ? undefined : storeCodeOfStatus(status);
}
