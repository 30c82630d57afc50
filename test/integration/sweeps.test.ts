import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger, TaskQueue } from "@penstock/core";
import { sweepOnce } from "@penstock/engine";
import { startRedis } from "@penstock/local-redis";
import { eventually, interceptLedger } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

const PARTS = 40;
/** Instead of a minute and a quarter of one. */
const SOON_MS = 500;

/** Loses the first task of each kind and transfer, and each part the first time. */
function losing(lost: string[]): (queue: TaskQueue) => TaskQueue {
  const seen = new Set<string>();
  function isLost(name: string): boolean {
    const isNew = !seen.has(name);
    seen.add(name);
    if (isNew) {
      lost.push(name);
    }
    return isNew;
  }
  return (queue) => ({
    addPlan: async (transfer) => {
      await (isLost(`plan ${transfer.id}`) ? undefined : queue.addPlan(transfer));
    },
    addBatches: (tasks) => queue.addBatches(tasks),
    addListing: (task) => queue.addListing(task),
    addFinalize: async (task) => {
      await (isLost(`finalize ${task.transferId}`) ? undefined : queue.addFinalize(task));
    },
    addParts: async (tasks) => {
      await queue.addParts(
        tasks.filter(({ transferId, number }) => !isLost(`part ${transferId} ${number}`)),
      );
    },
  });
}

/** What the sweep looks at, without the wait. */
function impatient(ledger: Ledger): Ledger {
  const { transfers, parts } = ledger;
  return interceptLedger(ledger, ({ name, args, run }) => {
    const [tenant, , limit] = args as readonly [string, number, number];
    switch (name) {
      case "parts.heldParts":
        return parts.heldParts(tenant, SOON_MS, limit);
      case "transfers.idleTransfers":
        return transfers.idleTransfers(tenant, SOON_MS, limit);
      default:
        return run();
    }
  });
}

test("two coordinators that sweep at once bring back every plan, part, refill and finalize that was lost", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-sweeps-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const server = await startRedis({ dataDir });
  onTestFinished(() => server.stop());
  const lost: string[] = [];
  const world = deployOnRedis({ redisUrl: server.url, queue: losing(lost), slice: "part" });
  onTestFinished(world.close);
  const jobIds = [await world.submit("one", PARTS), await world.submit("three", PARTS)];
  const engine = { ...world.engine, ledger: impatient(world.engine.ledger) };

  await eventually(async () => {
    await Promise.all([sweepOnce(engine), sweepOnce(engine)]);
    const records = await Promise.all(jobIds.map((jobId) => world.record(jobId)));
    return records.every((record) => record?.finishedAtMs !== undefined);
  });

  const records = await Promise.all(jobIds.map((jobId) => world.record(jobId)));
  expect(records).toMatchObject([
    { counts: { stored: 1 }, progress: { partsStored: PARTS } },
    { counts: { stored: 1 }, progress: { partsStored: PARTS } },
  ]);
  for (const key of ["one", "three"]) {
    expect(world.storedDigest(key)).toBe(digest(sampleBytes(key.length, PARTS * MIB)));
  }
  // More parts than the in-flight limit allows: the later ones were refills.
  expect(lost).toHaveLength(2 * (1 + PARTS + 1));
  expect(world.store.openUploads).toEqual([]);
});
