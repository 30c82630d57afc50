import { Readable } from "node:stream";
import {
  compareEventIds,
  type EventPage,
  type EventRequest,
  eventTypeOf,
  type JobId,
  type Kept,
  matchesEventType,
  newestProgress,
} from "@penstock/core";
import { API_LIMITS } from "@penstock/wire";
import type { AnyEvent, Batch, EventFeed, FeedListener } from "./event-feed.ts";
import { beatFrame, frameOf, RETRY_FRAME, signalFrame } from "./event-frames.ts";

export type EventFilter = { readonly jobId?: JobId; readonly types: readonly string[] };

export type StreamRequest = {
  readonly filter: EventFilter;
  /** The last event that the client saw; left out by one that wants to know what comes. */
  readonly after?: string | undefined;
  /** Asked at each heartbeat: a key may have been revoked, or be over. */
  readonly isAllowed: () => Promise<boolean>;
};

type ReadPage = (request: EventRequest) => Promise<EventPage<AnyEvent>>;

const PAGE = 500;

export function fits({ jobId, types }: EventFilter, event: AnyEvent): boolean {
  const isOfJob = jobId === undefined || ("jobId" in event && event.jobId === jobId);
  return isOfJob && matchesEventType(types, eventTypeOf(event));
}

/**
 * The body of one client's stream. It reads from the log what the client has not seen, and continues with what the feed
 * shows; an event is sent once, as each has a place in one order. While Redis is away it waits.
 */
export class EventStream implements FeedListener {
  readonly body: Readable;
  readonly #feed: EventFeed;
  readonly #readPage: ReadPage;
  readonly #filter: EventFilter;
  readonly #isAllowed: () => Promise<boolean>;
  #cursor: string | undefined;
  #isLive = false;
  #isReading = false;
  /** Nothing can be pushed any more, though the client may still read what was. */
  #isOver = false;
  #onDrained: (() => void) | undefined;

  constructor(
    { feed, readPage }: { readonly feed: EventFeed; readonly readPage: ReadPage },
    { filter, after, isAllowed }: StreamRequest,
    onClosed: () => void,
  ) {
    this.#feed = feed;
    this.#readPage = readPage;
    this.#filter = filter;
    this.#isAllowed = isAllowed;
    this.#cursor = after;
    this.body = new Readable({
      read: () => this.#drained(),
      destroy: (error, done) => {
        this.#isOver = true;
        feed.listeners.delete(this);
        this.#drained();
        onClosed();
        done(error);
      },
    });
    this.#push(RETRY_FRAME);
    feed.listeners.add(this);
    this.#continue();
  }

  take(batch: Batch): void {
    if (!this.#isLive) {
      this.#continue();
      return;
    }
    const { events, position, isReset } = batch;
    if (isReset) {
      this.#push(signalFrame("reset", position));
      this.#cursor = position;
      return;
    }
    this.#pushEvents(events);
    // What was read from the log may be ahead of the feed: going back would send it again.
    if (compareEventIds(position, this.#cursor ?? "") > 0) {
      this.#cursor = position;
    }
  }

  beat(): void {
    this.#push(beatFrame(this.#isLive ? this.#cursor : undefined));
    this.#continue();
    void this.#endUnlessAllowed();
  }

  /** The client comes again, with the last event that it saw. */
  end(): void {
    this.#feed.listeners.delete(this);
    if (!this.#isOver) {
      this.#isOver = true;
      this.body.push(null);
    }
  }

  async #endUnlessAllowed(): Promise<void> {
    if (!(await this.#isAllowed())) {
      this.end();
    }
  }

  /** Comes again with the next batch, or the next beat, where the log cannot be read. */
  #continue(): void {
    if (this.#isLive || this.#isReading || this.#feed.position === undefined) {
      return;
    }
    this.#isReading = true;
    this.#catchUp()
      .catch(() => undefined)
      .finally(() => {
        this.#isReading = false;
      });
  }

  async #catchUp(): Promise<void> {
    if (this.#cursor === undefined) {
      this.#goLive("ready");
      return;
    }
    let isMore = true;
    while (isMore && !this.#isOver) {
      const { events, cursor, hasGap } = await this.#readPage({ after: this.#cursor, limit: PAGE });
      if (hasGap) {
        this.#goLive("reset");
        return;
      }
      this.#pushEvents(newestProgress(events));
      this.#cursor = cursor ?? this.#cursor;
      await this.#untilDrained();
      // The feed may have shown more since; of what it shows next, what was read here is left out.
      isMore = events.length > 0 && compareEventIds(this.#cursor, this.#feed.position ?? "") < 0;
      this.#isLive = !isMore && compareEventIds(this.#cursor, this.#feed.position ?? "") >= 0;
    }
  }

  #goLive(signal: "ready" | "reset"): void {
    this.#cursor = this.#feed.position ?? this.#cursor ?? "";
    this.#push(signalFrame(signal, this.#cursor));
    this.#isLive = true;
  }

  #pushEvents(events: readonly Kept<AnyEvent>[]): void {
    const cursor = this.#cursor ?? "";
    const text = events
      .filter((event) => compareEventIds(event.id, cursor) > 0 && fits(this.#filter, event))
      .map(frameOf)
      .join("");
    if (text !== "") {
      this.#push(text);
    }
  }

  #push(text: string): void {
    if (this.#isOver) {
      return;
    }
    // A batch may be larger than that: who has read the ones before gets it whole.
    if (this.body.readableLength > API_LIMITS.streamBufferBytes) {
      this.body.destroy();
    } else {
      this.body.push(text);
    }
  }

  async #untilDrained(): Promise<void> {
    if (this.body.readableLength > this.body.readableHighWaterMark && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
  }

  #drained(): void {
    this.#onDrained?.();
    this.#onDrained = undefined;
  }
}
