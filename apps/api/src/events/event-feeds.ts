import type { Readable } from "node:stream";
import type { EventLog, Log, Repetitions } from "@penstock/core";
import { API_LIMITS } from "@penstock/wire";
import { Rejection } from "../http/problem.ts";
import { EventFeed } from "./event-feed.ts";
import { EventStream, type StreamRequest } from "./event-stream.ts";

/** Whose events. */
export type EventSource = { readonly tenant: string } | "system";

/** A feed for each log that is listened to, and none for the others. */
export class EventFeeds {
  readonly #events: EventLog;
  readonly #options: { readonly repeats: Repetitions; readonly log: Log };
  readonly #feeds = new Map<string, EventFeed>();
  readonly #streams = new Set<EventStream>();
  readonly #stopping = new Set<Promise<void>>();

  constructor(events: EventLog, options: { readonly repeats: Repetitions; readonly log: Log }) {
    this.#events = events;
    this.#options = options;
  }

  /** @throws Rejection where there are as many as can be */
  open(source: EventSource, request: StreamRequest): Readable {
    if (this.#streams.size >= API_LIMITS.eventStreams) {
      const detail = `${API_LIMITS.eventStreams} streams of events are open, which is the most at once`;
      throw new Rejection("server-busy", 503, detail);
    }
    const name = source === "system" ? "the system" : `the tenant ${source.tenant}`;
    const feed = this.#feeds.get(name) ?? this.#newFeed(name, source);
    const stream = new EventStream({ feed, readPage: this.#readerOf(source) }, request, () => {
      this.#streams.delete(stream);
      this.#stopIfUnused(name, feed);
    });
    this.#streams.add(stream);
    return stream.body;
  }

  /** Ends all streams as they end by themselves. */
  async close(): Promise<void> {
    for (const stream of this.#streams) {
      stream.end();
    }
    for (const [name, feed] of this.#feeds) {
      this.#stopIfUnused(name, feed);
    }
    await Promise.all(this.#stopping);
  }

  #newFeed(name: string, source: EventSource): EventFeed {
    const openTail = () =>
      source === "system" ? this.#events.tailOfSystem() : this.#events.tailOfTenant(source.tenant);
    const feed = new EventFeed({ name, openTail, ...this.#options });
    this.#feeds.set(name, feed);
    return feed;
  }

  #readerOf(source: EventSource) {
    return (page: Parameters<EventLog["ofSystem"]>[0]) =>
      source === "system"
        ? this.#events.ofSystem(page)
        : this.#events.ofTenant(source.tenant, page);
  }

  #stopIfUnused(name: string, feed: EventFeed): void {
    if (feed.listeners.size === 0 && this.#feeds.get(name) === feed) {
      this.#feeds.delete(name);
      const stopped = feed.stop().finally(() => this.#stopping.delete(stopped));
      this.#stopping.add(stopped);
    }
  }
}
