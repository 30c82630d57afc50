import { type EventPage, type EventTail, NO_EVENT, PenstockError } from "@penstock/core";
import type { RedisCalls } from "../redis-calls.ts";
import type { RedisClient } from "../redis-client.ts";
import { type EventParser, readEvents } from "./read-events.ts";

/** Well below the time after which a connection without a response is made anew. */
const BLOCK_MS = 5000;

/**
 * Blocks on a stream, on a connection of its own: others would wait behind it. Redis only says that there is something;
 * what it is the log reads, from the known event on, so that a gap is seen as every reader of a page sees it.
 */
export class RedisEventTail<Event> implements EventTail<Event> {
  readonly #calls: RedisCalls;
  readonly #key: string;
  readonly #parse: EventParser<Event>;
  #isClosed = false;

  /** @param calls of a connection that nothing else uses, which this closes */
  constructor(calls: RedisCalls, key: string, parse: EventParser<Event>) {
    this.#calls = calls;
    this.#key = key;
    this.#parse = parse;
  }

  async newest(): Promise<string> {
    const [entry] = await this.#ask((redis) => redis.xrevrange(this.#key, "+", "-", "COUNT", 1));
    return entry?.[0] ?? NO_EVENT;
  }

  async next(after: string, limit: number): Promise<EventPage<Event>> {
    await this.#ask((redis) =>
      redis.xread("COUNT", 1, "BLOCK", BLOCK_MS, "STREAMS", this.#key, after),
    );
    return readEvents(this.#calls, this.#key, {
      request: { limit, ...(after !== NO_EVENT && { after }) },
      parse: this.#parse,
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#calls.disconnect();
  }

  #ask<Reply>(question: (redis: RedisClient) => Promise<Reply>): Promise<Reply> {
    if (this.#isClosed) {
      throw new PenstockError("ledger-unavailable", "this reader of events was closed");
    }
    return this.#calls.ask(question);
  }
}
