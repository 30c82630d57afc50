import { type JobId, jobStateOf, type TransferStateKind } from "@penstock/core";
import type { MemoryLedger } from "@penstock/testkit";

const TENANT = "default";
const MAX_JOBS = 100;

/** The judge's own list: the one in core is among what is judged. */
export const ENDED: readonly TransferStateKind[] = ["stored", "skipped", "aborted", "failed"];
const UNFINISHED: readonly string[] = ["queued", "planning", "transferring", "completing"];

type Accountant = {
  readonly ended: Set<JobId>;
  breaks(invariant: string, detail: string): void;
};

/** What clients are told of each job, against the states of its transfers. */
export async function judgeCounts(ledger: MemoryLedger, accountant: Accountant): Promise<void> {
  const { items } = await ledger.jobs.listJobs(TENANT, { limit: MAX_JOBS });
  for (const { job, counts, isCancelled } of items) {
    const pairs = Object.entries(counts).filter(([name]) => name !== "listed");
    const counted = sum(pairs.map(([, count]) => count));
    const ended = sum(ENDED.map((kind) => counts[kind]));
    const state = jobStateOf(counts, isCancelled);
    const isOver = !UNFINISHED.includes(state);
    if (counted !== counts.listed || isOver !== (ended === counted)) {
      accountant.breaks("the counts add up at every step (10)", `${job.id}: ${state}`);
    }
    if (state === "succeeded" && counts.stored + counts.skipped !== counts.listed) {
      accountant.breaks("no job succeeds but by all of its transfers (10)", job.id);
    }
    if (isOver) {
      accountant.ended.add(job.id);
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
