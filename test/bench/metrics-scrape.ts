import { setTimeout as pause } from "node:timers/promises";
import { type BenchCluster, withCluster } from "./bench-cluster.ts";
import type { Bench } from "./result.ts";
import { median, rounded } from "./tools/statistics.ts";

const AT_ONCE = 20;
const SCRAPES = 50;
/** The leader looks every 15 s. */
const SEEN_WITHIN_MS = 120_000;

/** How long a scrape of the leading coordinator takes while Redis holds 10,000 jobs. */
export const metricsScrape: Bench = {
  name: "metrics-scrape",
  run: async (lab) => {
    const jobs = lab.isQuick ? 200 : 10_000;
    return withCluster({ sink: lab.sink, workers: 0 }, async (cluster) => {
      await cluster.file("small", 1024);
      await submit(cluster, jobs);
      const url = `${cluster.member("coordinator").child().url}/metrics`;
      await untilSeen(url, jobs);
      const times: number[] = [];
      for (let scrape = 0; scrape < SCRAPES; scrape += 1) {
        const startedAtMs = performance.now();
        await (await fetch(url)).text();
        times.push(performance.now() - startedAtMs);
      }
      const ms = rounded(median(times));
      const note = `${jobs} jobs; the slowest of ${SCRAPES} took ${rounded(Math.max(...times))} ms`;
      return [{ ...{ name: "metrics-scrape", unit: "ms", ours: ms, ms, runs: SCRAPES }, note }];
    });
  },
};

async function submit(cluster: BenchCluster, jobs: number): Promise<void> {
  for (let sent = 0; sent < jobs; sent += AT_ONCE) {
    const copies = Array.from({ length: AT_ONCE }, (_, index) =>
      cluster.submit({ from: ["files", "small"], to: ["cos", `scrape/${sent + index}`] }),
    );
    await Promise.all(copies);
  }
}

async function untilSeen(url: string, jobs: number): Promise<void> {
  const endsAtMs = performance.now() + SEEN_WITHIN_MS;
  while (performance.now() < endsAtMs) {
    const text = await (await fetch(url)).text();
    const lines = text.split("\n").filter((line) => line.startsWith("penstock_jobs{"));
    const seen = lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    if (seen >= jobs) {
      return;
    }
    await pause(500);
  }
  throw new Error(`the coordinator did not see ${jobs} jobs`);
}
