import { type BenchCluster, type LogLine, withCluster } from "./bench-cluster.ts";
import { DEBUG_LOGS } from "./lab.ts";
import type { Bench, Result } from "./result.ts";
import { median, rounded } from "./tools/statistics.ts";

const MIB = 1024 * 1024;

/** From the report of the last part to the Complete on its way, by the processes' own logs. */
export const settleLatency: Bench = {
  name: "settle-latency",
  run: async (lab) =>
    lab.isQuick
      ? measure(await lab.cluster(), 10)
      : withCluster({ sink: lab.sink, workers: 1, environment: DEBUG_LOGS }, (cluster) =>
          measure(cluster, 50),
        ),
};

async function measure(cluster: BenchCluster, transfers: number): Promise<readonly Result[]> {
  const startedAtMs = Date.now();
  for (let number = 1; number <= transfers; number += 1) {
    await cluster.copyToSink({
      from: ["web", `zeros-${3 * MIB}`],
      to: ["cos", `settle-${number}`],
      partSizeMib: 1,
    });
  }
  const timesOf = async (message: string, member: string) =>
    firstTimes(message, startedAtMs, await cluster.logLines(member));
  const uploaded = await timesOf("all parts are uploaded", "worker-1");
  const sent = await timesOf("sending Complete", "coordinator");
  const delaysMs = [...sent].map(([id, atMs]) => atMs - (uploaded.get(id) ?? Number.NaN));
  return [
    {
      name: "settle-latency",
      unit: "ms",
      ours: rounded(median(delaysMs)),
      runs: delaysMs.length,
      note: "last part uploaded to Complete sent",
    },
  ];
}

/** When each transfer logged the message for the first time, in milliseconds. */
function firstTimes(
  message: string,
  sinceMs: number,
  lines: readonly LogLine[],
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { msg, transferId, time } of lines) {
    const atMs = Date.parse(time ?? "");
    if (msg === message && atMs >= sinceMs && transferId !== undefined && !times.has(transferId)) {
      times.set(transferId, atMs);
    }
  }
  return times;
}
