import type { SourceReader } from "@penstock/core";
import type { TransferView } from "@penstock/wire";
import { type Digest, digestObject } from "./digest.ts";

/** What the demo found out. */
export type DemoOutcome = {
  readonly isEqual: boolean;
  readonly parts: number;
  readonly seconds: number;
  readonly source: Digest;
  readonly stored: Digest;
  /** The checksum that the receipt of the transfer names: a CRC-64, or another one with its name. */
  readonly receiptChecksum: string;
};

type Place = { readonly reader: SourceReader; readonly key: string };

type Comparison = {
  readonly stored: Place;
  /** Its digest, where that is known from making it. */
  readonly original: Place | Digest;
  readonly transfer: TransferView;
};

/** Reads the stored object back, and the original where nothing is known of it. */
export async function compare(
  { stored: place, original, transfer }: Comparison,
  signal: AbortSignal,
): Promise<Pick<DemoOutcome, "isEqual" | "source" | "stored" | "receiptChecksum">> {
  const stored = await digestObject(place.reader, place.key, signal);
  const source =
    "reader" in original ? await digestObject(original.reader, original.key, signal) : original;
  const checksum = transfer.object?.checksum ?? undefined;
  const isCrc64 = checksum?.algorithm === "crc64xz";
  const receiptChecksum = isCrc64
    ? checksum.value
    : `${checksum?.algorithm ?? ""} ${checksum?.value ?? ""}`.trim();
  return {
    isEqual:
      stored.sizeBytes === source.sizeBytes &&
      stored.sha256 === source.sha256 &&
      stored.crc64 === source.crc64 &&
      // A store that compares another checksum has compared that one.
      (!isCrc64 || receiptChecksum === source.crc64),
    source,
    stored,
    receiptChecksum,
  };
}
