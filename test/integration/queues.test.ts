import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  BullmqTaskQueue,
  type Consumer,
  consumeFinalize,
  consumeParts,
  consumePlan,
} from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import type { Clock, Delivery, Log, PartTask, TaskOutcome, Transfer } from "@penstock/core";
import { isStoppedBy } from "@penstock/engine";
import { systemClock } from "@penstock/process";
import { LedgerScenario, repetitions, silentLog, useRedis } from "@penstock/testkit";
import { Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const server = useRedis();
const DONE: TaskOutcome = { kind: "done" };
const CAUSE = { code: "cancelled", message: "the job was cancelled" } as const;
const GRACE_MS = 10_000;
const toFinalize = ({ tenant, id, generation }: Transfer) =>
  ({ tenant, transferId: id, generation, action: "complete" }) as const;

let redis: ReturnType<typeof connectRedis>;
let prefix: string;
let queue: BullmqTaskQueue;
/** BullMQ's own view of the parts queue, to look at what lies there. */
let parts: Queue;
let ledger: LedgerScenario;
let consumers: { stop(graceMs: number): Promise<void> }[];
let children: ChildProcess[];

beforeEach(() => {
  const tenant = server.newName();
  redis = connectRedis(server.url, { role: "service", log: silentLog });
  prefix = `{${tenant}}`;
  queue = new BullmqTaskQueue({ connection: redis, prefix });
  parts = new Queue("parts", { connection: redis, prefix });
  consumers = [];
  children = [];
  ledger = new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant,
    passTime: async () => undefined,
  });
});

afterEach(async () => {
  for (const child of children) {
    child.kill("SIGKILL");
  }
  await Promise.all(consumers.map((consumer) => consumer.stop(0)));
  await Promise.all([queue.close(), parts.close()]);
  redis.disconnect();
});

type Process = (task: PartTask, delivery: Delivery) => Promise<TaskOutcome>;

function started(
  process: Process,
  log: Log = silentLog,
  clock: Clock = systemClock,
): Consumer<PartTask> {
  const consumer = consumeParts({
    connection: redis,
    prefix,
    concurrency: 4,
    lockMs: 1000,
    stalledCheckMs: 200,
    repeats: repetitions(clock),
    clock,
    log,
    process,
  });
  consumers.push(consumer);
  consumer.start();
  return consumer;
}

/** What is so before long, also on a busy machine. */
function soon<Value>(probe: () => Value) {
  return expect.poll(probe);
}

/** Claims the parts of a new transfer and queues them. */
async function queueParts(count: number): Promise<readonly PartTask[]> {
  await ledger.uploading(count);
  const { tasks } = await ledger.ledger.parts.dispatch(ledger.tenant);
  await queue.addParts(tasks);
  return tasks;
}

/** A task that is uploaded until its signal says stop. */
function held() {
  const tasks: PartTask[] = [];
  const reasons: unknown[] = [];
  const process: Process = (task, { signal }) => {
    tasks.push(task);
    return new Promise((resolve) => {
      const end = () => {
        reasons.push(signal.reason);
        resolve({ kind: "later", delayMs: 60_000 });
      };
      signal.addEventListener("abort", end);
      // One that is taken while the consumer stops is stopped before it begins.
      if (signal.aborted) end();
    });
  };
  return { tasks, reasons, process };
}

describe("the task queue", () => {
  test("brings each part to a consumer as it was claimed", async () => {
    const tasks = await queueParts(5);
    const uploaded: PartTask[] = [];

    started(async (task) => {
      uploaded.push(task);
      return DONE;
    });

    await soon(() => uploaded).toHaveLength(5);
    expect(uploaded.sort((one, other) => one.number - other.number)).toEqual(tasks);
  });

  test("keeps one task of a part, however often it is added", async () => {
    const tasks = await queueParts(2);

    await queue.addParts(tasks);
    await Promise.all(tasks.map((task) => queue.addParts([task])));

    expect(await parts.getJobCounts()).toMatchObject({ waiting: 2 });
  });

  test("keeps one task of a part that is being uploaded", async () => {
    const tasks = await queueParts(1);
    const { tasks: uploaded, process } = held();
    started(process);
    await soon(() => uploaded).toHaveLength(1);

    await queue.addParts(tasks);

    expect(await parts.getJobCounts()).toMatchObject({ active: 1, waiting: 0 });
  });

  test("takes a task again that is done", async () => {
    const tasks = await queueParts(1);
    const uploaded: number[] = [];
    started(async ({ number }) => {
      uploaded.push(number);
      return DONE;
    });
    await soon(() => parts.getJobCounts()).toMatchObject({ waiting: 0, active: 0 });

    await queue.addParts(tasks);

    await soon(() => uploaded).toEqual([1, 1]);
  });

  test("says ledger-unavailable, as the ledger does, when Redis is away", async () => {
    const client = connectRedis(server.url, { role: "client", log: silentLog });
    const cutOff = new BullmqTaskQueue({ connection: client, prefix });
    const transfer = await ledger.completing(1);
    await cutOff.addPlan(transfer);
    client.disconnect();

    const failed = { name: "PenstockError", code: "ledger-unavailable" };
    await expect(cutOff.addPlan(transfer)).rejects.toMatchObject(failed);
    await expect(cutOff.addFinalize(toFinalize(transfer))).rejects.toMatchObject(failed);
    await expect(cutOff.addParts(await queueParts(2))).rejects.toMatchObject(failed);
    await cutOff.close();
  });

  test("names the transfer to plan and to finalize, once each", async () => {
    const transfer = await ledger.completing(1);
    const taken: string[] = [];
    const options = {
      ...{ connection: redis, prefix, concurrency: 1 },
      ...{ repeats: repetitions(), clock: systemClock, log: silentLog },
    };
    const take = (what: string) => async (ref: { readonly transferId: string }) => {
      taken.push(`${what} ${ref.transferId}`);
      return DONE;
    };
    const planner = consumePlan({ ...options, process: take("plan") });
    const finalizer = consumeFinalize({ ...options, process: take("finalize") });
    consumers.push(planner, finalizer);

    await Promise.all(
      [1, 2].flatMap(() => [queue.addPlan(transfer), queue.addFinalize(toFinalize(transfer))]),
    );
    planner.start();
    finalizer.start();

    await soon(() => taken.sort()).toEqual([`finalize ${transfer.id}`, `plan ${transfer.id}`]);
  });
});

describe("a consumer", () => {
  test("carries a task later again, at no cost of an attempt", async () => {
    await queueParts(1);
    const { process } = held();
    let runs = 0;

    started(async (task, delivery) => {
      runs += 1;
      return runs === 1 ? { kind: "later", delayMs: 50 } : process(task, delivery);
    });

    await soon(() => runs).toBe(2);
    const [job] = await parts.getActive();
    expect(job?.attemptsMade).toBe(0);
  });

  test("keeps a task whose processing failed unexpectedly, and says so", async () => {
    const tasks = await queueParts(1);
    const error = vi.fn();

    started(() => Promise.reject(new TypeError("a bug")), { ...silentLog, error });

    await soon(() => parts.getDelayedCount()).toBe(1);
    const [fields] = error.mock.calls[0] ?? [];
    expect(fields).toMatchObject({
      jobId: expect.stringContaining(tasks[0]?.transferId ?? "?"),
      err: expect.objectContaining({ message: "a bug" }),
    });
  });

  test("keeps a task of another version for a worker that can read it", async () => {
    const error = vi.fn();
    const process = vi.fn<Process>();
    started(process, { ...silentLog, error });

    await parts.add("part", { v: 2 }, { jobId: "part-of-the-future" });

    await soon(() => parts.getDelayedCount()).toBe(1);
    expect(process).not.toHaveBeenCalled();
    expect(error.mock.calls[0]?.[0].err.message).toContain("another version");
  });

  test("takes over the task of a consumer that was killed", async () => {
    await queueParts(1);
    const holder = holdOnePart();
    await said(holder, "holds 1");

    const uploaded: number[] = [];
    started(async ({ number }) => {
      uploaded.push(number);
      return DONE;
    });
    holder.kill("SIGKILL");

    await soon(() => uploaded).toEqual([1]);
  });

  test("stops a task whose lock is lost, and leaves it to its next holder", async () => {
    const tasks = await queueParts(1);
    const { tasks: uploaded, reasons, process } = held();
    started(process);
    await soon(() => uploaded).toHaveLength(1);

    const [task] = tasks;
    const name = `${task?.transferId}-${task?.generation}-${task?.number}`;
    await redis.del(`${prefix}:parts:${name}:lock`);

    await soon(() => reasons).toEqual(["lock-lost"]);
    await soon(() => uploaded).toHaveLength(2);
  });

  test("doubts its lease after it was stopped for long, until the lock is renewed", async () => {
    let stoppedForMs = 0;
    const taken = Promise.withResolvers<Delivery>();
    const process: Process = (_task, delivery) => {
      taken.resolve(delivery);
      return new Promise((end) => delivery.signal.addEventListener("abort", () => end(DONE)));
    };
    started(process, silentLog, { nowMs: () => systemClock.nowMs() + stoppedForMs });
    await queueParts(1);
    const delivery = await taken.promise;

    expect(delivery.holdsLease()).toBe(true);
    stoppedForMs = 60_000;
    expect(delivery.holdsLease()).toBe(false);
    await soon(() => delivery.holdsLease()).toBe(true);
  });

  test("stops the parts of a transfer when the ledger says so", async () => {
    await queueParts(1);
    const { tasks: uploaded, reasons, process } = held();
    const consumer = started(process);
    const stopSignals = new RedisStopSignals(redis);
    await stopSignals.onStopped((signal) => consumer.cancel((task) => isStoppedBy(task, signal)));
    await soon(() => uploaded).toHaveLength(1);

    await ledger.advance(await transferOf(uploaded[0]), { kind: "cancel-requested", cause: CAUSE });

    await soon(() => reasons).toEqual(["stopped"]);
    stopSignals.close();
  });

  test("is healthy between start and stop", async () => {
    const consumer = started(async () => DONE);
    await soon(() => consumer.isHealthy()).toBe(true);

    await consumer.stop(GRACE_MS);

    expect(consumer.isHealthy()).toBe(false);
  });

  test("carries as many tasks at once as it is told to", async () => {
    await queueParts(6);
    const { tasks: uploaded, process } = held();
    const consumer = started(process);
    await soon(() => uploaded).toHaveLength(4);

    consumer.setConcurrency(6);
    consumer.cancel(({ number }) => number === 1);

    await soon(() => parts.getActiveCount()).toBe(5);
  });
});

describe("stopping a consumer", () => {
  test("waits for the current tasks and takes no more", async () => {
    await queueParts(6);
    const finish = Promise.withResolvers<TaskOutcome>();
    const uploaded: number[] = [];
    const consumer = started(({ number }) => {
      uploaded.push(number);
      return finish.promise;
    });
    await soon(() => uploaded).toHaveLength(4);

    const stopped = consumer.stop(GRACE_MS);
    finish.resolve(DONE);
    await stopped;

    expect(uploaded).toHaveLength(4);
    expect(await parts.getJobCounts()).toMatchObject({ waiting: 2, active: 0, delayed: 0 });
  });

  test("gives back what is not done in time, at no cost of an attempt", async () => {
    await queueParts(1);
    const { tasks: uploaded, reasons, process } = held();
    const consumer = started(process);
    await soon(() => uploaded).toHaveLength(1);

    await consumer.stop(20);

    const [job] = await parts.getWaiting();
    expect(new Set(reasons)).toEqual(new Set(["handed-back"]));
    expect(job?.attemptsMade).toBe(0);
    expect(await parts.getJobCounts()).toMatchObject({ waiting: 1, active: 0, delayed: 0 });
  });

  test("may be asked for twice, and before the start", async () => {
    const consumer = started(async () => DONE);
    const unstarted = consumeParts({
      connection: redis,
      prefix,
      concurrency: 1,
      repeats: repetitions(),
      clock: systemClock,
      log: silentLog,
      process: async () => DONE,
    });

    await Promise.all([consumer.stop(0), consumer.stop(0), unstarted.stop(0)]);
    unstarted.start();

    expect(unstarted.isHealthy()).toBe(false);
  });
});

async function transferOf(task: PartTask | undefined): Promise<Transfer> {
  const transfer = task && (await ledger.ledger.transfers.readTransfer(task));
  if (transfer === undefined) {
    throw new Error("no transfer belongs to the task");
  }
  return transfer;
}

function holdOnePart(): ChildProcess {
  const script = new URL("../support/hold-one-part.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, server.url, prefix], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function said(child: ChildProcess, line: string): Promise<void> {
  if (child.stdout === null) {
    throw new Error("the process has no output");
  }
  const [text] = await once(child.stdout, "data");
  expect(String(text).trim()).toBe(line);
}
