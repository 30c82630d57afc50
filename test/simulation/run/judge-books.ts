import { type JobId, jobStateOf, type TransferStateKind } from "@penstock/core";
import type { MemoryLedger } from "@penstock/testkit";

const TENANT = "default";
const MAX_JOBS = 100;

/** The judge's own list: the one in core is among what is judged. */
export const ENDED: readonly TransferStateKind[] = ["stored", "skipped", "aborted", "failed"];
const GOING_ON: readonly string[] = ["queued", "planning", "transferring", "completing"];

type Accountant = {
  readonly ended: Set<JobId>;
  breaks(invariant: string, detail: string): void;
};

/** What clients are told of each job, against the states of its transfers. */
export async function judgeBooks(ledger: MemoryLedger, accountant: Accountant): Promise<void> {
  const { items } = await ledger.listJobs(TENANT, { limit: MAX_JOBS });
  for (const { job, books, isCancelled } of items) {
    const counts = Object.entries(books).filter(([name]) => name !== "listed");
    const counted = sum(counts.map(([, count]) => count));
    const ended = sum(ENDED.map((kind) => books[kind]));
    const state = jobStateOf(books, isCancelled);
    const isOver = !GOING_ON.includes(state);
    if (counted !== books.listed || isOver !== (ended === counted)) {
      accountant.breaks("the books balance at every step (10)", `${job.id}: ${state}`);
    }
    if (state === "succeeded" && books.stored + books.skipped !== books.listed) {
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
