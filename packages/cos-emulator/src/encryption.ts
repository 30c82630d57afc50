import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import type { Dialect } from "./access/authorize.ts";
import { type Call, vendorHeaderIn, vendorPrefix } from "./call.ts";
import { isBase64 } from "./declared-body.ts";
import { ErrorResponse, type ErrorResponseCode } from "./error-response.ts";
import type { Encryption } from "./store/records.ts";

const SSE = "server-side-encryption";
const KMS = { cos: "cos/kms", s3: "aws:kms" } as const;
const KMS_KEY_ID = { cos: `${SSE}-cos-kms-key-id`, s3: `${SSE}-aws-kms-key-id` } as const;

// Keys of Tencent's KMS are UUIDs; those of AWS also go by alias and ARN.
const KMS_KEY =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|alias\/.+|arn:aws:kms:.+)$/i;

/**
 * How an Initiate or PUT wants the object encrypted (COS document 436/7746).
 *
 * @throws Rejection `SSEContentNotSupported`, `KmsKeyNotExist` or `InvalidArgument`
 */
export function readEncryption(call: Call): Encryption {
  const { dialect } = call;
  const keyMd5 = readCustomerKey(call, SSE);
  const asked = vendorHeaderIn(call, SSE);
  const keyId = vendorHeaderIn(call, KMS_KEY_ID[dialect]);
  const context = vendorHeaderIn(call, `${SSE}-context`);
  if (keyMd5 !== undefined && asked !== undefined) {
    throw invalid("An object is encrypted by the store or by a customer's key, not by both.");
  }
  if (asked !== KMS[dialect] && (keyId ?? context) !== undefined) {
    throw invalid(`A KMS key goes with ${vendorPrefix(dialect)}${SSE}: ${KMS[dialect]} only.`);
  }
  if (keyMd5 !== undefined) {
    return { kind: "customer", keyMd5 };
  }
  if (asked === undefined) {
    return { kind: "none" };
  }
  if (asked === "AES256") {
    return { kind: "store" };
  }
  if (asked !== KMS[dialect]) {
    const code = dialect === "cos" ? "SSEContentNotSupported" : "InvalidArgument";
    throw new ErrorResponse(code, `An encryption is AES256 or ${KMS[dialect]}.`);
  }
  return readKms({ keyId, context });
}

function readKms({
  keyId,
  context,
}: {
  readonly keyId: string | undefined;
  readonly context: string | undefined;
}): Encryption {
  if (keyId !== undefined && !KMS_KEY.test(keyId)) {
    throw new ErrorResponse("KmsKeyNotExist", "There is no KMS key of this id.");
  }
  if (context !== undefined && !isJsonInBase64(context)) {
    throw invalid("An encryption context is a JSON object in base64.");
  }
  return {
    kind: "kms",
    ...(keyId === undefined ? {} : { keyId }),
    ...(context === undefined ? {} : { context }),
  };
}

/**
 * Checks what comes with a part: only the customer's key of the upload, and that each time.
 *
 * @throws Rejection `SSEHeaderNotAllowed` or `InvalidArgument`
 */
export function checkPartEncryption(call: Call, encryption: Encryption): void {
  refuseHeader(call);
  checkCustomerKey(readCustomerKey(call, SSE), encryption, {
    unasked: notAllowed(call.dialect),
    missing: "InvalidArgument",
    wrong: "InvalidArgument",
  });
}

/**
 * Checks what comes with the calls that touch no bytes: they need no key, but a wrong one is refused
 * (S3 API, ListParts and CompleteMultipartUpload).
 *
 * @throws Rejection `InvalidArgument`
 */
export function checkUploadKey(call: Call, encryption: Encryption): void {
  if (readCustomerKey(call, SSE) !== undefined) {
    checkPartEncryption(call, encryption);
  }
}

/**
 * Checks what comes with a HEAD or GET.
 *
 * @throws Rejection `SSEHeaderNotAllowed` or `SsecDecryptHeaderInvalid`, on the S3 dialect its own codes
 */
export function checkReadEncryption(call: Call, encryption: Encryption): void {
  refuseHeader(call);
  checkDecryption(call, SSE, encryption);
}

/** The same for the source of a copy, whose key has headers of its own. */
export function checkCopySourceEncryption(call: Call, encryption: Encryption): void {
  checkDecryption(call, `copy-source-${SSE}`, encryption);
}

function checkDecryption(call: Call, prefix: string, encryption: Encryption): void {
  const isCos = call.dialect === "cos";
  checkCustomerKey(readCustomerKey(call, prefix), encryption, {
    unasked: notAllowed(call.dialect),
    missing: isCos ? "SsecDecryptHeaderInvalid" : "InvalidRequest",
    wrong: isCos ? "SsecDecryptHeaderInvalid" : "AccessDenied",
  });
}

function refuseHeader(call: Call): void {
  if (vendorHeaderIn(call, SSE) !== undefined) {
    const name = `${vendorPrefix(call.dialect)}${SSE}`;
    throw new ErrorResponse(notAllowed(call.dialect), `${name} is not allowed in this request.`);
  }
}

function notAllowed(dialect: Dialect): ErrorResponseCode {
  return dialect === "cos" ? "SSEHeaderNotAllowed" : "InvalidArgument";
}

function checkCustomerKey(
  keyMd5: string | undefined,
  encryption: Encryption,
  codes: Readonly<Record<"unasked" | "missing" | "wrong", ErrorResponseCode>>,
): void {
  const expected = encryption.kind === "customer" ? encryption.keyMd5 : undefined;
  if (keyMd5 === expected) {
    return;
  }
  if (expected === undefined) {
    throw new ErrorResponse(codes.unasked, "This is not encrypted by a customer's key.");
  }
  if (keyMd5 === undefined) {
    throw new ErrorResponse(
      codes.missing,
      "This is encrypted by a customer's key, which is missing.",
    );
  }
  throw new ErrorResponse(codes.wrong, "This is encrypted by another customer's key.");
}

/**
 * The MD5 of the key in the three headers of a customer's key, or undefined without them.
 *
 * @throws Rejection `InvalidArgument` or `SSEContentNotSupported`
 */
function readCustomerKey(call: Call, prefix: string): string | undefined {
  const [algorithm, key, keyMd5] = ["algorithm", "key", "key-md5"].map((name) =>
    vendorHeaderIn(call, `${prefix}-customer-${name}`),
  );
  if ((algorithm ?? key ?? keyMd5) === undefined) {
    return undefined;
  }
  if (algorithm === undefined || key === undefined || keyMd5 === undefined) {
    throw invalid("A customer's key is told by its algorithm, key and key-MD5.");
  }
  if (algorithm !== "AES256") {
    const code = call.dialect === "cos" ? "SSEContentNotSupported" : "InvalidArgument";
    throw new ErrorResponse(code, "The only algorithm is AES256.");
  }
  if (!isBase64({ text: key, byteCount: 32 })) {
    throw invalid("A customer's key is 256 bits in base64.");
  }
  const md5 = createHash("md5").update(Buffer.from(key, "base64")).digest("base64");
  if (md5 !== keyMd5) {
    throw invalid("The MD5 of the customer's key is another one.");
  }
  return keyMd5;
}

/** What each response about the object or its parts repeats. */
export function encryptionHeaders(encryption: Encryption, dialect: Dialect): OutgoingHttpHeaders {
  const prefix = vendorPrefix(dialect);
  switch (encryption.kind) {
    case "none":
      return {};
    case "store":
      return { [`${prefix}${SSE}`]: "AES256" };
    case "kms":
      return {
        [`${prefix}${SSE}`]: KMS[dialect],
        ...(encryption.keyId === undefined
          ? {}
          : { [`${prefix}${KMS_KEY_ID[dialect]}`]: encryption.keyId }),
      };
    case "customer":
      return {
        [`${prefix}${SSE}-customer-algorithm`]: "AES256",
        [`${prefix}${SSE}-customer-key-MD5`]: encryption.keyMd5,
      };
    default:
      return encryption satisfies never;
  }
}

function isJsonInBase64(text: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function invalid(message: string): ErrorResponse {
  return new ErrorResponse("InvalidArgument", message);
}
