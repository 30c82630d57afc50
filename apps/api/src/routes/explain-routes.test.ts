import {
  DEFAULT_TENANT,
  type JobId,
  JobMeter,
  NO_TIME,
  PenstockError,
  type Transfer,
  workerTag,
} from "@penstock/core";
import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  reportOfPart,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import {
  autoscaleView,
  explainView,
  partMapView,
  partPage,
  statsView,
  workerPage,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createTestApi } from "../http/test-api.ts";

const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function createApi() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const app = createTestApi({
    ...{ ledger, clock, queue: new MemoryTaskQueue(), random: seededRandom(1), log: silentLog },
    config: new MemoryConfigStore(clock),
    connections: { to: { provider: "file", root: "/srv" } },
  });
  open.push(app);
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: DEFAULT_TENANT, passTime: async (ms = 1) => clock.advance(ms) },
    stopSignals: ledger,
  });
  const get = async (path: string) => (await app.inject(path)).json();
  return { app, ledger, clock, scenario, get };
}

type Api = ReturnType<typeof createApi>;

/** Of eight parts the first is uploaded, the second failed, and five are dispatched. */
async function begun({ ledger, scenario, clock }: Api): Promise<Transfer> {
  const transfer = await scenario.uploading(8);
  await ledger.parts.setInFlightLimit(DEFAULT_TENANT, 6);
  await ledger.parts.dispatch(DEFAULT_TENANT);
  const meter = new JobMeter("worker-1");
  const phases = { ...NO_TIME, queueMs: 100, readMs: 1900 };
  const endedAtMs = clock.nowMs();
  meter.add(transfer.jobId, { units: 1, bytes: 100, phases }, endedAtMs);
  await ledger.parts.setInFlightLimit(DEFAULT_TENANT, 5);
  await ledger.parts.dispatch(DEFAULT_TENANT, {
    ...reportOfPart(transfer, 1),
    record: { worker: workerTag("worker-1"), endedAtMs, phases },
    measures: meter.note(transfer.jobId, endedAtMs),
  });
  const cause = { code: "checksum-mismatch", message: "other bytes" } as const;
  const failure = { step: reportOfPart(transfer, 2).number, atMs: endedAtMs, process: "w", cause };
  await ledger.transfers.noteFailure(
    { tenant: DEFAULT_TENANT, transferId: transfer.id },
    transfer.generation,
    failure,
    true,
  );
  return transfer;
}

const pathOf = (jobId: JobId) => `/v1/jobs/${jobId}`;

describe("explain", () => {
  test("says what bounds a job, since when, by what evidence, and what may be done", async () => {
    const api = createApi();
    const { jobId } = await begun(api);
    await api.ledger.parts.setPaused(DEFAULT_TENANT, jobId, true);

    const view = explainView.parse(await api.get(`${pathOf(jobId)}/explain`));

    expect(view).toMatchObject({ jobId, boundBy: "paused", actions: ["resume", "cancel"] });
    expect(view.since).toBe(new Date(api.clock.nowMs()).toISOString());
    expect(view.sentence).toContain("penstock resume");
    expect(view.evidence.phases).toMatchObject({ readMs: 1900 });
    expect(view.evidence.waits).toMatchObject({ inFlight: 5, inFlightLimit: 5, workers: 0 });
  });

  test("of a ledger that does not respond says that", async () => {
    const api = createApi();
    const { jobId } = await begun(api);
    Object.assign(api.ledger.jobs, {
      readJob: () => Promise.reject(new PenstockError("ledger-unavailable", "it is away")),
    });

    expect(explainView.parse(await api.get(`${pathOf(jobId)}/explain`))).toMatchObject({
      ...{ boundBy: "redis", actions: [] },
    });
  });

  test("of a job that is not there is a 404", async () => {
    const api = createApi();
    const { id } = api.scenario.newJob();

    expect((await api.app.inject(`${pathOf(id)}/explain`)).statusCode).toBe(404);
  });
});

describe("the parts of a transfer", () => {
  test("are a map of their states", async () => {
    const api = createApi();
    const { id, jobId } = await begun(api);

    const view = partMapView.parse(await api.get(`${pathOf(jobId)}/transfers/${id}/part-map`));

    expect(view).toEqual({
      ...{ transferId: id, parts: 8, encoding: "rle36", legend: "PARSVF", map: "SR4A2P" },
      failures: { kept: 1, total: 1 },
    });
  });

  test("are listed by pages, with worker, times and failures", async () => {
    const api = createApi();
    const { id, jobId } = await begun(api);
    const path = `${pathOf(jobId)}/transfers/${id}/parts?limit=2`;

    const page = partPage.parse(await api.get(path));
    const next = partPage.parse(await api.get(`${path}&cursor=${page.nextCursor}`));
    const last = partPage.parse(await api.get(`${path}&from=8`));

    const [first, second] = page.data;
    const endedAt = new Date(api.clock.nowMs()).toISOString();
    const startedAt = new Date(api.clock.nowMs() - 1900).toISOString();
    expect(first).toMatchObject({ number: 1, state: "S", worker: "worker-1", startedAt, endedAt });
    expect(second).toMatchObject({ number: 2, state: "R", worker: null, startedAt: null });
    expect(second?.failures).toMatchObject([
      { process: "w", cause: { code: "checksum-mismatch" } },
    ]);
    expect(next.data.map(({ number, state }) => [number, state])).toEqual([
      [3, "A"],
      [4, "A"],
    ]);
    expect(last).toMatchObject({ data: [{ number: 8, state: "P" }], nextCursor: null });
  });

  test.each(["part-map", "parts"])("are not shown by another job: %s", async (what) => {
    const api = createApi();
    const { id } = await begun(api);
    const other = await api.scenario.uploading(1);

    const response = await api.app.inject(`${pathOf(other.jobId)}/transfers/${id}/${what}`);

    expect(response.statusCode).toBe(404);
  });

  test("of ten thousand take 8 KiB at most", async () => {
    const api = createApi();
    const { id, jobId } = await api.scenario.uploading(10_000);

    const response = await api.app.inject(`${pathOf(jobId)}/transfers/${id}/part-map`);

    expect(response.body.length).toBeLessThanOrEqual(8192);
  });
});

test("the stats of a job say who moved it, and when", async () => {
  const api = createApi();
  const { jobId } = await begun(api);

  const view = statsView.parse(await api.get(`${pathOf(jobId)}/stats`));

  expect(view.series).toMatchObject([{ bytes: 100, units: 1 }]);
  expect(view.workers).toMatchObject([
    { worker: "worker-1", phases: { queueMs: 100, readMs: 1900 } },
  ]);
  expect(view.total).toMatchObject({ units: 1, bytes: 100 });
});

test("a scaler is told how many workers there should be, and why no more", async () => {
  const api = createApi();
  const { jobId } = await begun(api);
  const moving = [{ jobId, slots: 8, units: 8, bytes: 0, phases: NO_TIME }];
  await api.ledger.workers.announceWorker({ id: "w", slots: 8 });
  await api.ledger.workers.announceProcess({
    ...{ id: "w", role: "worker", leftAlone: [] },
    worker: { slots: 8, busy: 8, loopShare: 0, moving, bytesPerSecond: 1024 * 1024 },
  });

  const view = autoscaleView.parse(await api.get("/v1/autoscale?drainSeconds=10&most=5"));

  expect(view).toMatchObject({
    ...{ desiredWorkers: 5, cappedBy: "most", perWorkerBytesPerSecond: 1024 * 1024 },
    ...{ workers: { live: 1 }, slots: { total: 8, busy: 8 }, drainSeconds: 97 },
  });
});

test("workers say where they run, what they are, and what they do", async () => {
  const { ledger, clock, get } = createApi();
  const moving = [{ jobId: "job_1" as JobId, slots: 2, units: 2, bytes: 7, phases: NO_TIME }];
  await ledger.workers.announceWorker({ id: "w", slots: 8 });
  await ledger.workers.announceProcess({
    ...{ id: "w", role: "worker", leftAlone: [], host: "a", version: "1", sinceMs: clock.nowMs() },
    worker: { slots: 8, busy: 2, loopShare: 0.256, moving },
  });
  await ledger.workers.announceWorker({ id: "older", slots: 1 });
  clock.advance(1000);

  const [older, worker] = workerPage.parse(await get("/v1/workers")).data;

  expect(worker).toMatchObject({ id: "w", host: "a", version: "1", busy: 2, loopPercent: 26 });
  expect(worker?.lastSeen).toBe(worker?.since);
  expect(worker?.moving).toEqual([{ jobId: "job_1", slots: 2, units: 2, bytes: 7 }]);
  expect(older).toMatchObject({ id: "older", slots: 1, busy: null, host: null });
});
