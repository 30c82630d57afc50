import type { Browser, Page } from "playwright-core";

const LONG_MS = 50;
/** The second alone would bring every usual one with it. */
const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"];

/** As Chromium writes them: times in µs, `tdur` of the thread itself. */
type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

/** Tasks of the tab's main thread that took more than 50 ms of a processor, waiting for one left out. */
export async function longTasksWhile(
  browser: Browser,
  page: Page,
  run: () => Promise<void>,
): Promise<number> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await run();
  const trace = JSON.parse((await browser.stopTracing()).toString());
  const events: readonly TraceEvent[] = trace.traceEvents;
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(threadOf),
  );
  const tasks = events.filter(
    (event) => event.name === "RunTask" && mainThreads.has(threadOf(event)),
  );
  if (tasks.length === 0) {
    throw new Error("the trace has no task of a page: this Chromium names them in another way");
  }
  return tasks.filter(({ tdur = 0 }) => tdur > LONG_MS * 1000).length;
}
