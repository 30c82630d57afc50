import type { JobView } from "@penstock/wire";

const JOB: JobView = {
  id: "job_1",
  name: "a",
  state: "transferring",
  health: "ok",
  isPaused: false,
  actions: [],
  labels: {},
  progress: {
    ...{ totalsFinal: true, bytesTotal: 10, bytesStored: 5, partsTotal: 2, partsStored: 1 },
    ...{ transfersTotal: 4, transfersStored: 1, transfersSkipped: 0, transfersFailed: 0 },
    ...{ transfersCancelled: 0, transfersPending: 3, retries: 0, percent: 50 },
    ...{ bytesPerSecond: null, etaSeconds: null, etaRange: null },
  },
  list: null,
  workers: 1,
  weight: 1,
  deadline: null,
  repeats: [],
  schedule: null,
  retryOf: null,
  supersededBy: null,
  createdAt: "2026-11-29T07:00:00.000Z",
  finishedAt: null,
};

/** A job of tests: half of it is stored. */
export function jobWith(
  change: Partial<JobView>,
  progress: Partial<JobView["progress"]> = {},
): JobView {
  return { ...JOB, ...change, progress: { ...JOB.progress, ...progress } };
}
