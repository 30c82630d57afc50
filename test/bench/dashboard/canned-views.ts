// What a job of 10,000 parts looks like to the API, half way and on.

import type {
  ExplainView,
  JobLimitsView,
  JobView,
  PartMapView,
  StatsView,
  TransferView,
  WorkerPage,
} from "@penstock/wire";

export const JOBS = 10_000;
export const PARTS = 10_000;
const PART_BYTES = 8 * 1024 * 1024;
const SLOTS = 64;
const WORKERS = 8;
const STEP_SECONDS = 5;
/** A quarter of an hour. */
const STEPS = 180;
const STARTED_AT = "2026-11-29T07:00:00.000Z";
const PHASES = { queueMs: 900, firstByteMs: 2000, readMs: 21_000, sendMs: 9000, responseMs: 3000 };

export const MOVING_JOB = idOf(0);
const TRANSFER = "trn_00000000000000000000000001";

/** What the API says at a path; of a list without rows where nothing else is said. */
export function viewOf(path: string, query: URLSearchParams, stored: number): unknown {
  if (path === "/v1/jobs") {
    return jobsPage(query, stored);
  }
  const view = VIEWS[path];
  return view === undefined ? { data: [], nextCursor: null } : view(stored);
}

const JOB_PATH = `/v1/jobs/${MOVING_JOB}`;

const VIEWS: Readonly<Record<string, (stored: number) => unknown>> = {
  [JOB_PATH]: (stored) => jobOf(0, stored),
  [`${JOB_PATH}/transfers`]: () => ({ data: [transfer], nextCursor: null }),
  [`${JOB_PATH}/transfers/${TRANSFER}/part-map`]: partMap,
  [`${JOB_PATH}/stats`]: stats,
  [`${JOB_PATH}/explain`]: () => explain,
  [`${JOB_PATH}/limits`]: () => limits,
  "/v1/workers": () => workers,
  "/v1/caller": () => ({ id: "open", scope: "admin", tenant: null, until: null, isOpen: true }),
  "/healthz/live": () => ({ status: "alive" }),
};

function jobsPage(query: URLSearchParams, stored: number) {
  const state = query.get("state");
  if (state !== null) {
    return { data: state === "transferring" ? [jobOf(0, stored)] : [], nextCursor: null };
  }
  const from = Number(query.get("cursor") ?? 0);
  const to = Math.min(JOBS, from + Number(query.get("limit") ?? 50));
  const data = Array.from({ length: to - from }, (_, index) => jobOf(from + index, stored));
  return { data, nextCursor: to < JOBS ? String(to) : null };
}

function idOf(index: number): string {
  return `job_${String(index).padStart(26, "0")}`;
}

function jobOf(index: number, stored: number): JobView {
  const isMoving = index === 0;
  const done = isMoving ? stored : PARTS;
  return {
    ...{ id: idOf(index), name: `object ${index} of the night`, labels: {}, workers: WORKERS },
    ...{ state: isMoving ? "transferring" : "succeeded", health: "ok", isPaused: false },
    actions: isMoving ? ["pause", "cancel"] : [],
    progress: {
      ...{ totalsFinal: true, bytesTotal: PARTS * PART_BYTES, bytesStored: done * PART_BYTES },
      ...{ partsTotal: PARTS, partsStored: done, transfersTotal: 1, retries: 0 },
      ...{ transfersStored: isMoving ? 0 : 1, transfersSkipped: 0, transfersFailed: 0 },
      ...{ transfersCancelled: 0, transfersPending: isMoving ? 1 : 0 },
      percent: (done / PARTS) * 100,
      ...{ bytesPerSecond: null, etaSeconds: null, etaRange: null },
    },
    ...{ repeats: [], list: null, retryOf: null, supersededBy: null, schedule: null, weight: 1 },
    deadline: null,
    // The newest first, as the API lists them.
    createdAt: new Date(Date.parse(STARTED_AT) - index * 1000).toISOString(),
    finishedAt: isMoving ? null : "2026-11-29T08:00:00.000Z",
  };
}

const transfer: TransferView = {
  ...{ id: TRANSFER, state: "uploading", generation: 1, pinnedBy: "etag", leftBehind: [] },
  source: { connection: "raw", key: "night/archive.tar" },
  destination: { connection: "ingest", key: "landing/archive.tar" },
  options: { overwrite: "always", verify: "part", attributes: "preserve", metadata: {} },
  plan: {
    ...{ strategy: "multipart", sizeBytes: PARTS * PART_BYTES, partSizeBytes: PART_BYTES },
    ...{ partCount: PARTS, reason: "the smallest size with at most 10,000 parts" },
  },
  ...{ object: null, cause: null, leftAlone: [], failures: [] },
};

/** Those in flight lie behind those that are stored, with one that is tried again. */
function partMap(stored: number): PartMapView {
  const left = Math.max(0, PARTS - stored - SLOTS);
  const run = (count: number, letter: string) => (count > 0 ? count.toString(36) + letter : "");
  return {
    ...{ transferId: TRANSFER, parts: PARTS, encoding: "rle36", legend: "PARSVF" },
    map: `${run(stored, "S")}${run(SLOTS - 1, "A")}R${run(left, "P")}`,
    failures: { kept: 1, total: 1 },
  };
}

function stats(stored: number): StatsView {
  const nowMs = Date.parse(STARTED_AT) + stored * 250;
  return {
    ...{ jobId: MOVING_JOB, stepSeconds: STEP_SECONDS },
    series: Array.from({ length: STEPS }, (_, index) => ({
      at: new Date(nowMs - (STEPS - index) * STEP_SECONDS * 1000).toISOString(),
      bytes: PART_BYTES * (20 + (index % 7)),
      units: 20 + (index % 7),
    })),
    workers: Array.from({ length: WORKERS }, (_, index) => ({
      ...{ worker: `worker-${index}`, since: STARTED_AT, lastAt: new Date(nowMs).toISOString() },
      ...{ units: stored / WORKERS, bytes: (stored / WORKERS) * PART_BYTES, phases: PHASES },
    })),
    total: { units: stored, bytes: stored * PART_BYTES, phases: PHASES },
  };
}

const explain: ExplainView = {
  ...{ jobId: MOVING_JOB, boundBy: "source", since: STARTED_AT, nextTryAt: null },
  sentence: "The source gives its bytes more slowly than the store takes them.",
  evidence: {
    ...{ phases: PHASES, samples: 212 },
    waits: {
      ...{ ready: 1, otherJobs: 0, inFlight: SLOTS, inFlightLimit: 512, waiting: 0 },
      ...{ workers: WORKERS, slots: SLOTS, busy: SLOTS, moving: SLOTS, ledgerMs: 1 },
    },
  },
  actions: ["pause", "cancel"],
};

const limits: JobLimitsView = { limits: {}, now: [], revision: 0, changedAt: null, binding: [] };

const workers: WorkerPage = {
  data: Array.from({ length: WORKERS }, (_, index) => ({
    ...{ id: `worker-${index}`, state: "working", host: "host" },
    ...{ slots: SLOTS / WORKERS, busy: SLOTS / WORKERS },
    ...{ version: "0.1.0", since: STARTED_AT, lastSeen: STARTED_AT, loopPercent: 40, moving: [] },
  })),
};
