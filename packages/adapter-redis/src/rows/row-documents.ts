import { type ClosedSegment, isTransferId, type SegmentBatch } from "@penstock/core";

type BatchFields = readonly [
  number: string,
  after: string,
  to: string,
  ...counts: (string | null)[],
];
type SegmentFields = readonly [
  number: string,
  batches: readonly BatchFields[],
  transfers: readonly string[],
];

/** `{ epoch, { segment, { batch, ... }, { transfer id, ... } }, ... }`, or nothing. */
export function parseClosed(reply: unknown): readonly ClosedSegment[] {
  const [epoch, ...segments] = reply as readonly [string | undefined, ...SegmentFields[]];
  return segments.map(([number, batches, transfers]) => ({
    epoch: Number(epoch),
    number: Number(number),
    batches: batches.map(parseBatch),
    transfers: transfers.filter(isTransferId),
  }));
}

function parseBatch([number, after, to, ...fields]: BatchFields): SegmentBatch {
  const [stored = 0, skipped = 0, failed = 0, aborted = 0, coveredBytes = 0, extra = 0] =
    fields.map(Number);
  return {
    number: Number(number),
    range: { after, to },
    counts: { stored, skipped, failed, aborted },
    coveredBytes,
    extra,
  };
}

/** `{ rows, trouble }`, or nothing. */
export function parseRows(
  reply: unknown,
):
  | { readonly rows: readonly Uint8Array[]; readonly troubleRows: readonly Uint8Array[] }
  | undefined {
  const [rows, troubleRows] = reply as readonly (readonly Uint8Array[])[];
  return rows === undefined || troubleRows === undefined ? undefined : { rows, troubleRows };
}

/** Members as they were reported. */
export function parseMembers(reply: unknown): readonly Uint8Array[] {
  return reply as readonly Uint8Array[];
}
