import { sampleJob, sampleList, sampleTransfer } from "./sample-views.ts";

const GIB = 1024 ** 3;
const AT = "2026-11-22T07:41:03.000Z";
const LATER = "2026-11-23T03:00:00.000Z";

const RUNNING = sampleJob();
const FAILED = sampleJob({
  ...{ id: "job_01k9ze3f000000000000000000", name: "raw data of the northern station, second try" },
  ...{ state: "completed_with_errors", actions: [], finishedAt: LATER },
  labels: { team: "ml", purpose: "training" },
  list: sampleList({ isComplete: true, openPieces: 0, isRecorded: true }),
  progress: {
    ...{ ...RUNNING.progress, bytesTotal: 83 * GIB, bytesStored: 82 * GIB, percent: 98.8 },
    ...{ transfersTotal: 2117, transfersStored: 2100, transfersFailed: 17, transfersPending: 0 },
  },
});
const WAITING = sampleJob({
  ...{ id: "job_01k9ze4c000000000000000000", name: "archive", health: "waiting_for_workers" },
  isPaused: true,
});

const WORKER = {
  ...{ id: "worker-host-a-4711", slots: 8, busy: 6, host: "host-a.example.org", version: "0.1.0" },
  ...{ since: AT, lastSeen: LATER, loopPercent: 41 },
  moving: [{ jobId: RUNNING.id, slots: 6, units: 6, bytes: 96 * 1024 ** 2 }],
};

const UPLOAD = {
  ...{ connection: "local", key: "landing/2026/11/21/part-00017.parquet", openedAt: AT },
  uploadId: "1585130821cbb7df1d11846c073ad648e8f33b087cec2381df437acdc833cf65",
  ...{ ageSeconds: 273_600, isListed: true, parts: 12, bytes: 192 * 1024 ** 2 },
  ...{ owner: "transfer", transferId: "tr_01k9ze2m7q0000000000000000", jobId: RUNNING.id },
  state: "uploading",
};

const SCHEDULE = {
  ...{
    name: "nightly",
    cron: "0 3 * * *",
    timeZone: "Europe/Berlin",
    every: null,
    overlap: "skip",
  },
  ...{ catchUp: "1h", jitter: "0s", activeFrom: AT, endAt: null, isPaused: false, revision: 1 },
  ...{ changedAt: AT, nextRuns: [LATER], current: null, waiting: null, job: {} },
  lastRun: {
    ...{ scheduledFor: AT, outcome: "started", decidedAt: AT, jobId: RUNNING.id, reason: null },
    isManual: false,
  },
};

const LIMITS = {
  limits: {
    ...{ bytesPerSecond: ["Mon-Fri 08:00-18:00 50MiB/s", "200MiB/s"], timeZone: "Europe/Berlin" },
    requestsPerSecond: 100,
  },
  now: [
    { limit: "bytesPerSecond", value: 50 * 1024 ** 2, until: LATER },
    { limit: "requestsPerSecond", value: 100, until: null },
  ],
  ...{ revision: 2, changedAt: AT },
};

const TENANT = {
  ...{ name: "films", weight: 3, limits: {}, quotas: { jobs: 100 }, revision: 1, changedAt: AT },
  connections: ["raw", "archive-of-the-northern-station", "local"],
  usage: { jobs: 7, waitingJobs: 2, unitsInFlight: 48, unitsAllowed: 64 },
};

const PHASES = { queueMs: 0, firstByteMs: 100, readMs: 300, sendMs: 500, responseMs: 100 };

const EXPLAINED = {
  ...{ jobId: RUNNING.id, boundBy: "store", since: AT, nextTryAt: null, actions: ["pause"] },
  sentence: "The store takes bytes more slowly than the source gives them: add workers.",
  evidence: {
    ...{ phases: PHASES, samples: 48 },
    waits: {
      ...{ ready: 3, otherJobs: 1, inFlight: 48, inFlightLimit: 64, waiting: 0, workers: 2 },
      ...{ slots: 16, busy: 12, moving: 12, ledgerMs: 1 },
    },
  },
};

const ERRORS = {
  isComplete: true,
  data: [
    {
      ...{ outcome: "failed", code: "source-missing", objects: 17 },
      samples: [{ key: "landing/a.parquet", message: "there is no landing/a.parquet" }],
      title: "The source is not there.",
      next: "Check the source's keys, then try again.",
      help: "/problems/source-missing",
    },
  ],
};

const KEY = {
  ...{ id: "key_01k9ze2m7q", name: "nightly-export", scope: "operate", tenant: null },
  ...{ createdAt: AT, createdBy: "admin", expiresAt: LATER, isExpired: false },
};

const WEBHOOK = {
  ...{ id: "wh_01k9ze2m7q", url: "https://hooks.example.org/penstock", types: ["job.*"] },
  ...{ description: "", format: "standard", isEnabled: true, disabledBecause: null },
  ...{ failingSince: null, createdAt: AT, revision: 1 },
};

const CONNECTION = {
  ...{ name: "cloud", provider: "cos", isWritable: true, lastTest: null },
  location: "ingest-1250000000 in ap-beijing, below landing/",
};

const page = (...data: readonly unknown[]) => ({ data, nextCursor: null });

/** A deployment with some of everything, for tests. */
export const SAMPLE_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /healthz/ready": {
    status: "degraded",
    reasons: [],
    remarks: ['worker w: cannot use "cloud"'],
  },
  "GET /v1/jobs": page(RUNNING, FAILED, WAITING),
  [`GET /v1/jobs/${RUNNING.id}`]: RUNNING,
  [`GET /v1/jobs/${RUNNING.id}/transfers`]: page(
    sampleTransfer({ state: "uploading", object: null }),
  ),
  [`GET /v1/jobs/${RUNNING.id}/explain`]: EXPLAINED,
  [`GET /v1/jobs/${FAILED.id}`]: FAILED,
  [`GET /v1/jobs/${FAILED.id}/transfers`]: page(),
  [`GET /v1/jobs/${FAILED.id}/errors`]: ERRORS,
  "GET /v1/workers": page(WORKER, { ...WORKER, id: "worker-host-b-4712", busy: null, host: null }),
  "GET /v1/uploads": {
    ...page(UPLOAD, { ...UPLOAD, owner: "foreign", jobId: null }),
    total: 2,
    gaps: [],
  },
  "GET /v1/schedules": page(SCHEDULE, {
    ...SCHEDULE,
    name: "hourly",
    isPaused: true,
    lastRun: null,
  }),
  "GET /v1/limits": { deployment: { ...LIMITS, isOfSettings: false }, connections: [] },
  "GET /v1/tenants": page(TENANT),
  "GET /v1/keys": page(KEY),
  "GET /v1/webhooks": page(WEBHOOK),
  "GET /v1/connections": page(CONNECTION),
};

export const SAMPLE_IDS = { running: RUNNING.id, failed: FAILED.id } as const;
