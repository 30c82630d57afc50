// The one place that asks the API again and again.

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiAway, type ApiProblem, read } from "./api.ts";
import { noteProblem } from "./caller.ts";
import { after, clockMs } from "./clock.ts";
import { type Change, followEvents, isStreaming } from "./events.ts";

/** What a page shows of the API, kept up to date while it is shown. */
export type Feed<View> = {
  readonly view: Signal<View | undefined>;
  /** Why there is no newer view; the last one stays. */
  readonly problem: Signal<ApiProblem | Error | undefined>;
  refresh(): void;
};

type Running = Feed<unknown> & { users: number; wake(): void; stop(): void };
type Load<View> = (signal: AbortSignal) => Promise<View>;

/** Since when the API is away, and when it is tried again; undefined while it responds. */
export const away = signal<{ sinceMs: number; nextTryMs: number } | undefined>(undefined);

/** A response of the API takes milliseconds; one that does not come by then does not come. */
const PATIENCE_MS = 8000;
const PROBE_MS = 2000;
/** How often to look all the same while a stream tells of every change. */
const STREAMING_EVERY_MS = 15_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

const feeds = new Map<string, Running>();

/** Two users of one key share one feed: it is asked for once. */
export function useFeed<View>(key: string, everyMs: number, load: Load<View>): Feed<View> {
  const feed = feeds.get(key) ?? startFeed(key, everyMs, load);
  useEffect(() => {
    feed.users += 1;
    if (!feeds.has(key)) {
      feeds.set(key, feed);
      feed.refresh();
    }
    return () => {
      feed.users -= 1;
      if (feed.users === 0) {
        feed.stop();
        feeds.delete(key);
      }
    };
  }, [feed, key]);
  return feed as Feed<View>;
}

/** Asks at once for everything whose key begins so: after a change that was made here. */
export function refreshAll(prefix = ""): void {
  for (const [key, feed] of feeds) {
    if (key.startsWith(prefix)) {
      feed.refresh();
    }
  }
}

function startFeed<View>(key: string, everyMs: number, load: Load<View>): Running {
  const view = signal<View | undefined>(undefined);
  const problem = signal<Error | undefined>(undefined);
  let asking: AbortController | undefined;
  let cancelTimer = () => {};
  let askedAtMs = 0;
  let dueAtMs = 0;

  const wait = (ms: number) => {
    cancelTimer();
    dueAtMs = clockMs() + ms;
    cancelTimer = after(ms, again);
  };
  const ask = async () => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    askedAtMs = clockMs();
    const problemOfNow = await attempt(load, own.signal, view);
    if (own.signal.aborted) {
      return;
    }
    asking = undefined;
    problem.value = problemOfNow;
    noteProblem(problemOfNow);
    if (problemOfNow instanceof ApiAway) {
      waitForApi();
    }
    wait(isStreaming.value && hasEvents(key) ? STREAMING_EVERY_MS : everyMs);
  };
  const again = () => {
    // A hidden tab asks for nothing; while the API is away, one probe asks for all.
    if (document.hidden || away.value !== undefined) {
      wait(everyMs);
    } else {
      void ask();
    }
  };
  const feed: Running = {
    users: 0,
    view,
    problem,
    refresh: () => void ask(),
    wake: () => {
      const wantedAtMs = askedAtMs + everyMs;
      // Of a thousand events a second, the first one sets the timer.
      if (asking === undefined && wantedAtMs < dueAtMs) {
        wait(Math.max(0, wantedAtMs - clockMs()));
      }
    },
    stop: () => {
      cancelTimer();
      asking?.abort();
    },
  };
  feeds.set(key, feed);
  void ask();
  return feed;
}

/** Resolves with why there is no newer view. */
async function attempt<View>(
  load: Load<View>,
  stopped: AbortSignal,
  view: Signal<View | undefined>,
): Promise<Error | undefined> {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  try {
    const loaded = await load(AbortSignal.any([stopped, limit]));
    if (!stopped.aborted) {
      view.value = loaded;
    }
    return undefined;
  } catch (error) {
    if (limit.aborted) {
      return new ApiAway("the API did not respond in time", { cause: error });
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Events tell of jobs and schedules, but not of what holds a job back: that can change while nothing moves. */
function hasEvents(key: string): boolean {
  return /^(job|jobs|schedules)(\/|$)/.test(key) && !/\/(explain|limits)$/.test(key);
}

/** What a change is about is asked for soon, but never more often than without a stream. */
function wakeFor(change: Change | undefined): void {
  for (const [key, feed] of feeds) {
    const isMeant =
      change === undefined ||
      (change.jobId !== undefined && (key === "jobs" || key.startsWith(`job/${change.jobId}`))) ||
      (change.schedule !== undefined && key.startsWith("schedules"));
    if (isMeant) {
      feed.wake();
    }
  }
}

export function followChanges(): void {
  followEvents(wakeFor);
}

let isWaiting = false;

/** Probes with growing pauses; when the API responds again, everything on the page is asked for at once. */
function waitForApi(): void {
  if (isWaiting) {
    return;
  }
  isWaiting = true;
  const sinceMs = clockMs();
  const waitAgain = (pauseMs: number) => {
    away.value = { sinceMs, nextTryMs: clockMs() + pauseMs };
    after(pauseMs, () => void probe(Math.min(pauseMs * 2, LONGEST_PAUSE_MS)));
  };
  const probe = async (pauseMs: number) => {
    try {
      await read("/healthz/live", { signal: AbortSignal.timeout(PROBE_MS) });
    } catch {
      waitAgain(pauseMs);
      return;
    }
    isWaiting = false;
    if (away.value !== undefined) {
      away.value = undefined;
      refreshAll();
    }
  };
  // One route that fails is no API that is away: its own feed says so.
  void probe(FIRST_PAUSE_MS);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    refreshAll();
  }
});
