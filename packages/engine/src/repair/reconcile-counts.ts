import {
  countsAddUp,
  isTerminal,
  type Job,
  type JobRecord,
  PenstockError,
  pendingOf,
  TRANSFER_STATES,
  type Transfer,
  type TransferCounts,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { transferPages } from "../jobs/cancel-job.ts";
import { apart } from "./apart.ts";

/** Records read in one round trip, and looked at in one pass of a tenant; the next pass continues. */
const JOBS_PER_PASS = 200;

const EMPTY: TransferCounts = {
  listed: 0,
  listing: 0,
  planned: 0,
  uploading: 0,
  completing: 0,
  verifying: 0,
  aborting: 0,
  stored: 0,
  skipped: 0,
  aborted: 0,
  failed: 0,
};

/**
 * Compares the counts of jobs with their transfers, some jobs at a time, and corrects those that
 * cannot be right: a job whose counts are wrong would never end. Any number of coordinators may run it.
 */
export class CountReconciler {
  readonly #engine: Pick<Engine, "ledger" | "log">;
  /** Where the next pass continues, by tenant. */
  readonly #cursors = new Map<string, string>();

  constructor(engine: Pick<Engine, "ledger" | "log">) {
    this.#engine = engine;
  }

  async reconcileOnce(signal?: AbortSignal): Promise<void> {
    const { ledger } = this.#engine;
    for (const tenant of await ledger.jobs.tenants()) {
      signal?.throwIfAborted();
      const cursor = this.#cursors.get(tenant);
      const page = await ledger.jobs.listJobs(tenant, {
        limit: JOBS_PER_PASS,
        ...(cursor !== undefined && { cursor }),
      });
      for (const record of page.items) {
        signal?.throwIfAborted();
        const fields = { jobId: record.job.id, tenant };
        const about = { fields, message: "the counts of a job cannot be counted" };
        await apart(this.#engine, about, () => this.#audit(record));
      }
      if (page.nextCursor === undefined) {
        this.#cursors.delete(tenant);
      } else {
        this.#cursors.set(tenant, page.nextCursor);
      }
    }
  }

  async #audit(record: JobRecord): Promise<void> {
    if (await this.#looksRight(record)) {
      return;
    }
    const { ledger, log } = this.#engine;
    const { tenant, id: jobId } = record.job;
    const counted = await this.#count(record);
    const isRight = TRANSFER_STATES.every((state) => counted[state] === record.counts[state]);
    if (isRight && counted.listed === record.counts.listed && !isLeftOpen(record)) {
      return;
    }
    // A transfer that moved concurrently changed the counts: then they are counted again by the next pass.
    if (await ledger.jobs.replaceCounts(tenant, jobId, record.counts, counted)) {
      log.error(
        { jobId, tenant, listed: counted.listed, pending: pendingOf(counted) },
        "the counts of a job were wrong: they were counted again from its transfers",
      );
    }
  }

  async #looksRight(record: JobRecord): Promise<boolean> {
    const { counts, job } = record;
    if (!countsAddUp(counts) || isLeftOpen(record)) {
      return false;
    }
    if (pendingOf(counts) === 0) {
      return true;
    }
    for await (const { state } of this.#transfersOf(job)) {
      if (!isTerminal(state)) {
        return true;
      }
    }
    return false;
  }

  async #count({ job, counts: { listing } }: JobRecord): Promise<TransferCounts> {
    const counts: { -readonly [Count in keyof TransferCounts]: number } = { ...EMPTY, listing };
    for await (const { state } of this.#transfersOf(job)) {
      counts.listed += 1;
      counts[state.kind] += 1;
    }
    return counts;
  }

  /** Without one that cannot be read the counts would say that it never was. */
  async *#transfersOf({ tenant, id: jobId }: Job): AsyncGenerator<Transfer> {
    for await (const { items, damaged = 0 } of transferPages(this.#engine, tenant, jobId)) {
      if (damaged > 0) {
        const message = `${damaged} transfers of ${jobId} are damaged in the ledger`;
        throw new PenstockError("unexpected-error", message);
      }
      yield* items;
    }
  }
}

/** Nothing is pending, and yet the end of the job is not recorded. */
function isLeftOpen({ counts, finishedAtMs }: JobRecord): boolean {
  return pendingOf(counts) === 0 && finishedAtMs === undefined;
}
