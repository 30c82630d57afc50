import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { BulkReceiptBody, ReceiptBody } from "@penstock/core";
import type { BulkReceipt, Receipt } from "@penstock/wire";
import { canonicalJson } from "./canonical-json.ts";

/** HMAC-SHA256 over the canonical JSON of everything else in the receipt. */
export function signReceipt<Body extends ReceiptBody | BulkReceiptBody>(
  body: Body,
  key: string,
): Body & { signature: NonNullable<Receipt["signature"]> } {
  return {
    ...body,
    signature: { algorithm: "HMAC-SHA256", keyId: keyIdOf(key), value: hmac(body, key) },
  };
}

/** Whether the signature is this key's, and of exactly this receipt. */
export function isSignedBy(receipt: Receipt | BulkReceipt, key: string): boolean {
  const { signature, ...body } = receipt;
  return (
    signature !== null &&
    timingSafeEqual(Buffer.from(signature.value, "hex"), Buffer.from(hmac(body, key), "hex"))
  );
}

/** Tells keys apart without telling them. */
export function keyIdOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}

function hmac(body: object, key: string): string {
  return createHmac("sha256", key).update(canonicalJson(body)).digest("hex");
}
