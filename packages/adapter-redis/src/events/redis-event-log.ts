import type { EventLog, EventPage, EventRequest, SystemEvent, TenantEvent } from "@penstock/core";
import { PenstockError } from "@penstock/core";
import { SYSTEM_PREFIX, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { type Entry, parseSystemEvent, parseTenantEvent } from "./parse-event.ts";

/** Milliseconds and a number, as Redis names the entries of a stream. */
const CURSOR = /^\d{1,16}-\d{1,10}$/;

/** A capped stream for each tenant, and one for the system. The scripts write them: see `add_event` in the prelude. */
export class RedisEventLog implements EventLog {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  ofTenant(tenant: string, request: EventRequest): Promise<EventPage<TenantEvent>> {
    return this.#read(`${tenantPrefix(tenant)}events`, request, parseTenantEvent);
  }

  ofSystem(request: EventRequest): Promise<EventPage<SystemEvent>> {
    return this.#read(`${SYSTEM_PREFIX}events`, request, parseSystemEvent);
  }

  async #read<Event>(
    key: string,
    { after, limit }: EventRequest,
    parse: (entry: Entry) => (Event & { readonly id: string }) | undefined,
  ): Promise<EventPage<Event>> {
    if (after !== undefined && !CURSOR.test(after)) {
      throw new PenstockError("request-invalid", "this is no cursor of events: leave it out");
    }
    const entries = await this.#entriesFrom(key, after ?? "-", limit + 1);
    // The event of the cursor is asked for as well: if it is there, nothing after it can be missing.
    const hasGap = after !== undefined && entries[0]?.[0] !== after;
    const found = hasGap ? await this.#entriesFrom(key, "-", limit) : entries;
    const shown = after !== undefined && !hasGap ? found.slice(1) : found.slice(0, limit);
    return {
      events: this.#calls.damage.each(shown, parse, ([id]) => `event ${id} of ${key}`),
      cursor: shown.at(-1)?.[0] ?? (hasGap ? undefined : after),
      hasGap,
    };
  }

  #entriesFrom(key: string, from: string, count: number): Promise<readonly Entry[]> {
    return this.#calls.ask((redis) => redis.xrange(key, from, "+", "COUNT", count));
  }
}
