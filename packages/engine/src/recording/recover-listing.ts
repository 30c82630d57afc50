// A bulk job whose ledger was lost continues: what its segments leave is listed again.

import {
  ALL_KEYS,
  gapsBetween,
  type JobRef,
  type ListingRecovery,
  type Opening,
  type RowArchive,
  type RowSegmentHead,
  type Transfer,
} from "@penstock/core";
import { added, total } from "./record-rows.ts";

const NO_ROWS = { stored: 0, skipped: 0, failed: 0, aborted: 0 };

/**
 * The next epoch of a job. Which segments of the older ones count is decided by the first process that
 * writes it down: a recorder of the lost ledger may still write one, and that is void.
 *
 * @param transfers large entries that the journal has, as `planned`
 */
export async function nextOpening(
  archive: RowArchive,
  job: JobRef,
  transfers: readonly Transfer[],
): Promise<Opening> {
  const heads = await archive.heads(job);
  const before = await archive.recovery(job);
  const lastEpoch = before?.epoch ?? 1;
  const accepted = await archive.decide(job, {
    epoch: lastEpoch + 1,
    accepted: acceptedHeads(heads, before).map(({ epoch, number }) => ({ epoch, number })),
  });
  const valid = heads.filter((head) => isIn(accepted, head));
  const recorded = new Set(valid.flatMap((head) => head.transfers));
  return {
    epoch: accepted.epoch,
    shards: gapsBetween(
      ALL_KEYS,
      valid.flatMap(({ batches }) => batches.map(({ range }) => range)),
    ),
    recorded: {
      counts: valid.reduce((sum, { counts }) => added(sum, counts), NO_ROWS),
      coveredBytes: total(valid.map(({ coveredBytes }) => coveredBytes)),
      extra: total(valid.map(({ extra }) => extra)),
      segments: valid.length,
    },
    transfers: transfers.filter(({ id }) => !recorded.has(id)),
  };
}

/** Rows of a job are those of these: accepted ones of older epochs, and all of the newest. */
export function acceptedHeads(
  heads: readonly RowSegmentHead[],
  recovery: ListingRecovery | undefined,
): readonly RowSegmentHead[] {
  const newest = recovery?.epoch ?? 1;
  return heads.filter(
    (head) => head.epoch === newest || (recovery !== undefined && isIn(recovery, head)),
  );
}

function isIn({ accepted }: ListingRecovery, { epoch, number }: RowSegmentHead): boolean {
  return accepted.some((each) => each.epoch === epoch && each.number === number);
}
