import type { JobId, JobJournal, JobRecord, JournalEntry } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { finishedJobs, writeSegment } from "./finished-jobs.ts";

/** Finished jobs of one segment of the archive. */
const JOBS_PER_SEGMENT = 256;
/** Most of the time is waiting for the disk. */
const AT_ONCE = 16;

type EndingEngine = OnPorts<"history" | "jobs" | "transfers" | "uploads"> &
  Pick<Engine, "log" | "random" | "archive" | "repeats"> & {
    readonly journal: JobJournal;
  };

type Over = {
  readonly entry: JournalEntry;
  /** Undefined for a job that the ledger does not hold any more, because it is archived. */
  readonly record: JobRecord | undefined;
};

/**
 * Jobs that have ended are archived with their receipts, and leave the list of the unfinished ones after
 * it: in between they are in both, never in none.
 */
export async function endInJournal(
  engine: EndingEngine,
  over: readonly Over[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [tenant, jobs] of Map.groupBy(over, ({ entry }) => entry.tenant)) {
    const about = { what: "the archiving of finished jobs", fields: { tenant } };
    await apart(engine, about, async () => {
      const open = await openUploadsOf(engine, tenant);
      const free = jobs.filter(({ entry }) => !open.has(entry.jobId));
      for (let at = 0; at < free.length; at += JOBS_PER_SEGMENT) {
        signal?.throwIfAborted();
        await endSome(engine, tenant, free.slice(at, at + JOBS_PER_SEGMENT));
      }
    });
  }
}

async function endSome(engine: EndingEngine, tenant: string, jobs: readonly Over[]): Promise<void> {
  const { archive, journal } = engine;
  if (archive !== undefined) {
    const records = jobs.map(({ record }) => record).filter((record) => record !== undefined);
    const finished = await finishedJobs(engine, records);
    if (finished.length > 0) {
      await writeSegment({ ...engine, archive }, { tenant, group: "recent" }, finished);
    }
  }
  for (let at = 0; at < jobs.length; at += AT_ONCE) {
    await Promise.all(
      jobs.slice(at, at + AT_ONCE).map(({ entry }) => {
        const { jobId } = entry;
        const about = { what: "the removal of a finished job from the journal", fields: { jobId } };
        return apart(engine, about, () => journal.forget(entry));
      }),
    );
  }
}

/** A job is over for its client before the last upload that it may have opened is ended. */
async function openUploadsOf(
  { ledger }: OnPorts<"uploads">,
  tenant: string,
): Promise<ReadonlySet<JobId>> {
  const open = await ledger.uploads.openUploads(tenant);
  return new Set(open.map(({ jobId }) => jobId));
}
