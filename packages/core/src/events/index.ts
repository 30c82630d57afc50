export type {
  JobEventState,
  Kept,
  ScheduleEvent,
  SystemEvent,
  TenantEvent,
} from "./event.ts";
export { compareEventIds, eventAtMs, isEventId, NO_EVENT } from "./event-id.ts";
export {
  EVENT_TYPES,
  type EventType,
  eventTypeOf,
  isEventPattern,
  matchesEventType,
} from "./event-naming.ts";
export { isProgress, newestProgress } from "./progress.ts";
