import { type EventPage, type EventRequest, isEventId, PenstockError } from "@penstock/core";
import type { RedisCalls } from "../redis-calls.ts";
import type { Entry } from "./parse-event.ts";

/** Undefined for an event of a later version. */
export type EventParser<Event> = (entry: Entry) => (Event & { readonly id: string }) | undefined;

type Reading<Event> = { readonly request: EventRequest; readonly parse: EventParser<Event> };

/** One page of a stream. */
export async function readEvents<Event>(
  calls: RedisCalls,
  key: string,
  { request: { after, limit }, parse }: Reading<Event>,
): Promise<EventPage<Event>> {
  if (after !== undefined && !isEventId(after)) {
    throw new PenstockError("request-invalid", "this is no cursor of events: leave it out");
  }
  const entriesFrom = (from: string, count: number): Promise<readonly Entry[]> =>
    calls.ask((redis) => redis.xrange(key, from, "+", "COUNT", count));
  const entries = await entriesFrom(after ?? "-", limit + 1);
  // The event of the cursor is asked for as well: if it is there, nothing after it can be missing.
  const hasGap = after !== undefined && entries[0]?.[0] !== after;
  const found = hasGap ? await entriesFrom("-", limit) : entries;
  const shown = after !== undefined && !hasGap ? found.slice(1) : found.slice(0, limit);
  return {
    events: calls.damage.each(shown, parse, ([id]) => `event ${id} of ${key}`),
    cursor: shown.at(-1)?.[0] ?? (hasGap ? undefined : after),
    hasGap,
  };
}
