import type { JobRequestInput } from "@penstock/wire";
import type { Contender } from "../contenders/contender.ts";
import type { Lab } from "../lab.ts";
import { median, rounded } from "../tools/statistics.ts";
import type { BulkCluster } from "./bulk-cluster.ts";

/** One bulk job a run, charged with the CPU of all our processes and of Redis. */
export type OurBulkJob = Contender & {
  /** Medians of the counted runs, but for the calls: those are of the warm-up, for counting slows Redis. */
  facts(): {
    readonly redisCallsPerObject: number;
    readonly redisCpuUsPerObject: number;
    readonly controlPlaneUsPerObject: number;
    readonly requestsPerThousand: number;
    readonly cpuMsPerThousand: number;
    readonly cpuByRole: string;
  };
};

type Run = {
  readonly byRole: Readonly<Record<string, number>>;
  readonly redisSeconds: number;
  readonly requests: number;
};

type Job = {
  readonly objects: number;
  /** @param run from 1 */
  readonly request: (run: number) => JobRequestInput;
};

export function ourBulkJob(lab: Lab, bulk: BulkCluster, { objects, request }: Job): OurBulkJob {
  const runs: Run[] = [];
  let calls = 0;
  const { redis } = bulk;
  return {
    name: "ours",
    warmUpRuns: 1,
    run: async () => {
      const stopCounting = runs.length === 0 ? await redis.countCalls() : undefined;
      const [redisBefore, requestsBefore] = [await redis.cpuSeconds(), await lab.sink.requests()];
      const before = bulk.cpuByRole();
      const startedAtMs = performance.now();
      const { id } = await bulk.submit(request(runs.length + 1));
      await bulk.untilRecorded(id, objects);
      const seconds = (performance.now() - startedAtMs) / 1000;
      const byRole = difference(bulk.cpuByRole(), before);
      calls = stopCounting?.() ?? calls;
      runs.push({
        byRole,
        redisSeconds: (await redis.cpuSeconds()) - redisBefore,
        requests: (await lab.sink.requests()) - requestsBefore,
      });
      return { seconds, cpuSeconds: sum(byRole) };
    },
    stop: () => Promise.resolve(),
    facts: () => {
      const counted = runs.slice(lab.isQuick ? -1 : 1);
      const middle = (value: (run: Run) => number, scale: number) =>
        rounded((median(counted.map(value)) * scale) / objects);
      const roles = Object.keys(counted[0]?.byRole ?? {});
      return {
        redisCallsPerObject: rounded(calls / objects),
        redisCpuUsPerObject: middle((run) => run.redisSeconds, 1e6),
        controlPlaneUsPerObject: middle(({ byRole }) => sum({ ...byRole, worker: 0 }), 1e6),
        requestsPerThousand: middle((run) => run.requests, 1000),
        cpuMsPerThousand: middle(({ byRole }) => sum(byRole), 1e6),
        cpuByRole: roles
          .map((role) => `${role} ${middle(({ byRole }) => byRole[role] ?? 0, 1e6)}`)
          .join(", "),
      };
    },
  };
}

type Seconds = Readonly<Record<string, number>>;

function difference(after: Seconds, before: Seconds): Seconds {
  return Object.fromEntries(
    Object.entries(after).map(([role, seconds]) => [role, seconds - (before[role] ?? 0)]),
  );
}

function sum(byRole: Seconds): number {
  return Object.values(byRole).reduce((total, seconds) => total + seconds, 0);
}
