// A job that was asked for before, under the same key.

import {
  type Job,
  type JobId,
  type JobRecord,
  PenstockError,
  type Submission,
  timeOfJobId,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { archivedJob } from "../history/archived-job.ts";
import { isHistoryWhole } from "../history/history-rebuild.ts";
import type { FindingEngine } from "./find-job.ts";

/** The journal is asked for jobs of these hours: older ones are back in the ledger, or in the archive. */
const JOURNAL_IDS = 2;

/** No job ends, is archived and lost within this time of its key. */
const FRESH_MS = 10_000;

type Keepers = Pick<Engine, "journal"> & {
  readonly ledger: OnPorts<"jobs">["ledger"];
};

type Finder = FindingEngine & { readonly clock: { nowMs(): number } };

/**
 * The job that a submission made before; undefined where it is the first.
 *
 * @throws PenstockError `idempotency-mismatch` where it was another request, `ledger-unavailable` while its job
 * is being accepted or restored
 */
export async function findSubmitted(
  engine: Finder,
  tenant: string,
  submission: Submission,
): Promise<JobRecord | undefined> {
  const { jobId, earlierIds } = submission;
  const jobIds = [jobId, ...earlierIds];
  const look = async () => {
    const records = await engine.ledger.jobs.readJobs(tenant, jobIds);
    const record =
      records.find((each) => each !== undefined) ?? (await archivedOf(engine, tenant, jobIds));
    if (record !== undefined) {
      checkFingerprint(record.job, submission);
    }
    return record;
  };
  const record = await look();
  if (record !== undefined) {
    return record;
  }
  await refuseWhatIsLost(engine, tenant, submission);
  const isFresh = engine.clock.nowMs() - timeOfJobId(jobId) < FRESH_MS;
  if (engine.archive !== undefined && !isFresh && !(await isHistoryWhole(engine))) {
    throw new PenstockError(
      "ledger-unavailable",
      "the ledger lost its list of finished jobs, which is being made again from the journal: send the request again",
    );
  }
  // What was restored, or archived, while the others were asked is in one of the first two by now.
  return isFresh ? undefined : await look();
}

/**
 * Of requests that came at once with one key the one that was written first counts: where there is a journal
 * it says which, and so it is asked before the ledger is written.
 *
 * @throws PenstockError `idempotency-mismatch`
 */
export async function refuseSecond(
  { journal, ledger }: Keepers,
  { tenant, id: jobId }: Job,
  submission: Submission | undefined,
): Promise<void> {
  if (submission === undefined) {
    return;
  }
  const kept =
    journal === undefined
      ? await ledger.jobs.readJob(tenant, jobId)
      : await journal.readJob({ tenant, jobId });
  if (kept !== undefined) {
    checkFingerprint(kept.job, submission);
  }
}

function checkFingerprint(
  { id, fingerprint }: { readonly id: JobId; readonly fingerprint?: string },
  submission: Submission,
): void {
  if (fingerprint !== submission.fingerprint) {
    throw new PenstockError(
      "idempotency-mismatch",
      `another request was sent with this Idempotency-Key, and made the job ${id}: send this one with a new key`,
    );
  }
}

async function archivedOf(
  engine: Finder,
  tenant: string,
  jobIds: readonly JobId[],
): Promise<JobRecord | undefined> {
  const entries = await engine.ledger.history.entries(tenant, jobIds);
  const entry = entries.find((each) => each !== undefined);
  return entry && (await archivedJob(engine, tenant, entry.jobId))?.record;
}

/** What is in the journal alone is being accepted by another request, or restored after a loss of Redis. */
async function refuseWhatIsLost(
  { journal }: Finder,
  tenant: string,
  submission: Submission,
): Promise<void> {
  const jobIds = [submission.jobId, ...submission.earlierIds].slice(0, JOURNAL_IDS);
  for (const jobId of jobIds) {
    const kept = await journal?.readJob({ tenant, jobId });
    if (kept !== undefined) {
      checkFingerprint(kept.job, submission);
      throw new PenstockError(
        "ledger-unavailable",
        `the job ${jobId} of this Idempotency-Key is being accepted, or restored from the journal: send the request again`,
      );
    }
  }
}
