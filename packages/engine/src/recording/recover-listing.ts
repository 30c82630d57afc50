// A bulk job whose ledger was lost continues: what its segments leave is listed again.

import {
  ALL_KEYS,
  gapsBetween,
  type JobRecord,
  type JobRef,
  type ListingRecovery,
  type Opening,
  type RowArchive,
  type RowSegmentHead,
  type Transfer,
} from "@penstock/core";
import { added, NO_ROWS, total } from "./row-sums.ts";

type Decisions = Pick<RowArchive, "heads" | "recovery" | "decide">;

/** Of a job whose ledger was never lost. */
const FIRST_EPOCH = 1;

/**
 * The next epoch of a job: always one that nothing was opened as yet, for an epoch that was decided before may
 * have been open, in a ledger that is lost by now.
 *
 * @param transfers large entries that the journal has, as `planned`
 * @returns undefined where another process found in between that the job is over
 */
export async function nextOpening(
  archive: Decisions,
  job: JobRef,
  transfers: readonly Transfer[],
): Promise<Opening | undefined> {
  const accepted = await decideNext(archive, job);
  if (accepted.isFinal) {
    return undefined;
  }
  // Another process may have decided, and have seen more segments than this one did before.
  const valid = (await archive.heads(job)).filter((head) => isIn(accepted, head));
  const recorded = new Set(valid.flatMap((head) => head.transfers));
  return {
    epoch: accepted.epoch,
    shards: gapsBetween(ALL_KEYS, [
      ...valid.flatMap(({ batches }) => batches.map(({ range }) => range)),
      // Those that have their row, and those that are opened with it: neither may be found once more.
      ...transfers.flatMap(({ listedIn }) => listedIn ?? []),
    ]),
    recorded: {
      counts: valid.reduce((sum, { counts }) => added(sum, counts), NO_ROWS),
      coveredBytes: total(valid.map(({ coveredBytes }) => coveredBytes)),
      extra: total(valid.map(({ extra }) => extra)),
      segments: valid.length,
    },
    transfers: transfers.filter(({ id }) => !recorded.has(id)),
  };
}

/**
 * Which segments count from now on is decided by the first process that writes it down: what a recorder of
 * an older ledger still writes is void.
 */
async function decideNext(archive: Decisions, job: JobRef): Promise<ListingRecovery> {
  const before = await archive.recovery(job);
  const heads = acceptedHeads(await archive.heads(job), before);
  return archive.decide(job, {
    epoch: epochOf(before) + 1,
    accepted: heads.map(({ epoch, number }) => ({ epoch, number })),
  });
}

/**
 * The ledger has another history of this epoch than the journal: it does not count any more. What compares
 * the two opens the next one (`countsInJournal`).
 */
export async function endEpoch(archive: Decisions, job: JobRef, epoch: number): Promise<void> {
  if (epochOf(await archive.recovery(job)) <= epoch) {
    await decideNext(archive, job);
  }
}

/**
 * Whether the rows of this ledger's job are those that count: not where a later epoch was decided, and the process that
 * did so died, or was too slow. Of a job that has ended, whether the journal has what the ledger
 * believes to be in it, no more and no less.
 */
export async function countsInJournal(
  archive: Decisions,
  { job: { tenant, id: jobId }, bulk }: JobRecord,
): Promise<boolean> {
  const job = { tenant, jobId };
  if (bulk === undefined) {
    return true;
  }
  const recovery = await archive.recovery(job);
  if (recovery?.isFinal) {
    return isEndOf(recovery, bulk);
  }
  if (bulk.epoch !== epochOf(recovery)) {
    return false;
  }
  if (!bulk.isRecorded) {
    return true;
  }
  const heads = acceptedHeads(await archive.heads(job), recovery);
  return (
    heads.length === bulk.segments &&
    isEndOf(await decideEnd(archive, job, { epoch: bulk.epoch, heads }), bulk)
  );
}

/**
 * That the job is over is a decision as well: a process that still believes its ledger to be lost, and
 * decides later, finds it, and takes nothing back. The first one decides here too.
 */
async function decideEnd(
  archive: Decisions,
  job: JobRef,
  { epoch: ended, heads }: { readonly epoch: number; readonly heads: readonly RowSegmentHead[] },
): Promise<ListingRecovery> {
  const accepted = heads.map(({ epoch, number }) => ({ epoch, number }));
  return archive.decide(job, { epoch: ended + 1, accepted, isFinal: true });
}

function isEndOf(
  { epoch, accepted, isFinal }: ListingRecovery,
  bulk: Exclude<JobRecord["bulk"], undefined>,
): boolean {
  return isFinal === true && epoch === bulk.epoch + 1 && accepted.length === bulk.segments;
}

/**
 * Whether the journal has all rows of the job, and let go of it. A ledger that fell back since then has nothing to add: it
 * forgets what it holds.
 */
export async function isOverInJournal(
  archive: Pick<Decisions, "recovery">,
  job: JobRef,
): Promise<boolean> {
  return (await archive.recovery(job))?.isFinal === true;
}

/** The epoch of the ledger whose rows count: one that has ended is open as none any more. */
export function ledgerEpochOf(recovery: ListingRecovery | undefined): number {
  return recovery?.isFinal ? recovery.epoch - 1 : epochOf(recovery);
}

function epochOf(recovery: ListingRecovery | undefined): number {
  return recovery?.epoch ?? FIRST_EPOCH;
}

/** Rows of a job are those of these: accepted ones of older epochs, and all of the newest. */
export function acceptedHeads(
  heads: readonly RowSegmentHead[],
  recovery: ListingRecovery | undefined,
): readonly RowSegmentHead[] {
  const newest = epochOf(recovery);
  return heads.filter(
    (head) => head.epoch === newest || (recovery !== undefined && isIn(recovery, head)),
  );
}

function isIn({ accepted }: ListingRecovery, { epoch, number }: RowSegmentHead): boolean {
  return accepted.some((each) => each.epoch === epoch && each.number === number);
}
