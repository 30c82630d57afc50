import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { afterEach, expect, test } from "vitest";
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

afterEach(() => app.close());

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
