import {
  countsAddUp,
  isTerminal,
  type Job,
  type JobId,
  type JobRecord,
  type Page,
  PenstockError,
  pendingOf,
  TRANSFER_STATES,
  type Transfer,
  type TransferCounts,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { transferPages } from "../jobs/transfer-pages.ts";
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

/** What a job showed when its counts were last found right, and the page on which a transfer was pending. */
type Seen = { readonly shown: string; readonly cursor: string | undefined };

/**
 * Compares the counts of jobs with their transfers, some jobs at a time, and corrects those that
 * cannot be right: a job whose counts are wrong would never end. It costs what changed: a job that shows
 * what it showed at the last look is left alone, and of another one the transfers are read from the page
 * on which one was pending. Any number of coordinators may run it.
 */
export class CountReconciler {
  readonly #engine: OnPorts<"jobs"> & Pick<Engine, "log" | "repeats">;
  /** Where the next pass continues, by tenant. */
  readonly #cursors = new Map<string, string>();
  /** Of jobs that are not finished. */
  readonly #seen = new Map<JobId, Seen>();

  constructor(engine: OnPorts<"jobs"> & Pick<Engine, "log" | "repeats">) {
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
        const about = { what: "counting the transfers of a job", fields };
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
    const { counts, progress, job } = record;
    // Most of what a bulk job counts is no transfer, or not held any more. Its counts move with the rows that they count,
    // in one step.
    if (job.bulk !== undefined) {
      return true;
    }
    const seen = this.#seen.get(job.id);
    this.#seen.delete(job.id);
    if (!countsAddUp(counts) || isLeftOpen(record)) {
      return false;
    }
    if (pendingOf(counts) === 0) {
      return true;
    }
    const shown = JSON.stringify([counts, progress]);
    const found = seen?.shown === shown ? seen : await this.#findPending(job, seen?.cursor);
    if (found !== undefined) {
      this.#seen.set(job.id, { shown, cursor: found.cursor });
    }
    return found !== undefined;
  }

  /** The first page from there on with a transfer that is not terminal; undefined when there is none. */
  async #findPending(
    job: Job,
    from: string | undefined,
  ): Promise<Pick<Seen, "cursor"> | undefined> {
    let cursor = from;
    for await (const { items, nextCursor } of this.#pagesOf(job, from)) {
      if (items.some(({ state }) => !isTerminal(state))) {
        return { cursor };
      }
      cursor = nextCursor;
    }
    return undefined;
  }

  async #count({ job, counts: { listing } }: JobRecord): Promise<TransferCounts> {
    const counts: { -readonly [Count in keyof TransferCounts]: number } = { ...EMPTY, listing };
    for await (const { items } of this.#pagesOf(job)) {
      for (const { state } of items) {
        counts.listed += 1;
        counts[state.kind] += 1;
      }
    }
    return counts;
  }

  /** Without one that cannot be read the counts would say that it never was. */
  async *#pagesOf({ tenant, id: jobId }: Job, from?: string): AsyncGenerator<Page<Transfer>> {
    for await (const page of transferPages(this.#engine, { tenant, jobId }, from)) {
      const { damaged = 0 } = page;
      if (damaged > 0) {
        const message = `${damaged} transfers of ${jobId} are damaged in the ledger`;
        throw new PenstockError("unexpected-error", message);
      }
      yield page;
    }
  }
}

/** Nothing is pending, and yet the end of the job is not recorded. */
function isLeftOpen({ counts, finishedAtMs }: JobRecord): boolean {
  return pendingOf(counts) === 0 && finishedAtMs === undefined;
}
