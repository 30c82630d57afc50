// Rows of a job that runs which are in no segment yet.

import {
  type JobRef,
  type Ledger,
  type Row,
  type RowSegmentHead,
  rowOfTransfer,
  type TransferId,
} from "@penstock/core";

/** What the ledger had when it was asked. */
export type RowsOnTheWay = {
  readonly epoch: number;
  readonly batches: readonly { readonly number: number; readonly rows: readonly Uint8Array[] }[];
  readonly large: readonly { readonly id: TransferId; readonly row: Row }[];
};

/** What of it is in none of the segments: gzip members as they lie, and rows of large entries. */
export type UnwrittenRows = {
  readonly members: readonly Uint8Array[];
  readonly large: readonly Row[];
};

export const NOTHING_UNWRITTEN: UnwrittenRows = { members: [], large: [] };

/** To be asked before the journal is: what leaves the ledger in between is found there. */
export async function rowsOnTheWay(
  { rows, transfers }: Pick<Ledger, "rows" | "transfers">,
  { tenant, jobId }: JobRef,
): Promise<RowsOnTheWay | undefined> {
  const found = await rows.unrecordedRows(tenant, jobId);
  if (found === undefined) {
    return undefined;
  }
  const large: { id: TransferId; row: Row }[] = [];
  for (const id of found.transfers) {
    const transfer = await transfers.readTransfer({ tenant, transferId: id });
    const row = transfer && rowOfTransfer(transfer);
    // Else it was recorded since.
    if (row !== undefined) {
      large.push({ id, row });
    }
  }
  return { epoch: found.epoch, batches: found.batches, large };
}

/** Each row once: a batch or a large entry that a segment of the same ledger has is written. */
export function unwritten(
  { epoch, batches, large }: RowsOnTheWay,
  heads: readonly RowSegmentHead[],
): UnwrittenRows {
  const own = heads.filter((head) => head.epoch === epoch);
  const written = new Set(own.flatMap((head) => head.batches.map(({ number }) => number)));
  const recorded = new Set(heads.flatMap((head) => head.transfers));
  return {
    members: batches.filter(({ number }) => !written.has(number)).flatMap(({ rows }) => rows),
    large: large.filter(({ id }) => !recorded.has(id)).map(({ row }) => row),
  };
}
