import type { BenchCluster } from "./bench-cluster.ts";
import type { Bench, Result } from "./result.ts";
import { meterRedis } from "./tools/redis-meter.ts";
import { rounded } from "./tools/statistics.ts";

const MIB = 1024 * 1024;
const LEDGER_KEYS = "penstock:{default}:*";

/** What an uploaded part leaves in Redis, and what the whole product asks of Redis for one. */
export const redisPerPart: Bench = {
  name: "redis-per-part",
  run: async (lab) => {
    const parts = lab.isQuick ? 200 : 1000;
    const cluster = await lab.cluster();
    const redis = await meterRedis(cluster.redisUrl);
    const before = await redis.memoryBytes(LEDGER_KEYS);
    const stopCounting = await redis.countCalls();
    await cluster.copyToSink({
      from: ["web", `zeros-${parts * MIB}`],
      to: ["cos", "redis-per-part"],
      partSizeMib: 1,
    });
    const calls = stopCounting();
    const uploaded = (await redis.memoryBytes(LEDGER_KEYS)) - before;
    redis.close();
    return [
      figure("redis-per-part, calls", "calls", calls / parts),
      figure("redis-per-part, memory once uploaded", "B", uploaded / parts),
    ];
  },
};

/** What a part costs in Redis while it waits for its turn beyond the in-flight limit. */
export const redisPerPendingPart: Bench = {
  name: "redis-per-pending-part",
  run: async (lab) => {
    const cluster = await lab.idleCluster();
    const few = await openBytes(cluster, 200);
    const many = await openBytes(cluster, 10_000);
    return [figure("redis-per-pending-part", "B", (many - few) / (10_000 - 200))];
  },
};

/** What the ledger grows by when a transfer of so many parts is opened and none is uploaded. */
async function openBytes(cluster: BenchCluster, parts: number): Promise<number> {
  const redis = await meterRedis(cluster.redisUrl);
  const before = await redis.memoryBytes(LEDGER_KEYS);
  const { id } = await cluster.submit({
    from: ["web", `zeros-${parts * MIB}`],
    to: ["cos", `pending-${String(parts).padStart(5, "0")}`],
    partSizeMib: 1,
  });
  await cluster.untilMoving(id);
  const after = await redis.memoryBytes(LEDGER_KEYS);
  redis.close();
  return after - before;
}

function figure(name: string, unit: string, ours: number): Result {
  return { name, unit, ours: rounded(ours), runs: 1 };
}
