import type { BulkReceipt, Receipt } from "@penstock/wire";
import { isSignedBy, keyIdOf } from "./signature.ts";

export type ReceiptCheck = {
  readonly name: "signature" | "parts" | "checksum" | "copy" | "counts" | "segments";
  /** `not-checked` says nothing of the receipt: what is needed to check it was missing. */
  readonly outcome: "passed" | "failed" | "not-checked";
  readonly detail: string;
};

export function checkSignature(
  receipt: Receipt | BulkReceipt,
  key: string | undefined,
): ReceiptCheck {
  const { signature } = receipt;
  if (signature === null) {
    return failed("signature", "the receipt is not signed: the API had no PENSTOCK_RECEIPT_KEY");
  }
  if (key === undefined) {
    const detail = "set PENSTOCK_RECEIPT_KEY to the key that the API signed with";
    return { name: "signature", outcome: "not-checked", detail };
  }
  if (isSignedBy(receipt, key)) {
    // The signature does not cover the key's name, so that is compared by itself.
    return signature.keyId === keyIdOf(key)
      ? passed("signature", `signed with key ${signature.keyId}`)
      : failed("signature", `key ${keyIdOf(key)} signed it, and it names another one`);
  }
  return failed(
    "signature",
    signature.keyId === keyIdOf(key)
      ? "the receipt was changed after it was signed"
      : `it was signed with key ${signature.keyId}, and this is key ${keyIdOf(key)}`,
  );
}

export function passed(name: ReceiptCheck["name"], detail: string): ReceiptCheck {
  return { name, outcome: "passed", detail };
}

export function failed(name: ReceiptCheck["name"], detail: string): ReceiptCheck {
  return { name, outcome: "failed", detail };
}
