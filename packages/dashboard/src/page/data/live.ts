// The one place that asks the API again and again.

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiAway, type ApiProblem, read } from "./api.ts";
import { after, clockMs } from "./clock.ts";

/** What a page shows of the API, kept up to date while it is shown. */
export type Feed<View> = {
  readonly view: Signal<View | undefined>;
  /** Why there is no newer view; the last one stays. */
  readonly problem: Signal<ApiProblem | Error | undefined>;
  refresh(): void;
};

type Running = Feed<unknown> & { users: number; stop(): void };
type Load<View> = (signal: AbortSignal) => Promise<View>;

/** Since when the API is away, and when it is tried again; undefined while it responds. */
export const away = signal<{ sinceMs: number; nextTryMs: number } | undefined>(undefined);

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
  let stopAsking = new AbortController();
  let cancelTimer = () => {};

  const ask = async () => {
    cancelTimer();
    stopAsking.abort();
    const own = new AbortController();
    stopAsking = own;
    try {
      view.value = await load(own.signal);
      problem.value = undefined;
    } catch (error) {
      if (own.signal.aborted) {
        return;
      }
      problem.value = error instanceof Error ? error : new Error(String(error));
      if (error instanceof ApiAway) {
        waitForApi();
      }
    }
    if (!own.signal.aborted) {
      cancelTimer = after(everyMs, again);
    }
  };
  const again = () => {
    // A hidden tab asks for nothing; while the API is away, one probe asks for all.
    if (document.hidden || away.value !== undefined) {
      cancelTimer = after(everyMs, again);
    } else {
      void ask();
    }
  };
  const feed: Running = {
    users: 0,
    view,
    problem,
    refresh: () => void ask(),
    stop: () => {
      cancelTimer();
      stopAsking.abort();
    },
  };
  feeds.set(key, feed);
  void ask();
  return feed;
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
      await read("/healthz/live");
    } catch {
      waitAgain(pauseMs);
      return;
    }
    isWaiting = false;
    away.value = undefined;
    refreshAll();
  };
  waitAgain(FIRST_PAUSE_MS);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    refreshAll();
  }
});
