import {
  isFinished,
  isPenstockError,
  type JobId,
  type JobRecord,
  type JobRef,
  type Journal,
  type JournalEntry,
  stateOfJob,
  type Transfer,
  timeOfJobId,
} from "@penstock/core";
import { enqueueNext } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { endInJournal } from "../history/end-in-journal.ts";
import { HistoryRebuild } from "../history/history-rebuild.ts";
import { cancelJob } from "../jobs/cancel-job.ts";
import { noteRetry } from "../jobs/note-retry.ts";
import { type MarkingEngine, markJobs } from "../recording/write-marker.ts";
import { apart } from "./apart.ts";
import { BulkRecovery } from "./bulk-recovery.ts";
import { JournalCopy } from "./journal-copy.ts";

/** Records read in one round trip: some 100 kB of response. */
const JOBS_PER_READ = 500;
/** What one pass does at most of each kind, so that it ends in seconds; the next pass continues. */
const JOBS_PER_PASS = 5000;
/** By how much the clocks of two machines may differ before a job that has ended might run again. */
const CLOCK_MARGIN_MS = 600_000;
/** Most of the time is waiting for the disk and for Redis. */
const AT_ONCE = 16;

type SweptEngine = MarkingEngine &
  Pick<Engine, "ledger" | "queue" | "random" | "archive"> & {
    readonly journal: Journal;
  };

type Found = {
  readonly entry: JournalEntry;
  readonly record: JobRecord | undefined;
  /** It has ended, and the ledger holds it no more. */
  readonly isArchived: boolean;
};
type Known = Found & { readonly record: JobRecord };

/**
 * The level-triggered half of the journal. It compares the journal with the ledger, and repeats
 * whatever makes them agree: jobs that the ledger lost are written again, jobs that are finished are
 * archived and forgotten, and what was uploaded since the last look is copied. Any number of coordinators
 * may run it.
 */
export class JournalSweep {
  readonly #engine: SweptEngine;
  readonly #rebuild: HistoryRebuild | undefined;
  /** Of the pass under way. */
  #signal: AbortSignal | undefined;
  readonly #copy: JournalCopy;
  readonly #bulk: BulkRecovery;

  /**
   * What the journal held at the last look. A job that is just being accepted is in the journal and not
   * yet, or not yet whole, in the ledger: only one that was there before is lost.
   */
  #seen: ReadonlySet<JobId> = new Set();

  constructor(engine: SweptEngine) {
    this.#engine = engine;
    const { archive } = engine;
    this.#rebuild = archive && new HistoryRebuild({ ...engine, archive });
    this.#copy = new JournalCopy(engine);
    this.#bulk = new BulkRecovery(engine);
  }

  async sweepOnce(signal?: AbortSignal): Promise<void> {
    this.#signal = signal;
    // Before the ledger is asked which jobs it lost: of those that ended it knows by these entries.
    const knownSinceMs = (await this.#rebuild?.step(signal)) ?? Number.NEGATIVE_INFINITY;
    const found = await this.#compare();
    const listed = new Set(found.map(({ entry }) => entry.jobId));
    const known = found.filter(isKnown);
    const lost = found
      .filter(isLost)
      .filter(({ entry }) => this.#seen.has(entry.jobId))
      .filter(
        ({ entry, record }) =>
          record !== undefined || timeOfJobId(entry.jobId) - CLOCK_MARGIN_MS > knownSinceMs,
      );
    this.#seen = listed;
    const sound = await this.#soundOf(known);
    await this.#restoreLost([...lost, ...known.filter((each) => sound.get(each) === false)]);
    await this.#each(known.filter(isLeftUncancelled), ({ entry }) => this.#cancel(entry));
    const over = found.filter(
      (each) => each.isArchived || (isKnown(each) && isOver(each) && sound.get(each) === true),
    );
    const marked = await markJobs(this.#engine, over.slice(0, JOBS_PER_PASS), signal);
    await endInJournal(this.#engine, marked, signal);
    for (const tenant of new Set(known.map(({ entry }) => entry.tenant))) {
      await this.#copy.copyChanged(tenant, signal);
    }
  }

  async #compare(): Promise<readonly Found[]> {
    const { journal, ledger } = this.#engine;
    const byTenant = Map.groupBy(await journal.jobs(), ({ tenant }) => tenant);
    const found: Found[] = [];
    for (const [tenant, entries] of byTenant) {
      for (const page of pagesOf(entries, JOBS_PER_READ)) {
        const ids = page.map(({ jobId }) => jobId);
        const records = await ledger.jobs.readJobs(tenant, ids);
        const missing = ids.filter((_, index) => records[index] === undefined);
        const archived = await this.#archivedOf(tenant, missing);
        found.push(
          ...page.map((entry, index) => {
            return { entry, record: records[index], isArchived: archived.has(entry.jobId) };
          }),
        );
      }
    }
    return found;
  }

  /** Without those that could not be asked about. */
  async #soundOf(known: readonly Known[]): Promise<ReadonlyMap<Found, boolean>> {
    const sound = new Map<Found, boolean>();
    this.#bulk.beginPass();
    const [over, running] = [known.filter(isOver), known.filter((each) => !isOver(each))];
    for (const some of [over, running]) {
      await this.#each(some, async (each) => {
        sound.set(each, await this.#bulk.isSound(each.record));
      });
    }
    return sound;
  }

  async #archivedOf(tenant: string, jobIds: readonly JobId[]): Promise<ReadonlySet<JobId>> {
    const entries = await this.#engine.ledger.history.entries(tenant, jobIds);
    return new Set(entries.flatMap((entry) => (entry === undefined ? [] : [entry.jobId])));
  }

  async #restoreLost(lost: readonly Found[]): Promise<void> {
    let restored = 0;
    await this.#each(lost, async ({ entry }) => {
      if (await this.#restore(entry)) {
        restored += 1;
      }
    });
    if (restored > 0) {
      this.#engine.log.warn(
        { jobs: restored },
        "jobs that the ledger had lost were restored from the journal",
      );
    }
  }

  /** False for a job that cannot be read, or that is just being accepted and gone again. */
  async #restore(entry: JournalEntry): Promise<boolean> {
    const { journal, ledger } = this.#engine;
    const found = await journal.readJob(entry);
    if (found === undefined) {
      return false;
    }
    const transfers = await Promise.all(
      found.transfers.map((transfer) => this.#asPlanned(transfer)),
    );
    if (found.job.bulk === undefined) {
      await ledger.jobs.createJob(found.job, transfers);
    } else if (!(await this.#bulk.reopen(found.job, transfers, entry.isCancelled))) {
      return false;
    }
    await noteRetry(this.#engine, found.job);
    if (entry.isCancelled) {
      await this.#cancel(entry);
      return true;
    }
    for (const transfer of transfers) {
      await enqueueNext(this.#engine, transfer);
    }
    return true;
  }

  /**
   * As it was before it had its upload, with every intent that was written of it: the ledger has to
   * name them again, or the uploads that they may have opened would not be searched.
   */
  async #asPlanned(journalled: Transfer): Promise<Transfer> {
    const intents = await this.#engine.journal.tokensOf(journalled);
    return { ...journalled, state: { kind: "planned", intents } };
  }

  async #cancel({ tenant, jobId }: JobRef): Promise<void> {
    try {
      await cancelJob(this.#engine, tenant, jobId);
    } catch (error) {
      // It ended in another way in between.
      if (!isPenstockError(error, "state-conflict")) {
        throw error;
      }
    }
  }

  async #each<Item extends Found>(
    items: readonly Item[],
    work: (item: Item) => Promise<unknown>,
  ): Promise<void> {
    for (const page of pagesOf(items.slice(0, JOBS_PER_PASS), AT_ONCE)) {
      await Promise.all(page.map((item) => this.#attempt(item.entry.jobId, () => work(item))));
    }
  }

  async #attempt(jobId: JobId, work: () => Promise<unknown>): Promise<void> {
    this.#signal?.throwIfAborted();
    await apart(this.#engine, { what: "the journal of a job", fields: { jobId } }, work);
  }
}

function isKnown(found: Found): found is Known {
  return found.record !== undefined;
}

/** Also one whose transfers are not all there: the process that wrote them died. A bulk job lists for long. */
function isLost({ record, isArchived }: Found): boolean {
  return record === undefined
    ? !isArchived
    : record.counts.listing > 0 && record.job.bulk === undefined;
}

/** A bulk job only once its rows are in the journal as well. */
function isOver({ record }: Known): boolean {
  return isFinished(stateOfJob(record)) && (record.bulk?.isRecorded ?? true);
}

/**
 * A cancel that was accepted and then lost with the ledger, that came while all parts seemed to be in, or of
 * a process that died before the journal had it. A bulk job that still lists may have nothing yet that moves.
 */
function isLeftUncancelled({ entry, record: { counts, isCancelled } }: Known): boolean {
  const isMoving = counts.listing + counts.planned + counts.uploading > 0;
  return isMoving && (entry.isCancelled || isCancelled);
}

function* pagesOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) {
    yield items.slice(at, at + size);
  }
}
