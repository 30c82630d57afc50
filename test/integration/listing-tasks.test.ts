import { BullmqTaskQueue, consumePlanning } from "@penstock/adapter-bullmq";
import { connectRedis } from "@penstock/adapter-redis";
import { isListingTask, newJobId, newTransferId, type Transfer } from "@penstock/core";
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

test("a list whose turn is over goes behind what waits, and is queued once", async () => {
  const tenant = server.newName();
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  const prefix = `{${tenant}}`;
  const queue = new BullmqTaskQueue({ connection, prefix });
  const listing = { tenant, jobId: newJobId(0, systemRandom.bytes(10)) };
  const transfers = Array.from({ length: 3 }, () => planned(tenant));
  const taken: string[] = [];
  const consumer = consumePlanning({
    ...{ connection, prefix, concurrency: 1, clock: systemClock, log: silentLog },
    repeats: repetitions(),
    process: async (task) => {
      const isFirst = taken.length === 0;
      taken.push(isListingTask(task) ? "list" : task.transferId);
      return isFirst ? { kind: "later", delayMs: 0 } : { kind: "done" };
    },
  });
  onTestFinished(async () => {
    await consumer.stop(0);
    await queue.close();
    connection.disconnect();
  });

  await queue.addListing(listing);
  await queue.addListing(listing);
  for (const transfer of transfers) {
    await queue.addPlan(transfer);
  }
  consumer.start();

  await expect.poll(() => taken).toHaveLength(5);
  expect(taken).toEqual(["list", ...transfers.map(({ id }) => id), "list"]);
});
