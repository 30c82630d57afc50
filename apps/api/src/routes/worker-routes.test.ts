import {
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { problem, workerPage, workerView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { createTestApi, DISK_AND_CLOUD } from "../http/test-api.ts";

const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function createApi() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const app = createTestApi({
    ...{ ledger, clock, queue: new MemoryTaskQueue(), random: seededRandom(1), log: silentLog },
    ...{ config: new MemoryConfigStore(clock), connections: DISK_AND_CLOUD },
  });
  open.push(app);
  const drain = (id: string) => app.inject({ method: "POST", url: `/v1/workers/${id}:drain` });
  const list = async () => workerPage.parse((await app.inject("/v1/workers")).json()).data;
  const place = { host: "a", version: "1", sinceMs: clock.nowMs() };
  return { workers: ledger.workers, drain, list, place };
}

test("a worker drains from the moment it is asked, and is listed until it ends", async () => {
  const { workers, drain, list, place } = createApi();
  const word = { id: "w", role: "worker", leftAlone: [], ...place } as const;
  const worker = { slots: 8, busy: 0, loopShare: 0, moving: [] };
  await workers.announceWorker({ id: "w", slots: 8 });
  await workers.announceProcess(word);

  const asked = workerView.parse((await drain("w")).json());
  await workers.retireWorker("w");
  const between = await list();
  await workers.announceProcess({ ...word, worker, drain: "drained" });
  const again = workerView.parse((await drain("w")).json());

  expect(asked).toMatchObject({ id: "w", state: "draining", slots: 8 });
  expect(between).toMatchObject([{ id: "w", state: "draining" }]);
  expect(again).toMatchObject({ id: "w", state: "drained", slots: 8, busy: 0 });
  expect(await list()).toEqual([again]);
});

test("what is no worker, or is there no more, cannot be drained", async () => {
  const { workers, drain, place } = createApi();
  await workers.announceProcess({ id: "c", role: "coordinator", leftAlone: [], ...place });
  await workers.announceWorker({ id: "w", slots: 8 });

  const rejections = [await drain("c"), await drain("w"), await drain("x")];

  expect(rejections.map((each) => problem.parse(each.json()).status)).toEqual([404, 404, 404]);
});
