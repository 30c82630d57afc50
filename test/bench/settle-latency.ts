import { type LogLine, withCluster } from "./bench-cluster.ts";
import type { Bench } from "./result.ts";
import { median, rounded } from "./tools/statistics.ts";

const MIB = 1024 * 1024;

/** From the report of the last part to the Complete on its way, by the processes' own logs. */
export const settleLatency: Bench = {
  name: "settle-latency",
  run: (lab) =>
    withCluster(
      { sink: lab.sink, workers: 1, environment: { PENSTOCK_LOG_LEVEL: "debug" } },
      async (cluster) => {
        const transfers = lab.isQuick ? 10 : 50;
        for (let number = 1; number <= transfers; number += 1) {
          await cluster.copyToSink({
            from: ["web", `zeros-${3 * MIB}`],
            to: ["cos", `settle-${number}`],
            partSizeMib: 1,
          });
        }
        const landed = timesOf("all parts landed", await cluster.logLines("worker-1"));
        const sent = timesOf("sending Complete", await cluster.logLines("coordinator"));
        const delaysMs = [...sent].map(([id, atMs]) => atMs - (landed.get(id) ?? Number.NaN));
        return [
          {
            name: "settle-latency",
            unit: "ms",
            ours: rounded(median(delaysMs)),
            runs: delaysMs.length,
            note: "last part landed to Complete sent",
          },
        ];
      },
    ),
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
