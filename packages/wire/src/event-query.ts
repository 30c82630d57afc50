import { isEventId, isEventPattern } from "@penstock/core";
import { z } from "zod";
import { pageQuery } from "./page-query.ts";
import { severalOf } from "./several.ts";

export const eventPattern = z
  .string()
  .refine(isEventPattern, "write a type of events such as job.completed, or a group such as job.*");

/** The query of pages and streams of events. */
export const eventQuery = z.strictObject({
  after: z
    .string("write it once")
    .refine(isEventId, "send the id of an event, or the cursor of a page")
    .optional()
    .describe(
      "Events after this one. Left out, a page begins with the oldest, and a stream with what comes. In a stream the header `Last-Event-ID` wins.",
    ),
  type: severalOf(eventPattern).describe(
    "Events of this type, or of one of these; `job.*` is a whole group.",
  ),
  limit: pageQuery.shape.limit,
});

export type EventQuery = z.infer<typeof eventQuery>;
