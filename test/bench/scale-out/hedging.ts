import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { type BenchCluster, withCluster } from "../bench-cluster.ts";
import type { Bench } from "../result.ts";
import { startSink } from "../sink/start-sink.ts";
import { rounded } from "../tools/statistics.ts";
import { startLinkedWorker } from "./linked-worker.ts";
import { canLink, HUB, type Links, openLinks } from "./links.ts";

const MIB = 1024 * 1024;
const PARTS = 64;
const SLOTS = 2;
const FAST_WORKERS = 3;
const SLOWNESS = 10;
const FULL = { partMib: 16, linkMibPerSecond: 8 };
const QUICK = { partMib: 8, linkMibPerSecond: 8 };
const LOOK_EVERY_MS = 20;
const LIMIT_KEY = "penstock:{default}:inFlightLimit";

/** One object by workers of which one has a tenth of the others' link, and by the others alone. */
export const hedging: Bench = {
  name: "hedging",
  run: async (lab) => {
    if (!canLink()) {
      process.stderr.write("hedging is left out: links of limited rate need root and iproute2\n");
      return [];
    }
    const extent = lab.isQuick ? QUICK : FULL;
    const links = openLinks(extent.linkMibPerSecond * MIB);
    const sink = await startSink(lab.folder, [], "0.0.0.0");
    try {
      const environment = { PENSTOCK_SLOTS: String(SLOTS) };
      const { alone, together } = await withCluster(
        { sink, workers: 0, environment, sinkHost: HUB },
        (cluster) => measure(cluster, links, extent),
      );
      const ratio = rounded(together / alone);
      return [
        {
          ...{ name: "hedging", unit: "x", ours: ratio, ratio, runs: 1 },
          note: `${PARTS} parts of ${extent.partMib} MiB by ${FAST_WORKERS} workers in ${rounded(alone)} s, with a slow one beside them in ${rounded(together)} s`,
        },
      ];
    } finally {
      await sink.stop();
      links.close();
    }
  },
};

async function measure(
  cluster: BenchCluster,
  links: Links,
  { partMib, linkMibPerSecond }: typeof FULL,
): Promise<{ readonly alone: number; readonly together: number }> {
  const redis = new Redis(cluster.redisUrl);
  await redis.config("SET", "protected-mode", "no");
  await redis.config("SET", "bind", `127.0.0.1 ${HUB}`);
  const redisUrl = cluster.redisUrl.replace("127.0.0.1", HUB);
  const environment = { ...cluster.environment, PENSTOCK_REDIS_URL: redisUrl };
  const start = (bytesPerSecond?: number) =>
    startLinkedWorker(links.add(bytesPerSecond), environment);
  const workers = await Promise.all(Array.from({ length: FAST_WORKERS }, () => start()));
  const secondsFor = async (key: string) => {
    const slots = workers.length * SLOTS;
    // Connections are open then, and the tenant is known to the leader.
    const warmUp = await cluster.submit({
      from: ["web", `zeros-${slots * MIB}`],
      to: ["cos", `${key}-warm-up`],
      partSizeMib: 1,
    });
    await cluster.untilStored(warmUp.id, LOOK_EVERY_MS);
    await untilShared(redis, slots);
    const startedAtMs = performance.now();
    const { id } = await cluster.submit({
      from: ["web", `zeros-${PARTS * partMib * MIB}`],
      to: ["cos", key],
      partSizeMib: partMib,
    });
    await cluster.untilStored(id, LOOK_EVERY_MS);
    return (performance.now() - startedAtMs) / 1000;
  };
  try {
    const alone = await secondsFor("alone");
    workers.push(await start((linkMibPerSecond * MIB) / SLOWNESS));
    return { alone, together: await secondsFor("together") };
  } finally {
    await Promise.all(
      workers.map(async (worker) => {
        worker.kill();
        await once(worker, "exit");
      }),
    );
    redis.disconnect();
  }
}

/** The leader knows of all workers. */
async function untilShared(redis: Redis, slots: number): Promise<void> {
  while (Number((await redis.get(LIMIT_KEY)) ?? 0) < slots) {
    await pause(LOOK_EVERY_MS);
  }
}
