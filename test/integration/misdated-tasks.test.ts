import { BullmqTaskQueue, consumeParts } from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { systemClock } from "@penstock/process";
import { eventually, LedgerScenario, repetitions, silentLog, useRedis } from "@penstock/testkit";
import { expect, test } from "vitest";

const server = useRedis();
const TWENTY_MINUTES_MS = 20 * 60_000;
const USUAL_PAUSE_MS = 60_000;
const HALF_A_MINUTE_MS = 30_000;

async function withTasks(tasks: number) {
  const tenant = server.newName();
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  const prefix = `{${tenant}}`;
  const queue = new BullmqTaskQueue({ connection, prefix });
  const scenario = new LedgerScenario({
    ledger: new RedisLedger(connection),
    stopSignals: { onStopped: async () => undefined },
    tenant,
    passTime: async () => undefined,
  });
  await scenario.uploading(tasks);
  await queue.addParts((await scenario.ledger.parts.dispatch(tenant)).tasks);
  return { connection, prefix, queue };
}

test("tasks that a clock of twenty minutes ahead put off come again soon, and no others", async () => {
  const { connection, prefix, queue } = await withTasks(2);
  const tries = new Map<number, number>();
  let aheadMs = 0;
  const consumer = consumeParts({
    connection,
    prefix,
    concurrency: 1,
    repeats: repetitions(),
    clock: { nowMs: () => systemClock.nowMs() + aheadMs },
    log: silentLog,
    process: async ({ number }) => {
      const isFirst = !tries.has(number);
      tries.set(number, (tries.get(number) ?? 0) + 1);
      aheadMs = isFirst && number === 1 ? TWENTY_MINUTES_MS : 0;
      return isFirst ? { kind: "later", delayMs: USUAL_PAUSE_MS } : { kind: "done" };
    },
  });
  consumer.start();
  await eventually(async () => (await connection.zcard(`${prefix}:parts:delayed`)) === 2);

  const promoted = await queue.promoteMisdated();

  expect(promoted).toBe(1);
  await eventually(() => tries.get(1) === 2);
  expect(tries.get(2)).toBe(1);
  expect(await queue.promoteMisdated()).toBe(0);
  await consumer.stop(0);
  await queue.close();
  connection.disconnect();
});

test("a task that was put off for as long as can be stays, though the clock was a little ahead", async () => {
  const { connection, prefix, queue } = await withTasks(1);
  const consumer = consumeParts({
    connection,
    prefix,
    concurrency: 1,
    repeats: repetitions(),
    clock: { nowMs: () => systemClock.nowMs() + HALF_A_MINUTE_MS },
    log: silentLog,
    process: async () => ({ kind: "later", delayMs: TWENTY_MINUTES_MS }),
  });
  consumer.start();
  await eventually(async () => (await connection.zcard(`${prefix}:parts:delayed`)) === 1);

  expect(await queue.promoteMisdated()).toBe(0);

  await consumer.stop(0);
  await queue.close();
  connection.disconnect();
});
