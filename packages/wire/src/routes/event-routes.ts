import { z } from "zod";
import { eventQuery } from "../event-query.ts";
import { eventPage } from "../event-view.ts";
import { get } from "./api-route.ts";

const AS_STREAM =
  "With `Accept: text/event-stream` a stream that goes on; a page may have fewer than its limit.";

const PRODUCES = ["application/json", "text/event-stream"];

/** What has changed, and what changes. */
export const EVENT_ROUTES = {
  listEvents: {
    ...get(
      "/v1/events",
      `What changed about jobs, transfers and schedules, oldest first. ${AS_STREAM}`,
      eventPage,
    ),
    query: eventQuery,
    produces: PRODUCES,
  },
  listJobEvents: {
    ...get("/v1/jobs/{id}/events", `The same of one job. ${AS_STREAM}`, eventPage),
    params: z.object({ id: z.string() }),
    query: eventQuery,
    produces: PRODUCES,
  },
  listSystemEvents: {
    ...get(
      "/v1/system/events",
      `What changed about processes, connections and Redis. ${AS_STREAM}`,
      eventPage,
    ),
    query: eventQuery,
    produces: PRODUCES,
    reach: "deployment",
  },
} as const;
