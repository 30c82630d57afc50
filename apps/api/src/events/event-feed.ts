import type { Log, Repetitions } from "@penstock/core";
import {
  type EventTail,
  type Kept,
  newestProgress,
  type SystemEvent,
  type TenantEvent,
} from "@penstock/core";
import { type Loop, startPatientLoop } from "@penstock/process";

export type AnyEvent = TenantEvent | SystemEvent;

/** What is new since the last one. */
export type Batch = {
  readonly events: readonly Kept<AnyEvent>[];
  /** Everything up to here has been shown. */
  readonly position: string;
  /** Events may be missing in front of it. */
  readonly isReset: boolean;
};

export type FeedListener = { take(batch: Batch): void; beat(): void };

type FeedOptions = {
  /** For the log. */
  readonly name: string;
  readonly openTail: () => Promise<EventTail<AnyEvent>>;
  readonly repeats: Repetitions;
  readonly log: Log;
};

/**
 * Progress of a job is shown four times a second: what comes in between is read at once, and only the newest of it
 * shown. A change of state waits as long at most.
 */
const READ_EVERY_MS = 250;
const READ_AT_ONCE = 5000;
/** So that proxies, and clients themselves, see that the stream is alive. */
const BEAT_EVERY_MS = 15_000;

/** Reads one log of events for all who listen to it in this process, from now on until it is stopped. */
export class EventFeed {
  readonly listeners = new Set<FeedListener>();
  readonly #options: FeedOptions;
  readonly #loops: readonly Loop[];
  #tail: EventTail<AnyEvent> | undefined;
  #position: string | undefined;
  #isStopped = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { name, repeats } = options;
    this.#loops = [
      startPatientLoop({
        what: `reading the events of ${name}`,
        everyMs: READ_EVERY_MS,
        repeats,
        run: () => this.#readUntilStopped(),
        onError: (error, failures) => this.#noteFailure(error, failures),
      }),
      startPatientLoop({
        what: `the heartbeat of streams of ${name}`,
        everyMs: BEAT_EVERY_MS,
        repeats,
        run: async () => {
          for (const listener of this.listeners) {
            listener.beat();
          }
        },
        onError: (error, failures) => this.#noteFailure(error, failures),
      }),
    ];
  }

  /** Undefined until Redis has said where the log ends. */
  get position(): string | undefined {
    return this.#position;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#tail?.close();
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    // It may have been opened in between.
    this.#tail?.close();
  }

  /** Stopping closes the connection below a read that waits: nothing has failed then. */
  async #readUntilStopped(): Promise<void> {
    try {
      await this.#readOn();
    } catch (error) {
      if (!this.#isStopped) {
        throw error;
      }
    }
  }

  async #readOn(): Promise<void> {
    const { openTail } = this.#options;
    this.#tail ??= await openTail();
    if (this.#position === undefined) {
      this.#show([], await this.#tail.newest(), false);
    }
    let isMore = !this.#isStopped;
    while (isMore) {
      isMore = (await this.#readPage(this.#tail)) && !this.#isStopped;
    }
  }

  /** Whether there may be more already. */
  async #readPage(tail: EventTail<AnyEvent>): Promise<boolean> {
    const before = this.#position ?? (await tail.newest());
    const { events, cursor = before, hasGap } = await tail.next(before, READ_AT_ONCE);
    if (hasGap) {
      this.#show([], await tail.newest(), true);
    } else if (cursor !== before) {
      this.#show(newestProgress(events), cursor, false);
    }
    return events.length === READ_AT_ONCE;
  }

  #show(events: readonly Kept<AnyEvent>[], position: string, isReset: boolean): void {
    this.#position = position;
    for (const listener of this.listeners) {
      listener.take({ events, position, isReset });
    }
  }

  #noteFailure(error: unknown, failures: number): void {
    if (!this.#isStopped && failures === 1) {
      const { name, log } = this.#options;
      log.warn(
        { err: error, events: name },
        "events cannot be read now: streams stay open and wait",
      );
    }
  }
}
