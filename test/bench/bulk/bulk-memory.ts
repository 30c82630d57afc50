import type { Bench } from "../result.ts";
import { peakRssMib } from "../tools/process-facts.ts";
import { rounded } from "../tools/statistics.ts";
import { type BulkCluster, listOf, withBulkCluster } from "./bulk-cluster.ts";

const OBJECTS = 1_000_000;
const QUICK_OBJECTS = 2000;
const SIZE_BYTES = 1024;
const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 100;

/** The most that Redis and each of our processes holds while one job moves many objects. */
export const bulkMemory: Bench = {
  name: "bulk-memory",
  run: (lab) =>
    withBulkCluster(lab, 1, async (bulk) => {
      const objects = lab.objects ?? (lab.isQuick ? QUICK_OBJECTS : OBJECTS);
      const peak = watchRedis(bulk);
      const { id } = await bulk.submit({
        source: { connection: "s3-source", prefix: listOf(SIZE_BYTES, objects) },
        destination: { connection: "s3", key: "bulk-memory/{relativeKey}" },
      });
      await bulk.untilRecorded(id, objects);
      const redisPeakMiB = rounded((await peak.stop()) / MIB);
      const processes = [...bulk.roles].filter(([role]) => role !== "redis");
      return [
        {
          name: "bulk-memory",
          unit: "MiB",
          ours: redisPeakMiB,
          redisPeakMiB,
          rssMiB: Object.fromEntries(
            processes.map(([role, pids]) => [role, rounded(Math.max(...pids.map(peakRssMib)))]),
          ),
          runs: 1,
          note: `Redis while a job moves ${objects} objects, by its used_memory`,
        },
      ];
    }),
};

function watchRedis({ redis }: BulkCluster): { stop(): Promise<number> } {
  let peak = 0;
  const look = async () => {
    peak = Math.max(peak, await redis.usedBytes());
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
      return peak;
    },
  };
}
