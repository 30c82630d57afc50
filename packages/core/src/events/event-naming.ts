import { RUN_OUTCOMES } from "../schedules/run-log.ts";
import type { SystemEvent, TenantEvent } from "./event.ts";

const SCHEDULE_STATES = [...RUN_OUTCOMES, "paused", "resumed"] as const;

/** What clients call events, in pages, streams and webhooks. */
export const EVENT_TYPES = [
  "job.created",
  "job.paused",
  "job.resumed",
  "job.cancelling",
  "job.completed",
  "job.late",
  "job.in-time",
  "job.progress",
  "job.trouble",
  "job.listing-broken",
  "transfer.changed",
  "transfer.progress",
  "transfer.failure",
  "transfer.deferred",
  ...SCHEDULE_STATES.map((state) => `schedule.${state}` as const),
  "process.started",
  "process.stopped",
  "process.lost",
  "connection.failing",
  "connection.recovered",
  "connection.test-passed",
  "connection.test-failed",
  "redis.empty",
  "redis.restarted",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export function eventTypeOf(event: TenantEvent | SystemEvent): EventType {
  switch (event.kind) {
    case "job":
      return typeOfJobState(event.state);
    case "deadline":
      return `job.${event.state}`;
    case "transfer":
      return "transfer.changed";
    case "progress":
      return "transfer.progress";
    case "failure":
      return "transfer.failure";
    case "deferred":
      return "transfer.deferred";
    case "entries":
      return "job.progress";
    case "trouble":
      return "job.trouble";
    case "listing-broken":
      return "job.listing-broken";
    case "schedule":
      return `schedule.${event.state}`;
    case "process":
      return `process.${event.state}`;
    case "connection":
      return CONNECTION_TYPES[event.state];
    case "redis":
      return `redis.${event.state}`;
    default:
      return event satisfies never;
  }
}

const CONNECTION_TYPES = {
  "left-alone": "connection.failing",
  "used-again": "connection.recovered",
  "test-passed": "connection.test-passed",
  "test-failed": "connection.test-failed",
} as const;

function typeOfJobState(state: Extract<TenantEvent, { kind: "job" }>["state"]): EventType {
  switch (state) {
    case "created":
    case "paused":
    case "resumed":
    case "cancelling":
      return `job.${state}`;
    default:
      return "job.completed";
  }
}

/** A type, or all of a group: `job.*`. */
export function isEventPattern(text: string): boolean {
  return EVENT_TYPES.some((type) => matchesEventType([text], type));
}

/** @param patterns all types where there are none */
export function matchesEventType(patterns: readonly string[], type: EventType): boolean {
  const group = `${type.slice(0, type.indexOf("."))}.*`;
  return patterns.length === 0 || patterns.includes(type) || patterns.includes(group);
}
