import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId, toPartNumber } from "../ids.ts";
import { type Job, type JobRecord, newJobRecord } from "../jobs/job.ts";
import type { AttemptFailure } from "../ports/transfer-store.ts";
import type { HeldBack, LeftAlone, ProcessPresence } from "../ports/worker-registry.ts";
import { BOUNDS, type BoundBy } from "./bounds.ts";
import type { Evidence } from "./evidence.ts";
import { explain } from "./explain.ts";
import { JobMeter, type Measured } from "./measures.ts";
import { NO_TIME, type Phases } from "./phases.ts";

const NOW_MS = Date.UTC(2026, 10, 29, 12);
const JOB: Job = {
  id: newJobId(NOW_MS - 600_000, new Uint8Array(10)),
  tenant: "default",
  name: "a job",
  labels: {},
  createdAtMs: NOW_MS - 600_000,
};
const OTHER = newJobId(NOW_MS - 500_000, new Uint8Array(10));

const RECORD: JobRecord = {
  ...newJobRecord(JOB, 1),
  counts: { ...newJobRecord(JOB, 1).counts, planned: 0, uploading: 1 },
  progress: { bytesTotal: 1000, bytesStored: 500, partsTotal: 100, partsStored: 50, retries: 0 },
  lastProgressAtMs: NOW_MS - 1000,
};

const PLANNER: ProcessPresence = { id: "p", role: "planner", leftAlone: [] };
const COORDINATOR: ProcessPresence = { id: "c", role: "coordinator", leftAlone: [] };

function workerOf(about: Partial<ProcessPresence> = {}, units = 8, others = 0): ProcessPresence {
  const moving = [
    { jobId: JOB.id, slots: units, units, bytes: 0, phases: NO_TIME },
    { jobId: OTHER, slots: others, units: others, bytes: 0, phases: NO_TIME },
  ].filter((each) => each.units > 0);
  return {
    ...{ id: "w", role: "worker", leftAlone: [] },
    worker: { slots: 8, busy: units + others, loopShare: 0.2, moving },
    ...about,
  };
}

function measuresOf(phases: Partial<Phases>, more: Partial<Measured> = {}): Evidence["measures"] {
  const meter = new JobMeter("w");
  for (let ms = 10_000; ms >= 0; ms -= 500) {
    const measured = { units: 1, bytes: 1000, phases: { ...NO_TIME, ...phases }, ...more };
    meter.add(JOB.id, measured, NOW_MS - ms);
  }
  const note = meter.note(JOB.id, NOW_MS);
  return { workers: note === undefined ? [] : [note], rates: [] };
}

/** A job whose parts are moved, and wait for nothing but the phases that are given. */
function evidenceOf(change: Partial<Evidence> = {}): Evidence {
  return {
    nowMs: NOW_MS,
    record: RECORD,
    measures: measuresOf({ readMs: 100, sendMs: 100 }),
    waits: { ready: 1, otherJobs: 0, inFlight: 16, inFlightLimit: 64, waiting: 0 },
    workers: [{ id: "w", slots: 8 }],
    processes: [PLANNER, COORDINATOR, workerOf()],
    connections: ["from", "to"],
    failures: [],
    ledgerMs: 2,
    ...change,
  };
}

function failureOf(code: AttemptFailure["cause"]["code"], part = 7, agoMs = 500): AttemptFailure {
  const cause = { code, message: "as the test says" };
  return { step: toPartNumber(part), atMs: NOW_MS - agoMs, process: "w", cause };
}

const failed = (code: AttemptFailure["cause"]["code"], change: Partial<JobRecord> = {}) => ({
  record: { ...RECORD, ...change, lastFailure: { atMs: NOW_MS - 500, code } },
  failures: [failureOf(code)],
  processes: [PLANNER, COORDINATOR, workerOf({}, 0)],
});

function leaving(code: LeftAlone["cause"]["code"], connection = "to"): Partial<Evidence> {
  const cause = { code, message: "as the test says" };
  const times = { sinceMs: NOW_MS - 30_000, nextTryAtMs: NOW_MS + 5000 };
  const leftAlone = [{ connection, side: "store", cause, ...times }] as const;
  return { processes: [PLANNER, COORDINATOR, workerOf({ leftAlone }, 0)] };
}

function held(by: HeldBack["by"], jobId = JOB.id): Partial<Evidence> {
  const heldBack = [{ jobId, by, of: "the job", share: 0.9, sinceMs: NOW_MS - 7000 }];
  return { processes: [PLANNER, COORDINATOR, workerOf({ heldBack })] };
}

const CASES: Readonly<Record<BoundBy, readonly Partial<Evidence>[]>> = {
  source: [
    { measures: measuresOf({ readMs: 900, sendMs: 50 }) },
    { measures: measuresOf({ firstByteMs: 900, sendMs: 50 }) },
  ],
  link: [
    { measures: measuresOf({ readMs: 400, sendMs: 500 }) },
    {
      measures: measuresOf({ readMs: 900, sendMs: 50 }),
      processes: [
        PLANNER,
        workerOf({
          worker: { ...workerOf().worker, loopShare: 0.97 } as NonNullable<
            ProcessPresence["worker"]
          >,
        }),
      ],
    },
  ],
  store: [
    { measures: measuresOf({ readMs: 20, sendMs: 900 }) },
    { measures: measuresOf({ readMs: 20, responseMs: 900 }) },
    {
      record: { ...RECORD, counts: { ...RECORD.counts, uploading: 0, completing: 1 } },
      measures: { workers: [], rates: [] },
      waits: { ready: 0, otherJobs: 0, inFlight: 0, inFlightLimit: 64, waiting: 0 },
    },
  ],
  throttled: [
    failed("store-throttled"),
    { ...failed("source-throttled"), processes: [PLANNER, workerOf()] },
    leaving("store-throttled"),
    held("throttled"),
  ],
  limit: [
    { waits: { ...evidenceOf().waits, inFlight: 64, inFlightBound: "limit" } },
    held("limit"),
  ],
  "no-workers": [
    { workers: [], processes: [PLANNER, COORDINATOR] },
    {
      record: { ...RECORD, counts: { ...RECORD.counts, uploading: 0, planned: 1 } },
      waits: { ...evidenceOf().waits, ready: 0 },
      processes: [COORDINATOR, workerOf({}, 0)],
    },
    {
      record: { ...RECORD, counts: { ...RECORD.counts, uploading: 0, completing: 1 } },
      processes: [PLANNER, workerOf({}, 0)],
    },
  ],
  connection: [
    leaving("store-unreachable"),
    leaving("credentials-expired", "from"),
    failed("source-unreachable"),
    failed("store-refused"),
  ],
  "poisoned-part": [
    {
      record: { ...RECORD, progress: { ...RECORD.progress, partsStored: 99 } },
      failures: [1, 2, 3, 4].map((n) => failureOf("source-response-invalid", 7, 5000 - n)),
      processes: [PLANNER, COORDINATOR, workerOf({}, 1)],
    },
  ],
  turn: [
    { processes: [PLANNER, COORDINATOR, workerOf({}, 0, 8)] },
    { processes: [PLANNER, COORDINATOR, workerOf({}, 1, 7)] },
    { measures: { workers: [], rates: [] }, processes: [PLANNER, COORDINATOR, workerOf({}, 0)] },
  ],
  listing: [
    {
      record: { ...RECORD, counts: { ...RECORD.counts, listing: 2, uploading: 0 } },
      waits: { ...evidenceOf().waits, ready: 0 },
      processes: [PLANNER, COORDINATOR, workerOf({}, 0)],
    },
  ],
  redis: [
    { ledgerMs: 1500 },
    { measures: measuresOf({ readMs: 20, sendMs: 20 }, { ledgerMs: 200 }) },
    {
      processes: [
        workerOf({
          repeats: [
            {
              ...{ what: "a task", items: 1, jobIds: [], failures: 3, sinceMs: NOW_MS - 9000 },
              nextTryAtMs: NOW_MS + 1000,
              cause: { code: "ledger-full", message: "no memory" },
            },
          ],
        }),
      ],
    },
  ],
  paused: [
    { record: { ...RECORD, isPaused: true, pausedAtMs: NOW_MS - 4000 } },
    { record: { ...RECORD, isPaused: true }, workers: [], processes: [] },
  ],
  window: [
    held("window"),
    { waits: { ...evidenceOf().waits, inFlight: 0, inFlightLimit: 0, inFlightBound: "window" } },
  ],
  backoff: [
    failed("checksum-mismatch"),
    {
      ...failed("store-conflict", { lastProgressAtMs: NOW_MS - 100 }),
      waits: { ...evidenceOf().waits, ready: 0, waiting: 2, dueAtMs: NOW_MS + 9000 },
    },
  ],
};

describe.each(BOUNDS)("bound by %s", (bound) => {
  test.each(CASES[bound].map((change, index) => [index, change] as const))(
    "is told from what was seen, case %d",
    (_, change) => {
      const { boundBy, sinceMs = 0, sentence, nextTryAtMs } = explain(evidenceOf(change));

      expect(boundBy).toBe(bound);
      expect(sinceMs).toBeLessThanOrEqual(NOW_MS);
      expect(sinceMs).toBeGreaterThanOrEqual(JOB.createdAtMs);
      expect(sentence).toMatch(/^[A-Z].+\.$/);
      expect(nextTryAtMs ?? NOW_MS).toBeGreaterThan(NOW_MS - 30_000);
    },
  );
});

test("names the connection, the cause and the next try", () => {
  const { sentence, nextTryAtMs } = explain(evidenceOf(leaving("store-refused")));

  expect(sentence).toContain('"to" as a store: store-refused: as the test says');
  expect(nextTryAtMs).toBe(NOW_MS + 5000);
});

test("says until when a request in doubt is waited for", () => {
  const inDoubtUntilMs = NOW_MS + 500_000;

  const { boundBy, sentence, nextTryAtMs } = explain(
    evidenceOf({ ...failed("checksum-mismatch"), inDoubtUntilMs }),
  );

  expect([boundBy, nextTryAtMs]).toEqual(["backoff", inDoubtUntilMs]);
  expect(sentence).toContain("may still be carried out");
});

test("one worker of many that cannot use a connection bounds nothing", () => {
  const [, , alone] = leaving("store-unreachable").processes ?? [];
  const others = [1, 2, 3].map((number) => workerOf({ id: `w${number}` }));
  const processes = [PLANNER, COORDINATOR, ...others, ...(alone === undefined ? [] : [alone])];

  expect(explain(evidenceOf({ processes })).boundBy).toBe("link");
});

test("what other jobs wait for is no bound of this one", () => {
  expect(explain(evidenceOf(held("limit", OTHER))).boundBy).toBe("link");
});

test("a failure is no bound while other parts move", () => {
  const { record, failures } = failed("checksum-mismatch");

  expect(explain(evidenceOf({ record, failures })).boundBy).toBe("link");
});

test("a job that has ended is bound by nothing", () => {
  const record = { ...RECORD, counts: { ...RECORD.counts, uploading: 0, stored: 1 } };

  expect(explain(evidenceOf({ record }))).toMatchObject({
    ...{ boundBy: undefined, sinceMs: undefined, nextTryAtMs: undefined },
  });
});

test("a job that runs is always bound by something, whatever was seen", () => {
  const pieces = Object.values(CASES).flat();
  fc.assert(
    fc.property(fc.subarray(pieces), (some) => {
      const { boundBy, sentence } = explain(evidenceOf(Object.assign({}, ...some)));
      expect(BOUNDS).toContain(boundBy);
      expect(sentence).not.toBe("");
    }),
  );
});
