import { setTimeout as pause } from "node:timers/promises";
import { type CDPSession, chromium, type Page } from "playwright-core";
import { followEvents } from "../../support/event-clients.ts";
import type { Lab } from "../lab.ts";
import type { Bench } from "../result.ts";
import { cpuSeconds } from "../tools/process-facts.ts";
import { rounded } from "../tools/statistics.ts";
import { type CannedApi, MOVING_JOB, startCannedApi } from "./canned-api.ts";

const UPDATES_PER_SECOND = 4;
/** Four a second, for a day. */
const EVENTS_OF_A_DAY = 24 * 3600 * UPDATES_PER_SECOND;
const FLOOD = 4000;
const TABS = 300;
const STORM_SECONDS = 10;
const MIB = 1024 * 1024;

/** What the page costs a browser, and what three hundred tabs that come back at once cost the API. */
export const dashboard: Bench = {
  name: "dashboard",
  run: async (lab) => {
    const api = await startCannedApi();
    const browser = await chromium.launch({
      executablePath: process.env["PENSTOCK_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--enable-precise-memory-info"],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const session = await page.context().newCDPSession(page);
      const metric = await metricsOf(session);
      const firstPaintScriptMs = await firstPaint(page, metric, api);
      const mainThreadPercent = await updates(metric, api, lab.isQuick ? 5 : 20);
      const heapGrowthMiB = await dayOfEvents(session, api);
      const longTasks = await scrollJobs(await browser.newPage(), api);
      const corePercent = await storm(lab);
      return [
        {
          ...{ name: "dashboard", unit: "ms of script", ours: firstPaintScriptMs, runs: 1 },
          ...{ firstPaintScriptMs, mainThreadPercent, longTasks, heapGrowthMiB, corePercent },
          note: `10,000 parts; ${UPDATES_PER_SECOND} updates a second; 10,000 jobs scrolled; ${EVENTS_OF_A_DAY} events; ${TABS} tabs come back within ${STORM_SECONDS} s`,
        },
      ];
    } finally {
      await browser.close();
      api.close();
    }
  },
};

type Metric = (name: "ScriptDuration" | "TaskDuration") => Promise<number>;

/** In seconds, from now on. */
async function metricsOf(session: CDPSession): Promise<Metric> {
  await session.send("Performance.enable");
  return async (name) => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === name)?.value ?? 0;
  };
}

/** Until the numbers and the chart of a job are there. */
async function firstPaint(page: Page, metric: Metric, api: CannedApi): Promise<number> {
  await page.goto(`${api.url}/#/jobs/${MOVING_JOB}`);
  await page.getByText("5,000").first().waitFor();
  return rounded((await metric("ScriptDuration")) * 1000);
}

async function updates(metric: Metric, api: CannedApi, seconds: number): Promise<number> {
  await pause(3000);
  const before = await metric("TaskDuration");
  const startedAtMs = performance.now();
  for (let number = 0; number < seconds * UPDATES_PER_SECOND; number += 1) {
    api.step();
    await pause(1000 / UPDATES_PER_SECOND);
  }
  const tookSeconds = (performance.now() - startedAtMs) / 1000;
  return rounded((100 * ((await metric("TaskDuration")) - before)) / tookSeconds);
}

/** As fast as the page takes them: what stays of them is what counts. */
async function dayOfEvents(session: CDPSession, api: CannedApi): Promise<number> {
  await sendEvents(api, FLOOD);
  const before = await heapBytes(session);
  await sendEvents(api, EVENTS_OF_A_DAY);
  return rounded(Math.max(0, (await heapBytes(session)) - before) / MIB);
}

async function sendEvents(api: CannedApi, count: number): Promise<void> {
  for (let left = count; left > 0; left -= FLOOD) {
    api.flood(Math.min(left, FLOOD));
    await pause(50);
  }
  await pause(2000);
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

const WATCH = `window.longTasks = 0;
new PerformanceObserver((list) => { window.longTasks += list.getEntries().length; }).observe({ type: "longtask" });`;

/** From the first of 10,000 jobs to the last one, as fast as a wheel goes. */
async function scrollJobs(page: Page, api: CannedApi): Promise<number> {
  await page.goto(`${api.url}/#/jobs`);
  await page.getByText("object 0 of").waitFor();
  await page.evaluate(WATCH);
  await page.mouse.move(600, 500);
  while (!(await page.getByText("object 9999 of").isVisible())) {
    await page.mouse.wheel(0, 6000);
    await pause(30);
  }
  return page.evaluate<number>("window.longTasks");
}

/** All tabs lose their stream at once and come back with the last event that they saw. */
async function storm(lab: Lab): Promise<number> {
  const cluster = await lab.idleCluster();
  const { pid } = cluster.member("api").child();
  const open = () => Array.from({ length: TABS }, () => followEvents(cluster.apiUrl, undefined));
  const first = open();
  await pause(3000);
  const [startedAtMs, before] = [performance.now(), cpuSeconds(pid)];
  await Promise.all(first.map(({ leave }) => leave()));
  const second = open();
  await pause(STORM_SECONDS * 1000);
  const tookSeconds = (performance.now() - startedAtMs) / 1000;
  const corePercent = (100 * (cpuSeconds(pid) - before)) / tookSeconds;
  await Promise.all(second.map(({ leave }) => leave()));
  return rounded(corePercent);
}
