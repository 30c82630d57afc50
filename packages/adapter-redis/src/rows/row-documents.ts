import {
  type ClosedSegment,
  isTransferId,
  type SegmentBatch,
  type UnrecordedRows,
} from "@penstock/core";

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

type UnrecordedFields = readonly [
  epoch: Uint8Array,
  batches: readonly (readonly [number: Uint8Array, rows: readonly Uint8Array[]])[],
  transfers: readonly Uint8Array[],
];

/** `{ epoch, { { batch, { row, ... } }, ... }, { transfer id, ... } }` in bytes, or nothing. */
export function parseUnrecorded(reply: unknown): UnrecordedRows | undefined {
  const fields = reply as UnrecordedFields | readonly [];
  if (fields.length === 0) {
    return undefined;
  }
  const [epoch, batches, transfers] = fields;
  return {
    epoch: Number(textOf(epoch)),
    batches: batches
      .map(([number, rows]) => ({ number: Number(textOf(number)), rows }))
      .sort((one, other) => one.number - other.number),
    transfers: transfers.map(textOf).filter(isTransferId),
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
