import { setTimeout as pause } from "node:timers/promises";
import { type BenchCluster, withCluster } from "../bench-cluster.ts";
import type { Lab } from "../lab.ts";
import type { Bench, Result } from "../result.ts";
import { forgetPeak, peakRssMib } from "../tools/process-facts.ts";
import { rounded } from "../tools/statistics.ts";
import { simulateHours } from "./simulated-hours.ts";

const MIB = 1024 * 1024;
const SIZE_BYTES = 1024;
const JOBS_PER_SECOND = 50;
/** By then those that are kept for three hours have begun to go. */
const FLAT_SINCE_HOUR = 5;

/** What finished jobs cost: Redis over hours, and the processes under many small jobs. */
export const retention: Bench = {
  name: "retention",
  run: async (lab) => [...(await overHours(lab)), ...(await underSmallJobs(lab))],
};

async function overHours(lab: Lab): Promise<readonly Result[]> {
  const jobsPerHour = lab.isQuick ? 360 : 3600;
  const hours = await simulateHours(lab.folder, { hours: 10, jobsPerHour });
  const [early, last] = [hours[FLAT_SINCE_HOUR - 1], hours.at(-1)];
  if (early === undefined || last === undefined) {
    throw new Error("there were fewer hours than that");
  }
  const each = hours.map(({ usedBytes }) => rounded(usedBytes / MIB)).join(", ");
  return [
    {
      name: "retention, Redis after ten hours of a job a second",
      unit: "MiB",
      ours: rounded(last.usedBytes / MIB),
      ratios: { "hour 5": rounded(last.usedBytes / early.usedBytes) },
      runs: 1,
      note: `kept for 3 hours; after each hour: ${each}`,
    },
    {
      name: "retention, Redis for a job that has moved to the journal",
      unit: "B",
      ours: rounded(last.indexBytes / last.jobs),
      runs: 1,
      note: "with one label",
    },
  ];
}

const ROLES = ["api", "coordinator", "worker-1"] as const;
type Role = (typeof ROLES)[number];
/** Into so many pieces the jobs are divided, so that growth is seen; the middle one is compared with the last. */
const PIECES = 9;
const MIDDLE = 4;

/** The name of each result has the role whose memory it is. */
async function underSmallJobs(lab: Lab): Promise<readonly Result[]> {
  const jobs = lab.isQuick ? 450 : 45_000;
  const environment = { PENSTOCK_SLOTS: "16", PENSTOCK_RETENTION: "5m" };
  return withCluster({ sink: lab.sink, workers: 1, environment }, async (cluster) => {
    await cluster.file("small", SIZE_BYTES);
    const peaks: Record<Role, number>[] = [];
    const startedAtMs = performance.now();
    for (let piece = 0; piece < PIECES; piece += 1) {
      for (const role of ROLES) {
        forgetPeak(pidOf(cluster, role));
      }
      await submitSteadily(cluster, piece * (jobs / PIECES), jobs / PIECES);
      peaks.push(peaksOf(cluster));
    }
    const perSecond = jobs / ((performance.now() - startedAtMs) / 1000);
    return ROLES.map((role) => {
      const mib = peaks.map((peak) => rounded(peak[role]));
      return {
        name: `retention, ${role} after ${jobs} small jobs`,
        unit: "MiB",
        ours: Math.max(...mib),
        ratios: { "half way": rounded((mib.at(-1) ?? 0) / (mib[MIDDLE] ?? 0)) },
        runs: 1,
        note: `${rounded(perSecond)} a second; in each ninth of them: ${mib.join(", ")}`,
      };
    });
  });
}

/** Returns when the last of them is stored. */
async function submitSteadily(cluster: BenchCluster, from: number, count: number): Promise<void> {
  const startedAtMs = performance.now();
  let lastId = "";
  for (let sent = 0; sent < count; sent += JOBS_PER_SECOND) {
    const submitted = Array.from({ length: JOBS_PER_SECOND }, (_, index) =>
      cluster.submit({ from: ["files", "small"], to: ["cos", `small/${from + sent + index}`] }),
    );
    lastId = (await Promise.all(submitted)).at(-1)?.id ?? lastId;
    const dueMs = startedAtMs + ((sent + JOBS_PER_SECOND) / JOBS_PER_SECOND) * 1000;
    await pause(Math.max(0, dueMs - performance.now()));
  }
  await cluster.untilStored(lastId);
}

function pidOf(cluster: BenchCluster, role: Role): number {
  return cluster.member(role).child().pid;
}

function peaksOf(cluster: BenchCluster): Record<Role, number> {
  const peak = (role: Role) => peakRssMib(pidOf(cluster, role));
  return { api: peak("api"), coordinator: peak("coordinator"), "worker-1": peak("worker-1") };
}
