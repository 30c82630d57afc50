import type { Job, JobId, JobRecord, Transfer } from "@penstock/core";
import type { Engine } from "../engine.ts";
import { countsInJournal, nextOpening } from "../recording/recover-listing.ts";

/** What says so is a list of all that the journal has of a job. */
const PASSES_BETWEEN_LOOKS = 15;

type RecoveringEngine = Pick<Engine, "ledger" | "queue" | "rowArchive">;
type Look = { readonly epoch: number; readonly pass: number };

/** Bulk jobs whose ledger was lost, or is not the one whose rows count. */
export class BulkRecovery {
  readonly #engine: RecoveringEngine;
  #pass = 0;
  #looks: ReadonlyMap<JobId, Look> = new Map();
  #newLooks = new Map<JobId, Look>();

  constructor(engine: RecoveringEngine) {
    this.#engine = engine;
  }

  beginPass(): void {
    this.#pass += 1;
    this.#looks = this.#newLooks;
    this.#newLooks = new Map();
  }

  /**
   * Whether the ledger has it as the journal does. Asked of one that goes on now and then, and of one that
   * has ended each time, before the journal lets go of it.
   */
  async isSound(record: JobRecord): Promise<boolean> {
    const { rowArchive } = this.#engine;
    const { job, bulk } = record;
    if (bulk === undefined || rowArchive === undefined) {
      return true;
    }
    const last = this.#looks.get(job.id);
    const isFresh = last?.epoch === bulk.epoch && this.#pass - last.pass < PASSES_BETWEEN_LOOKS;
    const isSound = (isFresh && !bulk.isRecorded) || (await countsInJournal(rowArchive, record));
    if (isSound) {
      this.#newLooks.set(job.id, isFresh ? last : { epoch: bulk.epoch, pass: this.#pass });
    }
    return isSound;
  }

  /** Opens the next epoch. False where this process has no rows to begin from, and where the job is over. */
  async reopen(job: Job, transfers: readonly Transfer[], isCancelled: boolean): Promise<boolean> {
    const { rowArchive, ledger, queue } = this.#engine;
    const ref = { tenant: job.tenant, jobId: job.id };
    if (rowArchive === undefined) {
      return false;
    }
    const opening = await nextOpening(rowArchive, ref, transfers);
    if (opening === undefined) {
      return false;
    }
    await ledger.listings.openListing(job, { ...opening, isCancelled });
    if (!isCancelled) {
      await queue.addListing(ref);
    }
    return true;
  }
}
