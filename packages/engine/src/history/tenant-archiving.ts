import {
  type EndedJob,
  type HistoryEntry,
  historyEntryOf,
  type JobArchive,
  type JobId,
  type JobJournal,
  OUTCOMES,
  type Outcome,
  outcomeOf,
  type Retention,
  type Segment,
  segmentPlace,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { archiveJobs, writeSegment } from "./archive-jobs.ts";
import { dropDeleted } from "./drop-deleted.ts";
import { isBulk, noteRows, removeNotedRows } from "./remove-rows.ts";
import { retire } from "./retire.ts";

/** So long a finished job stays where it is quick to ask for, whatever becomes of it then. */
const HELD_MS = 3_600_000;
/** Jobs of one step. */
const BATCH = 256;
/** What a pass does at most of each kind; the next pass continues. */
const BATCHES_PER_PASS = 20;
const SEGMENTS_PER_PASS = 200;
/** How long a recent segment stays after its jobs were due to leave it. */
const RECENT_MARGIN_MS = 600_000;

/** No recent segment has a job any more whose rows are removed: it would say that they are there. */
const ROWS_HELD_MS = HELD_MS + 2 * RECENT_MARGIN_MS;

export type ArchivingEngine = Pick<Engine, "ledger" | "log" | "random" | "clock" | "rowArchive"> & {
  readonly journal: JobJournal;
  readonly archive: JobArchive;
};

/** One pass of one tenant whose finished jobs are archived. */
export class TenantArchiving {
  readonly #engine: ArchivingEngine;
  readonly #retention: Retention;
  readonly #tenant: string;
  readonly #nowMs: number;

  constructor(engine: ArchivingEngine, retention: Retention, tenant: string) {
    this.#engine = engine;
    this.#retention = retention;
    this.#tenant = tenant;
    this.#nowMs = engine.clock.nowMs();
  }

  async pass(signal: AbortSignal | undefined): Promise<void> {
    for (const outcome of OUTCOMES) {
      await this.#moveEnded(outcome, signal);
    }
    await this.#emptyRecent(signal);
    for (const outcome of OUTCOMES) {
      await this.#expire(outcome, signal);
    }
    await removeNotedRows(this.#engine, this.#tenant, signal);
  }

  /** Out of the ledger, into a segment that is removed when the time of its jobs is over. */
  async #moveEnded(outcome: Outcome, signal: AbortSignal | undefined): Promise<void> {
    const { ledger } = this.#engine;
    const endedBeforeMs = this.#nowMs - this.#heldMs(outcome);
    let offset = 0;
    for (let batch = 0; batch < BATCHES_PER_PASS; batch += 1) {
      signal?.throwIfAborted();
      const wanted = { outcome, endedBeforeMs, offset, limit: BATCH };
      const ended = await ledger.finished.endedJobs(this.#tenant, wanted);
      if (ended.length > 0) {
        offset += ended.length - (await this.#move(outcome, ended, signal));
      }
      if (ended.length < BATCH) {
        return;
      }
    }
  }

  /** @returns how many of them are gone from the ledger */
  async #move(
    outcome: Outcome,
    ended: readonly EndedJob[],
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const { ledger } = this.#engine;
    const open = await this.#openInJournal();
    const free = ended.filter(({ jobId }) => !open.has(jobId));
    const ids = free.map(({ jobId }) => jobId);
    const records = await ledger.jobs.readJobs(this.#tenant, ids);
    const known = records.filter((record) => record !== undefined);
    const place = { tenant: this.#tenant, group: outcome };
    const entries = await archiveJobs(this.#engine, place, known, signal);
    const archived = new Set(entries.map(({ jobId }) => jobId));
    const overdue = free.filter(
      ({ jobId, endedAtMs }) =>
        !archived.has(jobId) && endedAtMs < this.#nowMs - this.#retention[outcome],
    );
    const gone = [...entries.map((entry) => ({ jobId: entry.jobId, entry })), ...overdue];
    await retire(this.#engine, this.#tenant, gone, signal);
    await this.#dropDeleted(entries);
    return entries.length + overdue.length;
  }

  /** What is still in the journal as unfinished would run again if the ledger did not hold it. */
  async #openInJournal(): Promise<ReadonlySet<JobId>> {
    const open = await this.#engine.journal.jobs();
    return new Set(open.filter(({ tenant }) => tenant === this.#tenant).map(({ jobId }) => jobId));
  }

  /** Removes recent segments whose jobs have moved on, and moves on those that a lost ledger left there. */
  async #emptyRecent(signal: AbortSignal | undefined): Promise<void> {
    const { archive } = this.#engine;
    const until = this.#nowMs - HELD_MS - RECENT_MARGIN_MS;
    let segments = 0;
    for await (const segment of archive.segments(this.#tenant, "recent")) {
      signal?.throwIfAborted();
      segments += 1;
      if (segment.endedAtMs > until || segments > SEGMENTS_PER_PASS) {
        return;
      }
      if (await this.#moveOn(segment)) {
        await archive.remove(segment);
      }
    }
  }

  /** False while the ledger holds one of its jobs. */
  async #moveOn(segment: Segment): Promise<boolean> {
    const { ledger, archive } = this.#engine;
    const jobs = await archive.read(segment);
    const ids = jobs.map(({ record }) => record.job.id);
    const held = await ledger.jobs.readJobs(this.#tenant, ids);
    if (held.some((record) => record !== undefined)) {
      return false;
    }
    const entries = await ledger.history.entries(this.#tenant, ids);
    const here = jobs.filter((_, index) => isIn(segment, entries[index]));
    for (const outcome of OUTCOMES) {
      const some = here.filter(({ record }) => outcomeOf(record) === outcome);
      if (some.length > 0) {
        const place = { tenant: this.#tenant, group: outcome };
        const moved = await writeSegment(this.#engine, place, some);
        await ledger.history.addEntries(this.#tenant, moved, "replace");
        await this.#dropDeleted(moved);
      }
    }
    return true;
  }

  async #dropDeleted(written: readonly HistoryEntry[]): Promise<void> {
    const places = Map.groupBy(written, ({ segment }) => segmentPlace(segment));
    for (const [first, ...rest] of places.values()) {
      if (first !== undefined) {
        const ids = [first, ...rest].map(({ jobId }) => jobId);
        await dropDeleted(this.#engine, first.segment, ids);
      }
    }
  }

  async #expire(outcome: Outcome, signal: AbortSignal | undefined): Promise<void> {
    const { ledger, archive } = this.#engine;
    let segments = 0;
    for await (const segment of archive.segments(this.#tenant, outcome)) {
      signal?.throwIfAborted();
      segments += 1;
      const isDue = segment.endedAtMs <= this.#nowMs - this.#retention[outcome];
      if (!isDue || segments > SEGMENTS_PER_PASS) {
        return;
      }
      const jobs = await archive.read(segment);
      const entries = jobs
        .filter(({ from }) => from === 0)
        .map((job) => historyEntryOf(job, segment));
      if (jobs.some(isBulk) && segment.endedAtMs > this.#nowMs - ROWS_HELD_MS) {
        return;
      }
      await ledger.history.removeEntries(this.#tenant, entries);
      await noteRows(this.#engine, segment, jobs);
      await archive.remove(segment);
    }
  }

  #heldMs(outcome: Outcome): number {
    return Math.min(HELD_MS, this.#retention[outcome]);
  }
}

function isIn(segment: Segment, entry: HistoryEntry | undefined): boolean {
  return (
    entry !== undefined &&
    entry.segment.group === segment.group &&
    entry.segment.endedAtMs === segment.endedAtMs &&
    entry.segment.nonce === segment.nonce
  );
}
