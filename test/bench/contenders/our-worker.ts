import type { BenchCluster, Copy } from "../bench-cluster.ts";
import { inParallel } from "../tools/in-parallel.ts";
import { cpuSeconds, peakRssMib } from "../tools/process-facts.ts";
import { meterRedis } from "../tools/redis-meter.ts";
import { type Contender, WARM_UP_RUNS } from "./contender.ts";

/** Enough to keep the worker busy with jobs of one small object. */
const JOBS_AT_ONCE = 16;

/** The real worker of the cluster, given one job after the other through the API. */
export type OurWorker = Contender & {
  /** Of the first run, which is a warm-up: counting them slows Redis. */
  redisCalls(): number;
  /** In and out, of the last run. */
  redisBytes(): number;
  rssMib(): number;
};

/** @param copies what one run is to bring to the sink; no key twice */
export async function ourWorker(
  cluster: BenchCluster,
  copies: () => readonly Copy[],
  name = "ours",
): Promise<OurWorker> {
  const worker = cluster.member("worker-1").child().pid;
  const redis = await meterRedis(cluster.redisUrl);
  let calls = 0;
  let bytes = 0;
  let isFirst = true;
  return {
    name,
    warmUpRuns: WARM_UP_RUNS,
    run: async () => {
      const stopCounting = isFirst ? await redis.countCalls() : undefined;
      isFirst = false;
      const bytesBefore = await redis.netBytes();
      const cpuBefore = cpuSeconds(worker);
      const startedAtMs = performance.now();
      const batch = copies();
      await inParallel(batch, JOBS_AT_ONCE, (copy) => cluster.copyToSink(copy));
      const seconds = (performance.now() - startedAtMs) / 1000;
      const cost = { seconds, cpuSeconds: cpuSeconds(worker) - cpuBefore };
      bytes = (await redis.netBytes()) - bytesBefore;
      calls = stopCounting?.() ?? calls;
      return cost;
    },
    stop: async () => redis.close(),
    redisCalls: () => calls,
    redisBytes: () => bytes,
    rssMib: () => peakRssMib(worker),
  };
}
