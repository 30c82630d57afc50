import { combineChecksums, type Hashing } from "@penstock/core";
import type { Receipt } from "@penstock/wire";
import { checkSignature, failed, passed, type ReceiptCheck } from "./receipt-check.ts";

/** Bytes to compare the receipt with. */
export type Copy = {
  readonly sizeBytes: number;
  read(startByte: number, lengthBytes: number): AsyncIterable<Uint8Array>;
};

/** What the receipt proves by itself: who issued it, and that its parts make up the whole object. */
export function checkReceipt(receipt: Receipt, key: string | undefined): readonly ReceiptCheck[] {
  return [checkSignature(receipt, key), checkParts(receipt), ...checkChecksum(receipt)];
}

/** No byte of the object may be in no part, or in two. */
function checkParts({ parts, sizeBytes }: Receipt): ReceiptCheck {
  let nextByte = 0;
  for (const [index, { number, startByte, lengthBytes }] of parts.entries()) {
    if (number !== index + 1 || startByte !== nextByte) {
      return failed("parts", `part ${number} does not begin where the part before it ends`);
    }
    nextByte += lengthBytes;
  }
  return nextByte === sizeBytes
    ? passed("parts", `${parts.length} parts make up ${sizeBytes} bytes`)
    : failed("parts", `the parts make up ${nextByte} bytes, the object has ${sizeBytes}`);
}

function checkChecksum({ parts, algorithm, checksum }: Receipt): readonly ReceiptCheck[] {
  const pieces = parts.flatMap((part) =>
    part.checksum === undefined ? [] : [{ ...part, checksum: part.checksum }],
  );
  if (checksum === undefined || pieces.length < parts.length) {
    return [];
  }
  const combined = parts.length === 1 ? pieces[0]?.checksum : combineChecksums(algorithm, pieces);
  return [
    combined === checksum
      ? passed("checksum", `the parts' checksums combine to ${algorithm} ${checksum}`)
      : failed("checksum", `the parts' checksums combine to ${combined}, not to ${checksum}`),
  ];
}

/** Reads a copy of the object part by part, and names the first part that differs. */
export async function checkCopy(
  receipt: Receipt,
  copy: Copy,
  hashing: Hashing,
): Promise<ReceiptCheck> {
  const { sizeBytes, algorithm, parts } = receipt;
  if (copy.sizeBytes !== sizeBytes) {
    return failed("copy", `the copy has ${copy.sizeBytes} bytes, the object has ${sizeBytes}`);
  }
  // Bytes that are in no part would be compared with nothing.
  const cover = checkParts(receipt);
  if (cover.outcome !== "passed") {
    return failed("copy", cover.detail);
  }
  for (const { number, startByte, lengthBytes, checksum } of parts) {
    if (checksum === undefined) {
      return failed("copy", `the receipt has no checksum of part ${number} to compare with`);
    }
    const hasher = hashing.hasher(algorithm);
    for await (const chunk of copy.read(startByte, lengthBytes)) {
      hasher.update(chunk);
    }
    if (hasher.digest() !== checksum) {
      const end = startByte + lengthBytes;
      return failed("copy", `part ${number} differs, between bytes ${startByte} and ${end}`);
    }
  }
  return passed("copy", `all ${parts.length} parts have the same ${algorithm}`);
}
