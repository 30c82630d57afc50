import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@penstock/client";
import type { JobRequestInput, JobView } from "@penstock/wire";
import { type BenchCluster, startBenchCluster } from "../bench-cluster.ts";
import type { Lab } from "../lab.ts";
import { pinMeasured } from "../tools/pinning.ts";
import { cpuSeconds } from "../tools/process-facts.ts";
import { meterRedis, type RedisMeter } from "../tools/redis-meter.ts";

const LOOK_EVERY_MS = 500;

/** What lies below this prefix at the sink: so many objects of that size. */
export function listOf(sizeBytes: number, objects: number): string {
  return `list-${sizeBytes}-${objects}/`;
}

/** A deployment with nothing set: what our users start. */
export type BulkCluster = {
  readonly cluster: BenchCluster;
  readonly redis: RedisMeter;
  /** Our processes by their role: all but the store, which is not used. */
  readonly roles: ReadonlyMap<string, readonly number[]>;
  submit(request: JobRequestInput): Promise<JobView>;
  read(jobId: string): Promise<JobView>;
  /** Resolves once every row is in the journal. Throws unless that many were moved or skipped. */
  untilRecorded(jobId: string, objects: number): Promise<JobView>;
  /** What our processes cost since they started, by role. */
  cpuByRole(): Readonly<Record<string, number>>;
};

export async function withBulkCluster<Result>(
  lab: Lab,
  workers: number,
  measure: (bulk: BulkCluster) => Promise<Result>,
): Promise<Result> {
  if (lab.sink.kind !== "C") {
    throw new Error("bulk jobs need the sink that lists, which is in C: install a compiler (cc)");
  }
  const cluster = await startBenchCluster({ sink: lab.sink, workers });
  const redis = await meterRedis(cluster.redisUrl);
  try {
    return await measure(bulkCluster(cluster, redis));
  } finally {
    redis.close();
    await cluster.stop();
  }
}

function bulkCluster(cluster: BenchCluster, redis: RedisMeter): BulkCluster {
  const client = createClient({ baseUrl: cluster.apiUrl });
  const roles = rolesOf(cluster);
  for (const pid of roles.get("worker") ?? []) {
    pinMeasured(pid);
  }
  return {
    cluster,
    redis,
    roles,
    submit: (request) => client.submitJob(request),
    read: (jobId) => client.readJob(jobId),
    untilRecorded: async (jobId, objects) => {
      const ended = await client.waitForJob(jobId, { intervalMs: LOOK_EVERY_MS });
      const { transfersStored, transfersSkipped } = ended.progress;
      if (ended.state !== "succeeded" || transfersStored + transfersSkipped !== objects) {
        throw new Error(`${jobId} is ${ended.state}: ${JSON.stringify(ended)}`);
      }
      let job = ended;
      while (job.list?.isRecorded !== true) {
        await pause(LOOK_EVERY_MS);
        job = await client.readJob(jobId);
      }
      return job;
    },
    cpuByRole: () =>
      Object.fromEntries(
        [...roles].map(([role, pids]) => [
          role,
          pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
        ]),
      ),
  };
}

function rolesOf(cluster: BenchCluster): ReadonlyMap<string, readonly number[]> {
  const roles = new Map<string, number[]>();
  for (const { name, child } of cluster.members) {
    const role = name.replace(/-\d+$/, "");
    if (role !== "store") {
      roles.set(role, [...(roles.get(role) ?? []), child().pid]);
    }
  }
  return roles;
}
