/**
 * Every code this store answers with, and its HTTP status: the error code table of COS (document
 * 436/7730), completed with the S3 codes that only the S3 dialect needs.
 */
const STATUS_BY_CODE = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  ExpiredToken: 400,
  FileAlreadyExists: 409,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidObjectState: 403,
  InvalidPart: 400,
  InvalidPartNumber: 416,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidStorageClass: 400,
  InvalidTag: 400,
  InvalidURI: 400,
  KeyTooLong: 400,
  KmsKeyNotExist: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchCopySource: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  NotSupportedStorageClass: 400,
  PathStyleDomainForbidden: 403,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  SsecDecryptHeaderInvalid: 400,
  SSEContentNotSupported: 400,
  SSEHeaderNotAllowed: 400,
  UploadConflict: 409,
  XAmzContentSHA256Mismatch: 400,
  XMLSizeLimit: 400,
} as const;

export type ErrorResponseCode = keyof typeof STATUS_BY_CODE;

/** A request that the store answers with an error document. */
export class ErrorResponse extends Error {
  override readonly name = "ErrorResponse";
  readonly code: ErrorResponseCode;
  readonly status: number;

  constructor(code: ErrorResponseCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = STATUS_BY_CODE[code];
  }
}

/** For a failure of the disk or a mistake in here, which goes to the process's warnings. */
export function internalError(error: unknown): ErrorResponse {
  process.emitWarning(error instanceof Error ? error : String(error));
  return new ErrorResponse("InternalError", "The store failed.", { cause: error });
}
