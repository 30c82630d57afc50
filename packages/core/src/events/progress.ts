import type { JobId } from "../ids.ts";
import type { SystemEvent, TenantEvent } from "./event.ts";

type Progress = Extract<TenantEvent, { kind: "progress" | "entries" }>;

/** A later one of the same job makes it pointless. Changes of state are none, and neither is trouble. */
export function isProgress(event: TenantEvent | SystemEvent): event is Progress {
  return event.kind === "progress" || event.kind === "entries";
}

/**
 * The same events without the progress of a job that a later one among them makes pointless. Of a job of many objects
 * its own counts stay, rather than those of one of its transfers.
 */
export function newestProgress<Event extends TenantEvent | SystemEvent>(
  events: readonly Event[],
): readonly Event[] {
  const newest = new Map<JobId, Event>();
  for (const event of events) {
    if (isProgress(event)) {
      const known = newest.get(event.jobId);
      if (event.kind === "entries" || known?.kind !== "entries") {
        newest.set(event.jobId, event);
      }
    }
  }
  return events.filter((event) => !isProgress(event) || newest.get(event.jobId) === event);
}
