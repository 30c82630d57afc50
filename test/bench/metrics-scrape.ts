import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@penstock/client";
import { type BenchCluster, withCluster } from "./bench-cluster.ts";
import type { Bench } from "./result.ts";
import { median, rounded } from "./tools/statistics.ts";

const JOBS = 10_000;
/** Of one request. */
const BATCH = 100;
const SCRAPES = 50;
/** A deployment that plans its first ten thousand jobs shows how fast it plans. */
const CALM = { share: 0.3, overMs: 3000 };
/** The leader looks every 15 s. */
const SEEN_WITHIN_MS = 300_000;

/** How long a scrape of the leading coordinator takes while Redis holds 10,000 jobs that it has planned. */
export const metricsScrape: Bench = {
  name: "metrics-scrape",
  run: async (lab) => {
    return withCluster({ sink: lab.sink, workers: 0 }, async (cluster) => {
      await cluster.file("small", 1024);
      await submit(cluster);
      const url = `${cluster.member("coordinator").child().url}/metrics`;
      await untilSeen(url);
      await untilCalm(url);
      const times: number[] = [];
      for (let scrape = 0; scrape < SCRAPES; scrape += 1) {
        const startedAtMs = performance.now();
        await (await fetch(url)).text();
        times.push(performance.now() - startedAtMs);
      }
      const ms = rounded(median(times));
      const note = `${JOBS} jobs; the slowest of ${SCRAPES} took ${rounded(Math.max(...times))} ms`;
      return [{ ...{ name: "metrics-scrape", unit: "ms", ours: ms, ms, runs: SCRAPES }, note }];
    });
  },
};

async function submit(cluster: BenchCluster): Promise<void> {
  const client = createClient({ baseUrl: cluster.apiUrl });
  for (let sent = 0; sent < JOBS; sent += BATCH) {
    const jobs = Array.from({ length: BATCH }, (_, index) => ({
      source: { connection: "files", key: "small" },
      destination: { connection: "cos", key: `scrape/${sent + index}` },
    }));
    const { made } = await client.submitJobs({ jobs });
    if (made < BATCH) {
      throw new Error(`the API accepted ${made} of ${BATCH} jobs`);
    }
  }
}

async function untilCalm(url: string): Promise<void> {
  const endsAtMs = performance.now() + SEEN_WITHIN_MS;
  let before = await cpuSeconds(url);
  while (performance.now() < endsAtMs) {
    await pause(CALM.overMs);
    const now = await cpuSeconds(url);
    if ((now - before) * 1000 < CALM.share * CALM.overMs) {
      return;
    }
    before = now;
  }
  throw new Error("the coordinator did not become calm");
}

async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(url)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}

async function untilSeen(url: string): Promise<void> {
  const endsAtMs = performance.now() + SEEN_WITHIN_MS;
  while (performance.now() < endsAtMs) {
    const text = await (await fetch(url)).text();
    const lines = text.split("\n").filter((line) => line.startsWith("penstock_jobs{"));
    const seen = lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    if (seen >= JOBS) {
      return;
    }
    await pause(500);
  }
  throw new Error(`the coordinator did not see ${JOBS} jobs`);
}
