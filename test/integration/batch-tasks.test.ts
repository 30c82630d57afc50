import { BullmqTaskQueue, consumeWork } from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import { newJobId, type TaskOutcome, type WorkTask } from "@penstock/core";
import { isStoppedBy } from "@penstock/engine";
import { systemClock } from "@penstock/process";
import { LedgerScenario, repetitions, silentLog, useRedis } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";

const server = useRedis();

test("batches come to who takes parts as well, each once, and behind parts that came later", async () => {
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

  const addedAtMs = Date.now();
  await queue.addBatches([batch]);
  await queue.addBatches([batch]);
  const [, backlog] = await queue.backlog();
  await queue.addParts(tasks);
  consumer.start();

  await expect.poll(() => taken).toHaveLength(2);
  expect(taken).toEqual([...tasks, batch]);
  expect(backlog).toMatchObject({ queue: "parts", waiting: 1 });
  expect(backlog?.oldestAddedAtMs).toBeGreaterThanOrEqual(addedAtMs);
});

test("the batches of a job that is cancelled are stopped where they are moved, and no others", async () => {
  const tenant = server.newName();
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  const prefix = `{${tenant}}`;
  const queue = new BullmqTaskQueue({ connection, prefix });
  const ledger = new RedisLedger(connection);
  const stopSignals = new RedisStopSignals(connection);
  const scenario = new LedgerScenario({
    ...{ ledger, stopSignals, tenant },
    passTime: async () => undefined,
  });
  const [cancelled, other] = [scenario.newJob(), scenario.newJob()];
  const stopped: WorkTask[] = [];
  const taken: WorkTask[] = [];
  const consumer = consumeWork({
    ...{ connection, prefix, concurrency: 4, clock: systemClock, log: silentLog },
    repeats: repetitions(),
    process: (task, { signal }) => {
      taken.push(task);
      return new Promise<TaskOutcome>((resolve) => {
        signal.addEventListener("abort", () => {
          stopped.push(task);
          resolve({ kind: "done" });
        });
      });
    },
  });
  onTestFinished(async () => {
    await consumer.stop(0);
    await queue.close();
    stopSignals.close();
    connection.disconnect();
  });
  await stopSignals.onStopped((signal) => consumer.cancel((task) => isStoppedBy(task, signal)));
  const batch = (jobId: typeof cancelled.id, number: number) => ({
    tenant,
    jobId,
    epoch: 1,
    number,
  });
  await Promise.all(
    [cancelled, other].map((job) => ledger.jobs.createJob(job, [scenario.newTransfer(job)])),
  );
  await queue.addBatches([batch(cancelled.id, 0), batch(other.id, 0), batch(cancelled.id, 1)]);
  consumer.start();
  await expect.poll(() => taken).toHaveLength(3);

  await ledger.jobs.markCancelled(tenant, cancelled.id);

  await expect.poll(() => stopped).toHaveLength(2);
  expect(stopped).not.toContainEqual(batch(other.id, 0));
});
