import {
  EVENT_TYPES,
  eventAtMs,
  eventTypeOf,
  type Kept,
  type SystemEvent,
  type TenantEvent,
} from "@penstock/core";
import { z } from "zod";
import { timestamp } from "./job-view.ts";

const count = z.int().exactOptional();

/** What has changed, in as few words as tell where to look. */
export const eventView = z.object({
  id: z.string().describe("To read on from: `after`, or the header `Last-Event-ID`."),
  type: z.enum(EVENT_TYPES),
  at: timestamp,
  jobId: z.string().exactOptional().describe("Of `job.*` and `transfer.*`."),
  transferId: z.string().exactOptional().describe("Of `transfer.*`."),
  outcome: z.string().exactOptional().describe("Of `job.completed`: the state in which it ended."),
  state: z.string().exactOptional().describe("Of `transfer.changed`: its new state."),
  step: z.string().exactOptional().describe("Of `transfer.failure`: a step, or a part's number."),
  code: z.string().exactOptional().describe("Of what stands in the way: an error code."),
  missingParts: count.describe("Of `transfer.progress`."),
  uploadedBytes: count.describe("Of `transfer.progress`."),
  listed: count.describe("Of `job.progress`, a job of many objects: how many are known."),
  stored: count,
  skipped: count,
  failed: count,
  cancelled: count,
  coveredBytes: count.describe("The bytes of those that are done."),
  schedule: z.string().exactOptional().describe("Of `schedule.*`: its name."),
  scheduledFor: timestamp.exactOptional().describe("Of `schedule.*`: the tick."),
  process: z.string().exactOptional().describe("Of `process.*` and `connection.*`."),
  role: z.string().exactOptional().describe("Of `process.started` and `process.lost`."),
  connection: z.string().exactOptional().describe("Of `connection.*`: its name."),
});

export const eventPage = z.object({
  data: z.array(eventView).describe("Oldest first."),
  cursor: z
    .string()
    .nullable()
    .describe(
      "To read on from, as `after`, also once there is nothing more now; null where there was never an event.",
    ),
  hasMore: z.boolean().describe("There is more already."),
  hasGap: z
    .boolean()
    .describe(
      "The event of `after` is gone, and others may be: look at the jobs themselves once. The page begins with the oldest event there is.",
    ),
});

export type EventView = z.infer<typeof eventView>;
export type EventPageView = z.infer<typeof eventPage>;

export function toEventView(event: Kept<TenantEvent | SystemEvent>): EventView {
  const { id } = event;
  const head = { id, type: eventTypeOf(event), at: new Date(eventAtMs(id)).toISOString() };
  return { ...head, ...factsOf(event) };
}

function factsOf(event: TenantEvent | SystemEvent): Partial<EventView> {
  switch (event.kind) {
    case "job":
      return eventTypeOf(event) === "job.completed"
        ? { jobId: event.jobId, outcome: event.state }
        : { jobId: event.jobId };
    case "entries": {
      const { kind: _, aborted: cancelled, jobId, listed, stored, skipped, failed } = event;
      const { coveredBytes } = event;
      return { jobId, listed, stored, skipped, failed, cancelled, coveredBytes };
    }
    case "schedule": {
      const { schedule, jobId, scheduledForMs } = event;
      const tick = scheduledForMs === undefined ? undefined : new Date(scheduledForMs);
      return {
        schedule,
        ...(tick !== undefined && { scheduledFor: tick.toISOString() }),
        ...(jobId !== undefined && { jobId }),
      };
    }
    case "failure": {
      const { jobId, transferId, step, code } = event;
      return { jobId, transferId, step: String(step), code };
    }
    case "process": {
      const { process, role } = event;
      return { process, ...(role !== undefined && { role }) };
    }
    case "connection": {
      const { connection, process } = event;
      return { connection, ...(process !== undefined && { process }) };
    }
    case "redis":
      return {};
    default: {
      const { kind: _, ...facts } = event;
      return facts;
    }
  }
}
