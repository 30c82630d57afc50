import { Redis } from "ioredis";
import { type BenchCluster, withCluster } from "./bench-cluster.ts";
import { monitorRedis, totalCalls } from "./redis-monitor.ts";
import type { Result, Scenario } from "./result.ts";

const MIB = 1024 * 1024;
const LEDGER_KEYS = "penstock:{default}:*";

/** What one part costs in Redis: calls while it is carried, memory once it landed. */
export const redisPerPart: Scenario = {
  name: "redis-per-part",
  run: async (isQuick) => {
    const parts = isQuick ? 200 : 1000;
    return withCluster({ workers: 2, environment: { PENSTOCK_SLOTS: "8" } }, async (cluster) => {
      await cluster.sparseFile("parts", parts * MIB);
      const monitor = await monitorRedis(cluster.redisUrl);
      const before = await ledgerBytes(cluster.redisUrl);
      monitor.take();
      await cluster.copy({ file: "parts", to: "parts", partSizeMib: 1 });
      const calls = totalCalls(monitor.take());
      monitor.close();
      const landed = (await ledgerBytes(cluster.redisUrl)) - before;
      return [
        figure(`Redis calls per part, ${parts} parts`, "calls", calls / parts, 4),
        figure("Redis memory per landed part, job and transfer included", "B", landed / parts, 150),
      ];
    });
  },
};

/** What a part costs in Redis while it waits for its turn beyond the window. */
export const redisPerPendingPart: Scenario = {
  name: "redis-per-pending-part",
  run: () =>
    withCluster({ workers: 0, environment: {} }, async (cluster) => {
      const few = await openBytes(cluster, 200);
      const many = await openBytes(cluster, 10_000);
      const perPart = (many - few) / (10_000 - 200);
      return [figure("Redis memory per pending part beyond the window", "B", perPart, 0)];
    }),
};

/** What the ledger grows by when a transfer of so many parts is opened and none is carried. */
async function openBytes(cluster: BenchCluster, parts: number): Promise<number> {
  const file = `pending-${String(parts).padStart(5, "0")}`;
  await cluster.sparseFile(file, parts * MIB);
  const before = await ledgerBytes(cluster.redisUrl);
  const { id } = await cluster.submit({ file, to: file, partSizeMib: 1 });
  await cluster.untilMoving(id);
  return (await ledgerBytes(cluster.redisUrl)) - before;
}

async function ledgerBytes(url: string): Promise<number> {
  const redis = new Redis(url);
  let bytes = 0;
  for await (const keys of redis.scanStream({ match: LEDGER_KEYS, count: 1000 })) {
    for (const key of keys) {
      bytes += (await redis.memory("USAGE", key, "SAMPLES", 0)) ?? 0;
    }
  }
  redis.disconnect();
  return bytes;
}

function figure(name: string, unit: string, ours: number, goal: number): Result {
  return { name, unit, ours: Math.round(ours * 100) / 100, goal, runs: 1 };
}
