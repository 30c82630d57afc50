import type { EventPage, EventRequest } from "@penstock/core";
import { type EventPageView, type EventQuery, type EventView, toEventView } from "@penstock/wire";
import type { AnyEvent } from "./event-feed.ts";
import { type EventFilter, fits } from "./event-stream.ts";

type ReadPage = (request: EventRequest) => Promise<EventPage<AnyEvent>>;

const READ_AT_ONCE = 1000;
/** A page that looks for few among many ends here, with a cursor to read on from. */
const MAX_READ = 10_000;

/** The events of a log that fit, oldest first. */
export async function readEventPage(
  readPage: ReadPage,
  { after, limit }: Pick<EventQuery, "after" | "limit">,
  filter: EventFilter,
): Promise<EventPageView> {
  const data: EventView[] = [];
  let cursor = after;
  let hasGap = false;
  let hasMore = true;
  for (let read = 0; hasMore && data.length < limit && read < MAX_READ; read += READ_AT_ONCE) {
    const request = { limit: READ_AT_ONCE, ...(cursor !== undefined && { after: cursor }) };
    const page = await readPage(request);
    const found = page.events.filter((event) => fits(filter, event)).slice(0, limit - data.length);
    const isFull = data.length + found.length === limit;
    const last = isFull ? found.at(-1)?.id : page.cursor;
    data.push(...found.map(toEventView));
    hasMore = page.events.length === READ_AT_ONCE || last !== page.cursor;
    hasGap ||= page.hasGap;
    cursor = last ?? (page.hasGap ? undefined : cursor);
  }
  return { data, cursor: cursor ?? null, hasMore, hasGap };
}
