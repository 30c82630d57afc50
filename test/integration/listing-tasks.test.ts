import { BullmqTaskQueue, consumePlanning } from "@penstock/adapter-bullmq";
import { connectRedis } from "@penstock/adapter-redis";
import {
  isListingTask,
  newJobId,
  newTransferId,
  type PlanTask,
  type TaskOutcome,
  type Transfer,
} from "@penstock/core";
import { systemClock, systemRandom } from "@penstock/process";
import { repetitions, silentLog, useRedis } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";

const server = useRedis();

function planned(tenant: string): Transfer {
  return {
    id: newTransferId(0, systemRandom.bytes(10)),
    jobId: newJobId(0, systemRandom.bytes(10)),
    tenant,
    source: { connection: "from", key: "a" },
    destination: { connection: "to", key: "a" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation: 1,
    revision: 1,
    state: { kind: "planned", intents: [] },
  };
}

type Taken = "list" | Transfer["id"];

/** One planner that takes one task at a time. */
function openQueue(process: (task: PlanTask) => Promise<TaskOutcome>) {
  const tenant = server.newName();
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  const prefix = `{${tenant}}`;
  const queue = new BullmqTaskQueue({ connection, prefix });
  const consumer = consumePlanning({
    ...{ connection, prefix, concurrency: 1, clock: systemClock, log: silentLog },
    ...{ repeats: repetitions(), process },
  });
  onTestFinished(async () => {
    await consumer.stop(0);
    await queue.close();
    connection.disconnect();
  });
  return { tenant, queue, consumer };
}

test("a list whose turn is over goes behind what waits, and is queued once", async () => {
  const taken: Taken[] = [];
  const added: Transfer[] = [];
  const { tenant, queue, consumer } = openQueue(async (task) => {
    taken.push(isListingTask(task) ? "list" : task.transferId);
    if (taken.length > 1) {
      return { kind: "done" };
    }
    added.push(planned(tenant));
    await Promise.all(added.map((transfer) => queue.addPlan(transfer)));
    return { kind: "later", delayMs: 0 };
  });
  const listing = { tenant, jobId: newJobId(0, systemRandom.bytes(10)) };

  await queue.addListing(listing);
  await queue.addListing(listing);
  consumer.start();

  await expect.poll(() => taken).toHaveLength(3);
  expect(taken).toEqual(["list", ...added.map(({ id }) => id), "list"]);
});

test("the newest of 400 plans is taken first, and then the one that has waited for long", async () => {
  const taken: Taken[] = [];
  const { tenant, queue, consumer } = openQueue(async (task) => {
    taken.push(isListingTask(task) ? "list" : task.transferId);
    return { kind: "done" };
  });
  const oldest = planned(tenant);
  const newest = planned(tenant);
  const others = Array.from({ length: 400 }, () => planned(tenant));

  await queue.addPlan(oldest);
  await Promise.all(others.map((transfer) => queue.addPlan(transfer)));
  await queue.addPlan(oldest, "waited");
  await queue.addPlan(newest);
  consumer.start();

  await expect.poll(() => taken.length).toBeGreaterThan(2);
  expect(taken.slice(0, 2)).toEqual([newest.id, oldest.id]);
});
