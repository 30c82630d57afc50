import { createHash } from "node:crypto";
import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  type NewObject,
  type ObjectAttributes,
  type StoreEncryption,
  type StoreProfile,
  TOKEN_NAME,
} from "@penstock/core";

/** By lower-case name. */
export type Headers = Readonly<Record<string, string>>;

/** What a new object is given when it is begun: its attributes, and the token that tells whose it is. */
export function objectHeaders({ attributes, token }: NewObject): Headers {
  const { metadata, tags } = attributes;
  const headers: Record<string, string> = {};
  for (const [name, attribute] of ATTRIBUTE_HEADERS) {
    const value = attributes[attribute];
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  for (const [name, value] of Object.entries({ ...metadata, [TOKEN_NAME]: token })) {
    headers[`x-amz-meta-${name}`] = value;
  }
  if (tags !== undefined && Object.keys(tags).length > 0) {
    headers["x-amz-tagging"] = Object.entries(tags)
      .map((pair) => pair.map(encodeURIComponent).join("="))
      .join("&");
  }
  return headers;
}

type PlainAttribute = Exclude<keyof ObjectAttributes, "metadata" | "tags">;

const ATTRIBUTE_HEADERS: readonly (readonly [name: string, attribute: PlainAttribute])[] = [
  ["content-type", "contentType"],
  ["cache-control", "cacheControl"],
  ["content-disposition", "contentDisposition"],
  ["content-encoding", "contentEncoding"],
  ["content-language", "contentLanguage"],
  ["expires", "expires"],
  ["x-amz-storage-class", "storageClass"],
  ["x-amz-acl", "acl"],
];

/** How a new object is to be encrypted (Amazon S3 user guide, "Protecting data with encryption"). */
export function encryptionHeaders(encryption: StoreEncryption | undefined): Headers {
  switch (encryption?.kind) {
    case undefined:
      return {};
    case "store":
      return { "x-amz-server-side-encryption": "AES256" };
    case "kms": {
      const { keyId, context } = encryption;
      return {
        "x-amz-server-side-encryption": "aws:kms",
        ...(keyId !== undefined && { "x-amz-server-side-encryption-aws-kms-key-id": keyId }),
        ...(context !== undefined && { "x-amz-server-side-encryption-context": context }),
      };
    }
    case "customer":
      return customerKeyHeaders(encryption);
    default:
      return encryption satisfies never;
  }
}

/** The customer's key, which the store forgets after each request: all that touch the bytes carry it. */
export function customerKeyHeaders(encryption: StoreEncryption | undefined): Headers {
  if (encryption?.kind !== "customer") {
    return {};
  }
  const key = encryption.key();
  const keyMD5 = createHash("md5").update(Buffer.from(key, "base64")).digest("base64");
  return {
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-server-side-encryption-customer-key": key,
    "x-amz-server-side-encryption-customer-key-md5": keyMD5,
  };
}

/** Checksums travel in base64. A body that is streamed has none beforehand. */
export function checksumHeaders(
  algorithm: ChecksumAlgorithm,
  checksum: ChecksumValue | undefined,
): Headers {
  if (checksum === undefined || algorithm === "crc64xz") {
    return {};
  }
  const base64 = Buffer.from(checksum, "hex").toString("base64");
  return algorithm === "crc32" ? { "x-amz-checksum-crc32": base64 } : { "content-md5": base64 };
}

type OverwriteGuard = StoreProfile["behaviour"]["overwriteGuard"]["is"];

/** For what makes an object appear: a PUT and a Complete. */
export function overwriteHeaders(guard: OverwriteGuard, forbidOverwrite = false): Headers {
  if (!forbidOverwrite || guard === "none") {
    return {};
  }
  return { [guard]: guard === "if-none-match" ? "*" : "true" };
}

/** For Initiate: COS wants to hear it there as well (document 436/7746), S3 knows no condition there. */
export function overwriteHeadersOfInitiate(
  guard: OverwriteGuard,
  forbidOverwrite?: boolean,
): Headers {
  return guard === "if-none-match" ? {} : overwriteHeaders(guard, forbidOverwrite);
}
