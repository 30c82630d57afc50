import { type LogLine, withCluster } from "./bench-cluster.ts";
import { median } from "./proc.ts";
import type { Scenario } from "./result.ts";

const MIB = 1024 * 1024;

/** From the report of the last part to the Complete on its way, by the processes' own logs. */
export const settleLatency: Scenario = {
  name: "settle-latency",
  run: async (isQuick) => {
    const transfers = isQuick ? 10 : 50;
    return withCluster(
      { workers: 2, environment: { PENSTOCK_LOG_LEVEL: "debug" } },
      async (cluster) => {
        await cluster.sparseFile("small", 3 * MIB);
        for (let number = 1; number <= transfers; number += 1) {
          const to = `small-${number}`;
          await cluster.copy({ file: "small", to, partSizeMib: 1, pollEveryMs: 100 });
        }
        const landed = timesOf("all parts landed", [
          ...(await cluster.logLines("worker-1")),
          ...(await cluster.logLines("worker-2")),
        ]);
        const sent = timesOf("sending Complete", await cluster.logLines("coordinator"));
        const delaysMs = [...sent].map(([id, atMs]) => atMs - (landed.get(id) ?? Number.NaN));
        return [
          {
            name: "last part landed to Complete sent, median",
            unit: "ms",
            ours: median(delaysMs),
            goal: 50,
            runs: delaysMs.length,
          },
        ];
      },
    );
  },
};

/** When each transfer logged the message for the first time, in milliseconds. */
function timesOf(message: string, lines: readonly LogLine[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { msg, transferId, time } of lines) {
    if (msg === message && transferId !== undefined && !times.has(transferId)) {
      times.set(transferId, Date.parse(time ?? ""));
    }
  }
  return times;
}
