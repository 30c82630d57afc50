import { BullmqTaskQueue, consumeWork } from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { newJobId, type WorkTask } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { LedgerScenario, repetitions, silentLog, useRedis } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";

const server = useRedis();

test("batches come to who takes parts as well, each once", async () => {
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
  await scenario.uploading(1);
  const { tasks } = await scenario.ledger.parts.dispatch(tenant);
  const batch = { tenant, jobId: newJobId(0, new Uint8Array(10)), epoch: 2, number: 17 };
  const taken: WorkTask[] = [];
  const consumer = consumeWork({
    ...{ connection, prefix, concurrency: 1, clock: systemClock, log: silentLog },
    repeats: repetitions(),
    process: async (task) => {
      taken.push(task);
      return { kind: "done" };
    },
  });
  onTestFinished(async () => {
    await consumer.stop(0);
    await queue.close();
    connection.disconnect();
  });

  await queue.addParts(tasks);
  await queue.addBatches([batch]);
  await queue.addBatches([batch]);
  consumer.start();

  await expect.poll(() => taken).toHaveLength(2);
  expect(taken).toEqual([...tasks, batch]);
});
