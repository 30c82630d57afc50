import { withCluster } from "./bench-cluster.ts";
import type { Lab } from "./lab.ts";
import type { Bench, Result } from "./result.ts";
import { pinMeasured } from "./tools/pinning.ts";
import { forgetPeak, peakRssMib } from "./tools/process-facts.ts";
import { rounded } from "./tools/statistics.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/**
 * Streamed to COS; collected in pooled buffers where the checksum precedes the body (S3). A quick run's
 * object has parts for all slots.
 */
const LOADS = [
  { store: "cos", slots: 16, partMib: 64, how: "streamed", quickGib: 1 },
  { store: "s3", slots: 8, partMib: 16, how: "pooled", quickGib: 0.25 },
] as const;

/** The most memory that a worker ever holds: it must not grow with the object. */
export const workerMemory: Bench = {
  name: "worker-memory",
  run: async (lab) => {
    const results: Result[] = [];
    for (const load of LOADS) {
      const sizesGib = lab.isQuick ? [load.quickGib] : [1, 4, 16, 64];
      results.push(...(await measure(lab, load, sizesGib)));
    }
    return results;
  },
};

function measure(
  lab: Lab,
  { store, slots, partMib, how }: (typeof LOADS)[number],
  sizesGib: readonly number[],
): Promise<readonly Result[]> {
  const environment = { PENSTOCK_SLOTS: String(slots), PENSTOCK_BUFFER: "16MiB" };
  return withCluster({ sink: lab.sink, workers: 1, environment }, async (cluster) => {
    const worker = cluster.member("worker-1").child().pid;
    pinMeasured(worker);
    const results: Result[] = [];
    for (const sizeGib of sizesGib) {
      forgetPeak(worker);
      const startedAtMs = performance.now();
      await cluster.copyToSink({
        from: ["web", `zeros-${sizeGib * GIB}`],
        to: [store, `memory-${sizeGib}`],
        partSizeMib: partMib,
      });
      const seconds = (performance.now() - startedAtMs) / 1000;
      const peak = rounded(peakRssMib(worker));
      results.push({
        name: `worker-memory, ${slots} x ${partMib} MiB ${how} to ${store}, ${sizeGib} GiB`,
        unit: "MiB",
        ours: peak,
        rssMiB: peak,
        mibPerSecond: rounded((sizeGib * 1024) / seconds),
        runs: 1,
      });
    }
    return results;
  });
}
