import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { afterAll, expect, test } from "vitest";
import { COS, createTestApi } from "../http/test-api.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const OBJECT = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "disk", key: "copy.bin" },
};
const LIST = {
  source: { connection: "disk", keys: ["a", "b"] },
  destination: { connection: "disk", key: "landing/{relativeKey}" },
};

const clock = new ManualClock();
const journal = new MemoryJournal();
const ledger = new MemoryLedger(clock);
const queue = new MemoryTaskQueue();
const app = createTestApi({
  ...{ ledger, journal, queue, clock, log: silentLog, random: seededRandom(1) },
  ...{ config: new MemoryConfigStore(clock), connections: { disk: COS } },
});

afterAll(() => app.close());

test("a job keeps the traceparent of its request, alone, of many objects or in a batch", async () => {
  const headers = { traceparent: TRACEPARENT };
  const post = async (url: string, payload: object) =>
    (await app.inject({ method: "POST", url, headers, payload })).json();
  const one = await post("/v1/jobs", OBJECT);
  const many = await post("/v1/jobs", LIST);
  const { data } = await post("/v1/jobs:batch", { jobs: [OBJECT] });

  for (const id of [one.id, many.id, data[0].job.id]) {
    const record = await ledger.jobs.readJob("default", id);
    expect(record?.job.traceparent).toBe(TRACEPARENT);
  }
  const transfers = await Promise.all(queue.plans.map((ref) => ledger.transfers.readTransfer(ref)));
  expect(transfers.map((each) => each?.traceparent)).toEqual([TRACEPARENT, TRACEPARENT]);
});

test("a job that tries another one again keeps its caller's traceparent, else that of the first job", async () => {
  const passTime = async (ms = 1) => clock.advance(ms);
  const scenario = new LedgerScenario({ ledger, tenant: "default", passTime, stopSignals: ledger });
  const job = { ...scenario.newJob(), traceparent: TRACEPARENT };
  const transfer = { ...scenario.newTransfer(job), ...OBJECT };
  await ledger.jobs.createJob(job, [transfer]);
  const cause = { code: "source-missing", message: "there is no such object" } as const;
  await scenario.advance(transfer, { kind: "plan-refused", cause });
  const retry = async (headers: Record<string, string>) => {
    const url = `/v1/jobs/${job.id}:retry`;
    const { id } = (await app.inject({ method: "POST", url, headers })).json().job;
    return (await ledger.jobs.readJob("default", id))?.job.traceparent;
  };
  const own = TRACEPARENT.replace("0af7", "1af7");

  expect(await retry({})).toBe(TRACEPARENT);
  expect(await retry({ traceparent: own })).toBe(own);
});

test("the job of a schedule keeps the traceparent of the request that made the schedule", async () => {
  const send = (url: string, headers: Record<string, string>, payload?: object) =>
    app.inject({ method: "POST", url, headers, ...(payload !== undefined && { payload }) });
  const schedule = { name: "nightly", cron: "0 3 * * *", job: OBJECT };
  await send("/v1/schedules", { traceparent: TRACEPARENT }, schedule);

  await send("/v1/schedules/nightly:run", {});

  const { items } = await ledger.jobs.listJobs("default", { limit: 100 });
  const made = items.find(({ job }) => job.schedule?.name === "nightly");
  expect(made?.job.traceparent).toBe(TRACEPARENT);
});
