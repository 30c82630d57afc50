import { createHash } from "node:crypto";
import type { StoreEncryption } from "@penstock/core";

const PREFIX = "server-side-encryption";

/** What Initiate and PUT ask for (documents 436/7746 and 436/7749). */
export function newObjectEncryption(
  encryption: StoreEncryption | undefined,
): Record<string, string> {
  switch (encryption?.kind) {
    case undefined:
      return {};
    case "store":
      return { [`x-cos-${PREFIX}`]: "AES256" };
    case "kms": {
      const { keyId, context } = encryption;
      return {
        [`x-cos-${PREFIX}`]: "cos/kms",
        ...(keyId === undefined ? {} : { [`x-cos-${PREFIX}-cos-kms-key-id`]: keyId }),
        ...(context === undefined ? {} : { [`x-cos-${PREFIX}-context`]: context }),
      };
    }
    case "customer":
      return customerKeyHeaders(encryption);
    default:
      return encryption satisfies never;
  }
}

/**
 * The customer's key, which every request needs that writes or reads the bytes: COS forgets it after
 * each. None for the other kinds, whose headers a part must not carry.
 *
 * @param of whose key it is: that of the request's own object, or that of the object it copies from
 */
export function customerKeyHeaders(
  encryption: StoreEncryption | undefined,
  of: "x-cos" | "x-cos-copy-source" = "x-cos",
): Record<string, string> {
  if (encryption?.kind !== "customer") {
    return {};
  }
  const key = encryption.key();
  return {
    [`${of}-${PREFIX}-customer-algorithm`]: "AES256",
    [`${of}-${PREFIX}-customer-key`]: key,
    [`${of}-${PREFIX}-customer-key-md5`]: createHash("md5")
      .update(Buffer.from(key, "base64"))
      .digest("base64"),
  };
}
