import type { Kept, ScheduleEvent, SystemEvent, TenantEvent } from "../events/event.ts";

export type EventPage<Event> = {
  /** Oldest first. */
  readonly events: readonly Kept<Event>[];
  /** To read on from; undefined where there was never an event. */
  readonly cursor: string | undefined;
  /**
   * The event of the cursor is gone, because newer ones took its place or Redis lost it, and others after it
   * may be as well: the page begins with the oldest event there is, and the reader has to look at the
   * ledger itself.
   */
  readonly hasGap: boolean;
};

/** From which event on (left out: from the oldest), and at most how many. */
export type EventRequest = { readonly after?: string; readonly limit: number };

/** Waits for what changes next. It may hold a connection of its own until it is closed. */
export type EventTail<Event> = {
  /** The id of the newest event, `NO_EVENT` where there is none. */
  newest(): Promise<string>;
  /**
   * The events after this one, as soon as there are any; a page without any after some seconds, so that a log that was
   * emptied is noticed. Waits for Redis however long it is away.
   */
  next(after: string, limit: number): Promise<EventPage<Event>>;
  /** Whatever waits is rejected. May be repeated. */
  close(): void;
};

/**
 * What changed, in the order in which it changed: about the newest 100,000 events of each tenant, and of the system. Each
 * event is written by the step that makes the change, so that none is missing and none tells of a change that was not made.
 * Rejects with `ledger-unavailable`, and with `request-invalid` for a cursor that is none.
 */
export type EventLog = {
  ofTenant(tenant: string, request: EventRequest): Promise<EventPage<TenantEvent>>;
  ofSystem(request: EventRequest): Promise<EventPage<SystemEvent>>;
  tailOfTenant(tenant: string): Promise<EventTail<TenantEvent>>;
  tailOfSystem(): Promise<EventTail<SystemEvent>>;
  /** Of a change of a document, which no script of the ledger makes. */
  note(tenant: string, event: ScheduleEvent): Promise<void>;
};
