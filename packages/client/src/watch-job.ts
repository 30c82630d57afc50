import { setTimeout as pause } from "node:timers/promises";
import type { JobView } from "@penstock/wire";
import { isPassing } from "./api-problem.ts";
import type { EventMessage } from "./event-stream.ts";

export const ENDED: readonly JobView["state"][] = [
  "succeeded",
  "completed_with_errors",
  "failed",
  "cancelled",
];

/** How long an API may be away: long enough to be restarted. */
export const MAX_AWAY_MS = 30_000;
const AGAIN_AFTER_MS = 500;

/** Not more often, however many events there are. */
const LEAST_MS = 250;
/** Also without events: that no worker is alive is nothing that an event says. */
const MOST_MS = 2000;
/** Without a stream of events. */
const POLL_MS = 500;

/**
 * A job as it is now, and again whenever something about it may have changed, until it has ended. Events say when to look; what
 * is shown is what was read. Where there are no events, or no more, it is looked at by the clock.
 */
export async function* watchJob(
  read: () => Promise<JobView>,
  eventsUntil: (signal: AbortSignal) => AsyncIterable<readonly EventMessage[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobView> {
  const leaving = new AbortController();
  const changes = new Changes(() => eventsUntil(leaving.signal));
  const leave = () => leaving.abort();
  signal?.addEventListener("abort", leave);
  try {
    for (;;) {
      const view = await readPatiently(read, signal);
      yield view;
      if (ENDED.includes(view.state)) {
        return;
      }
      await pauseFor(LEAST_MS, signal);
      await changes.next(signal);
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    leaving.abort();
  }
}

/** Waits for events, as long as there is a stream of them. */
class Changes {
  readonly #open: () => AsyncIterable<readonly EventMessage[]>;
  #stream: AsyncIterator<readonly EventMessage[]> | undefined;
  #next: Promise<void> | undefined;
  #isCut = false;

  constructor(open: () => AsyncIterable<readonly EventMessage[]>) {
    this.#open = open;
  }

  /** Returns when there was one, or after a while. */
  async next(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isCut) {
      await pauseFor(POLL_MS, signal);
      return;
    }
    this.#next ??= this.#listen();
    const over = new AbortController();
    const until = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
    const waited = pause(MOST_MS, undefined, { signal: until }).catch(() => undefined);
    await Promise.race([this.#next, waited]);
    over.abort();
    signal?.throwIfAborted();
  }

  async #listen(): Promise<void> {
    this.#stream ??= this.#open()[Symbol.asyncIterator]();
    try {
      const { done } = await this.#stream.next();
      this.#isCut = done === true;
    } catch {
      // Why the API cannot be asked is said by the look at the job.
      this.#isCut = true;
    }
    this.#next = undefined;
  }
}

async function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await pause(ms, undefined, signal === undefined ? {} : { signal });
}

/** Its last event may have come: no other one would ask to look again. */
async function readPatiently(
  read: () => Promise<JobView>,
  signal: AbortSignal | undefined,
): Promise<JobView> {
  for (let awayMs = 0; ; awayMs += AGAIN_AFTER_MS) {
    try {
      return await read();
    } catch (error) {
      if (!isPassing(error) || awayMs > MAX_AWAY_MS) {
        throw error;
      }
      await pauseFor(AGAIN_AFTER_MS, signal);
    }
  }
}
