import type { JobId, JobJournal, JobRecord, JournalEntry } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { noteRetries } from "../jobs/note-retry.ts";
import { apart } from "../repair/apart.ts";
import { archiveJobs } from "./archive-jobs.ts";

/** So that not very many are in the archive and in the journal when this process dies. */
const JOBS_AT_ONCE = 256;
/** Most of the time is waiting for the disk. */
const AT_ONCE = 16;

type EndingEngine = OnPorts<"finished" | "history" | "jobs" | "transfers" | "uploads"> &
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
      for (let at = 0; at < free.length; at += JOBS_AT_ONCE) {
        signal?.throwIfAborted();
        await endSome(engine, tenant, free.slice(at, at + JOBS_AT_ONCE), signal);
      }
    });
  }
}

async function endSome(
  engine: EndingEngine,
  tenant: string,
  jobs: readonly Over[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { archive, journal } = engine;
  if (archive !== undefined) {
    const records = jobs.map(({ record }) => record).filter((record) => record !== undefined);
    await archiveJobs({ ...engine, archive }, { tenant, group: "recent" }, records, signal);
    // Of a process that died after it accepted them.
    await noteRetries(engine, tenant, records);
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
