import { setTimeout as pause } from "node:timers/promises";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { followEvents } from "../../support/event-clients.ts";
import type { Lab } from "../lab.ts";
import type { Bench } from "../result.ts";
import { cpuSeconds } from "../tools/process-facts.ts";
import { median, rounded } from "../tools/statistics.ts";
import { type CannedApi, startCannedApi } from "./canned-api.ts";
import { JOBS, MOVING_JOB } from "./canned-views.ts";
import { longTasksWhile } from "./long-tasks.ts";

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
      const paints: number[] = [];
      for (let run = 0; run < lab.runs; run += 1) {
        await using tab = await openTab(browser);
        paints.push(await firstPaint(tab, api));
      }
      const firstPaintScriptMs = rounded(median(paints));
      const { mainThreadPercent, heapGrowthMiB } = await ofOneJob(lab, browser, api);
      const longTasks = await ofAllJobs(browser, api);
      const corePercent = await storm(lab);
      return [
        {
          ...{ name: "dashboard", unit: "ms of script", ours: firstPaintScriptMs, runs: lab.runs },
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

/** A tab that shows the job of 10,000 parts while it moves, and for a day. */
async function ofOneJob(lab: Lab, browser: Browser, api: CannedApi) {
  await using tab = await openTab(browser);
  await firstPaint(tab, api);
  const mainThreadPercent = await updates(tab.metric, api, lab.isQuick ? 5 : 20);
  return { mainThreadPercent, heapGrowthMiB: await dayOfEvents(tab, api) };
}

/** A tab that shows the list. */
async function ofAllJobs(browser: Browser, api: CannedApi): Promise<number> {
  await using tab = await openTab(browser);
  await tab.page.goto(`${api.url}/#/jobs`);
  await tab.page.getByText("object 0 of").waitFor();
  return await longTasksWhile(browser, tab.page, () => scrollJobs(tab.page));
}

type Metric = (name: "ScriptDuration" | "TaskDuration") => Promise<number>;

type Tab = AsyncDisposable & {
  readonly page: Page;
  readonly session: CDPSession;
  /** In seconds of the tab's main thread, from its start: another process on its core is not counted. */
  readonly metric: Metric;
};

/** With nothing in its cache. */
async function openTab(browser: Browser): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const metric: Metric = async (name) => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((each) => each.name === name)?.value ?? 0;
  };
  return { page, session, metric, [Symbol.asyncDispose]: () => context.close() };
}

/** Until the numbers, the part map and the chart of a job are there. */
async function firstPaint({ page, metric }: Tab, api: CannedApi): Promise<number> {
  await page.goto(`${api.url}/#/jobs/${MOVING_JOB}`);
  await Promise.all(
    [".numbers", ".part-grid", ".chart"].map((part) => page.locator(part).waitFor()),
  );
  return (await metric("ScriptDuration")) * 1000;
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

/** The tab that listens says each event to the other tabs of its browser. */
const COUNT_EVENTS = `window.seen = 0;
new BroadcastChannel("penstock-events").onmessage = () => { window.seen += 1; };`;

/** As fast as the page takes them: what stays of them is what counts. */
async function dayOfEvents({ page, session }: Tab, api: CannedApi): Promise<number> {
  await page.evaluate(COUNT_EVENTS);
  await sendEvents(page, api, FLOOD);
  const before = await heapBytes(session);
  await sendEvents(page, api, EVENTS_OF_A_DAY);
  return rounded(Math.max(0, (await heapBytes(session)) - before) / MIB);
}

async function sendEvents(page: Page, api: CannedApi, count: number): Promise<void> {
  const before = await page.evaluate<number>("window.seen");
  for (let sent = 0; sent < count; ) {
    api.flood(Math.min(FLOOD, count - sent));
    sent += Math.min(FLOOD, count - sent);
    while ((await page.evaluate<number>("window.seen")) < before + sent) {
      await pause(20);
    }
  }
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

/** From the first of 10,000 jobs to the last one, as fast as a wheel goes. */
async function scrollJobs(page: Page): Promise<void> {
  await page.mouse.move(600, 500);
  const last = `document.querySelector(".windowed li:last-child")?.textContent.startsWith("object ${JOBS - 1} of") === true`;
  while (!(await page.evaluate<boolean>(last))) {
    await page.mouse.wheel(0, 6000);
    await pause(30);
  }
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
