import {
  isFinished,
  type JobHealth,
  type JobId,
  type JobRecord,
  type JobState,
  jobHealthOf,
  type ProcessRole,
  type RegisteredUpload,
  stateOfJob,
  type TenantWork,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { surroundingsOf } from "../history/surroundings.ts";
import { openUploadsOfAll } from "../uploads/orphans-of-intents.ts";

const JOBS_AT_ONCE = 200;

/** How many jobs of a tenant are alike. */
type JobTally = {
  readonly tenant: string;
  readonly state: JobState;
  readonly health: JobHealth;
  readonly jobs: number;
};

/** What unfinished jobs still have to move, as far as it is known. */
type Backlog = { readonly tenant: string; readonly bytes: number; readonly parts: number };

/** A job that ended a short while ago. */
type Finished = {
  readonly id: JobId;
  readonly state: JobState;
  readonly finishedAtMs: number;
  readonly durationMs: number;
};

/** So long a job counts as one that ended just now: longer than surveys are apart, and clocks. */
const FINISHED_WITHIN_MS = 120_000;

/** All that the ledger holds, in numbers. */
export type LedgerSurvey = {
  readonly jobs: readonly JobTally[];
  readonly finished: readonly Finished[];
  readonly backlogs: readonly Backlog[];
  readonly work: readonly TenantWork[];
  readonly slots: number;
  readonly processes: Readonly<Record<ProcessRole, number>>;
  readonly uploads: readonly RegisteredUpload[];
};

type Surveyed = OnPorts<"jobs" | "parts" | "uploads" | "workers"> & Pick<Engine, "clock">;

/**
 * Counts everything once, some jobs at a time. It costs what the ledger holds, so one process does it by the
 * clock, and all others show what it found.
 */
export async function surveyLedger(engine: Surveyed, signal?: AbortSignal): Promise<LedgerSurvey> {
  const { ledger } = engine;
  const sinceMs = engine.clock.nowMs() - FINISHED_WITHIN_MS;
  const [work, workers, processes, uploads, surroundings] = await Promise.all([
    ledger.parts.work(),
    ledger.workers.liveWorkers(),
    ledger.workers.liveProcesses(),
    openUploadsOfAll(ledger),
    surroundingsOf(engine),
  ]);
  const tallies = new Map<string, JobTally>();
  const backlogs = new Map<string, Backlog>();
  const finished: Finished[] = [];
  for (const tenant of await ledger.jobs.tenants()) {
    for await (const record of jobsOf(engine, tenant, signal)) {
      const state = stateOfJob(record);
      const health = jobHealthOf(record, surroundings(record));
      const key = `${tenant} ${state} ${health}`;
      const jobs = (tallies.get(key)?.jobs ?? 0) + 1;
      tallies.set(key, { tenant, state, health, jobs });
      if (!isFinished(state)) {
        backlogs.set(tenant, withMore(backlogs.get(tenant), record));
      }
      const { job, finishedAtMs = 0 } = record;
      if (finishedAtMs > sinceMs) {
        const durationMs = Math.max(0, finishedAtMs - job.createdAtMs);
        finished.push({ ...{ id: job.id, state, finishedAtMs }, durationMs });
      }
    }
  }
  const countOf = (role: ProcessRole) => processes.filter((each) => each.role === role).length;
  return {
    jobs: [...tallies.values()],
    finished,
    backlogs: [...backlogs.values()],
    work,
    slots: workers.reduce((sum, { slots }) => sum + slots, 0),
    processes: {
      planner: countOf("planner"),
      worker: countOf("worker"),
      coordinator: countOf("coordinator"),
    },
    uploads,
  };
}

async function* jobsOf(
  { ledger }: OnPorts<"jobs">,
  tenant: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobRecord> {
  let cursor: string | undefined;
  do {
    signal?.throwIfAborted();
    const range = { limit: JOBS_AT_ONCE, ...(cursor !== undefined && { cursor }) };
    const page = await ledger.jobs.listJobs(tenant, range);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

function withMore(backlog: Backlog | undefined, { job, progress }: JobRecord): Backlog {
  const { bytesTotal, bytesStored, partsTotal, partsStored } = progress;
  return {
    tenant: job.tenant,
    bytes: (backlog?.bytes ?? 0) + Math.max(0, bytesTotal - bytesStored),
    parts: (backlog?.parts ?? 0) + Math.max(0, partsTotal - partsStored),
  };
}
