import { setTimeout as pause } from "node:timers/promises";
import type { Bench } from "./result.ts";
import { cpuSeconds } from "./tools/process-facts.ts";
import { meterRedis } from "./tools/redis-meter.ts";
import { median, rounded } from "./tools/statistics.ts";

const PARTS = 10_000;
const MIB = 1024 * 1024;
const FINALIZE_MS = 300;

type Cost = { readonly ms: number; readonly apiUs: number; readonly redisUs: number };

/** Planning an object of 10 000 parts: from the request to the open upload, its first parts queued. */
export const plan10000: Bench = {
  name: "plan-10000",
  run: async (lab) => {
    const cluster = await lab.idleCluster();
    const redis = await meterRedis(cluster.redisUrl);
    const api = cluster.member("api").child().pid;
    const costs: Cost[] = [];
    // The first one compiles code, and is not counted.
    for (let run = 0; run <= lab.runs; run += 1) {
      const redisBefore = await redis.cpuSeconds();
      const apiBefore = cpuSeconds(api);
      const startedAtMs = performance.now();
      const { id } = await cluster.submit({
        from: ["web", `zeros-${PARTS * MIB}`],
        to: ["cos", `plan-${run}`],
        partSizeMib: 1,
      });
      await cluster.untilMoving(id);
      const ms = performance.now() - startedAtMs;
      await pause(FINALIZE_MS);
      costs.push({
        ms,
        apiUs: ((cpuSeconds(api) - apiBefore) * 1e6) / PARTS,
        redisUs: (((await redis.cpuSeconds()) - redisBefore) * 1e6) / PARTS,
      });
    }
    redis.close();
    const counted = costs.slice(1);
    const middle = (read: (cost: Cost) => number) => rounded(median(counted.map(read)));
    return [
      { name: "plan-10000", unit: "ms", ours: middle(({ ms }) => ms), runs: lab.runs },
      {
        name: "plan-10000, API",
        unit: "µs/part",
        ours: middle(({ apiUs }) => apiUs),
        runs: lab.runs,
      },
      {
        name: "plan-10000, Redis",
        unit: "µs/part",
        ours: middle(({ redisUs }) => redisUs),
        runs: lab.runs,
      },
    ];
  },
};
