import { BullmqTaskQueue, consumeParts } from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import type { Delivery, PartNumber, PartTask, TaskOutcome, TaskQueue } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { LedgerScenario, repetitions, silentLog, useRedis } from "@penstock/testkit";
import { Queue } from "bullmq";
import { expect, onTestFinished, test } from "vitest";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

const server = useRedis();
const PARTS = 40;
const KEY = "object";
/** Far from what any task was queued with. */
const LATE = 30;

/** The real system with an in-flight limit of four parts, and what its parts queue was given. */
async function deployed(onPart: (number: PartNumber, signal: AbortSignal) => Promise<void>) {
  const queued: PartTask[] = [];
  const world = deployOnRedis({
    redisUrl: server.url,
    // A machine that stands still for a second would lose short ones, and parts would be sent again.
    hasLongLeases: true,
    slice: "endless",
    queue: (queue): TaskQueue => ({
      addPlan: (transfer) => queue.addPlan(transfer),
      addBatches: (tasks) => queue.addBatches(tasks),
      addListing: (task) => queue.addListing(task),
      addFinalize: (task) => queue.addFinalize(task),
      addParts: async (tasks) => {
        queued.push(...tasks);
        await queue.addParts(tasks);
      },
    }),
    change: (store) => ({
      uploadPart: async (upload, number, body, algorithm, signal) => {
        await onPart(number, signal);
        return store.uploadPart(upload, number, body, algorithm, signal);
      },
    }),
  });
  onTestFinished(world.close);
  await world.engine.ledger.parts.setInFlightLimit("default", 4);
  return { world, queued };
}

test("a task continues with the parts of its transfer, so that the queue sees few of them", async () => {
  const { world, queued } = await deployed(async () => undefined);

  const jobId = await world.submit(KEY, PARTS);
  const state = await world.finish(jobId);

  expect(state).toBe("succeeded");
  expect(world.storedDigest(KEY)).toBe(digest(sampleBytes(KEY.length, PARTS * MIB)));
  expect(queued.length).toBeLessThan(PARTS);
  expect((await world.record(jobId))?.progress).toMatchObject({ partsStored: PARTS, retries: 0 });
});

test("a part that a task has got to is uploaded by the worker that takes the task over", async () => {
  const reached = Promise.withResolvers<void>();
  const sent: PartNumber[] = [];
  const { world } = await deployed(async (number, signal) => {
    sent.push(number);
    if (number === LATE && sent.filter((other) => other === LATE).length === 1) {
      reached.resolve();
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("its lease is over")));
      });
    }
  });
  const jobId = await world.submit(KEY, PARTS);
  await reached.promise;
  const others = async () => (await world.record(jobId))?.progress.partsStored;
  await expect.poll(others).toBe(PARTS - 1);

  await loseLock();
  const state = await world.finish(jobId);

  expect(state).toBe("succeeded");
  expect(world.storedDigest(KEY)).toBe(digest(sampleBytes(KEY.length, PARTS * MIB)));
  expect(sent.filter((number) => number === LATE)).toHaveLength(2);
  // What its task was queued with was uploaded long before, and is not uploaded again.
  expect(sent).toHaveLength(PARTS + 1);

  async function loseLock(): Promise<void> {
    const parts = new Queue("parts", { connection: world.redis, prefix: "{penstock}" });
    for (const { id } of await parts.getActive()) {
      await world.redis.del(`{penstock}:parts:${id}:lock`);
    }
    await parts.close();
  }
});

/** A consumer of two tasks, which it holds, and the clock that it looks at. */
async function holding() {
  const redis = connectRedis(server.url, { role: "service", log: silentLog });
  onTestFinished(() => redis.disconnect());
  const tenant = server.newName();
  const scenario = new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant,
    passTime: async () => undefined,
  });
  await scenario.uploading(2);
  const own = { connection: redis, prefix: `{${tenant}}` };
  const queue = new BullmqTaskQueue(own);
  await queue.addParts((await scenario.ledger.parts.dispatch(tenant)).tasks);
  // It stands: a second is soon over on a busy machine.
  const startedAtMs = systemClock.nowMs();
  const clock = { laterMs: 0, nowMs: () => startedAtMs + clock.laterMs };
  const deliveries: Delivery[] = [];
  const ended = Promise.withResolvers<TaskOutcome>();
  const consumer = consumeParts({
    ...own,
    concurrency: 2,
    repeats: repetitions(clock),
    clock,
    log: silentLog,
    process: (_task, delivery) => {
      deliveries.push(delivery);
      return ended.promise;
    },
  });
  consumer.start();
  await expect.poll(() => deliveries.length).toBe(2);
  const stop = async () => {
    const stopping = consumer.stop(0);
    const mayContinue = deliveries.map((delivery) => delivery.mayContinue());
    ended.resolve({ kind: "done" });
    await stopping;
    await queue.close();
    return mayContinue;
  };
  return { clock, consumer, mayContinue: () => deliveries.map((each) => each.mayContinue()), stop };
}

test("a task may continue until its time slice is over, its slot is taken away, or its worker stops", async () => {
  const { clock, consumer, mayContinue, stop } = await holding();

  expect(mayContinue()).toEqual([true, true]);
  consumer.setConcurrency(1);
  expect(mayContinue()).toEqual([false, false]);
  consumer.setConcurrency(2);
  clock.laterMs = 1000;
  expect(mayContinue()).toEqual([false, false]);
  clock.laterMs = 0;
  expect(mayContinue()).toEqual([true, true]);
  expect(await stop()).toEqual([false, false]);
});
