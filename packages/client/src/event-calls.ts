import { type EventPageView, eventPage } from "@penstock/wire";
import { type EventMessage, streamEvents } from "./event-stream.ts";
import { type Api, callApi } from "./http-call.ts";
import { queryOf } from "./query.ts";
import { MAX_AWAY_MS } from "./watch-job.ts";

export type EventQuery = {
  /** Of this job only. */
  readonly jobId?: string;
  /** Of the deployment itself instead of the tenant's work. */
  readonly ofSystem?: boolean;
  readonly after?: string;
  /** Types such as `job.completed`, or groups such as `job.*`. */
  readonly type?: readonly string[];
};

export type EventCalls = {
  /** What changed, oldest first; a page may have fewer than its limit while `hasMore` is true. */
  listEvents(
    query?: EventQuery & { readonly limit?: number },
    signal?: AbortSignal,
  ): Promise<EventPageView>;
  /**
   * What changes from now on, or after an event, until the caller leaves. Connects again by itself: no message is lost or
   * comes twice. Throws where the API is away for half a minute.
   */
  events(query?: EventQuery, signal?: AbortSignal): AsyncIterable<EventMessage>;
};

export function eventCalls(api: Api): EventCalls {
  return {
    listEvents: (query = {}, signal) =>
      callApi(api, { method: "GET", path: eventPath(query) }, eventPage, signal),
    events: (query = {}, signal) => eachOf(eventGroups(api, query, signal)),
  };
}

function eventPath({
  jobId,
  ofSystem = false,
  ...query
}: EventQuery & { readonly limit?: number }): string {
  const path = ofSystem ? "/v1/system/events" : "/v1/events";
  const ofJob = jobId === undefined ? undefined : `/v1/jobs/${encodeURIComponent(jobId)}/events`;
  return `${ofJob ?? path}${queryOf(query)}`;
}

export function eventGroups(api: Api, query: EventQuery, signal: AbortSignal | undefined) {
  const path = (after: string | undefined) =>
    eventPath({ ...query, ...(after !== undefined && { after }) });
  return streamEvents(api, path, { after: query.after, maxAwayMs: MAX_AWAY_MS, signal });
}

async function* eachOf<Item>(groups: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  for await (const group of groups) {
    yield* group;
  }
}
