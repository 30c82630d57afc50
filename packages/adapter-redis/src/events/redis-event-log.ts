import type {
  EventLog,
  EventPage,
  EventRequest,
  EventTail,
  ScheduleEvent,
  SystemEvent,
  TenantEvent,
} from "@penstock/core";
import { SYSTEM_PREFIX, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { parseSystemEvent, parseTenantEvent } from "./parse-event.ts";
import { readEvents } from "./read-events.ts";
import { RedisEventTail } from "./redis-event-tail.ts";

/** As in the scripts' `add_event`. */
const EVENTS_KEPT = 100_000;

/** A capped stream for each tenant, and one for the system. The scripts write them: see `add_event` in the prelude. */
export class RedisEventLog implements EventLog {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  ofTenant(tenant: string, request: EventRequest): Promise<EventPage<TenantEvent>> {
    return readEvents(this.#calls, streamOf(tenant), { request, parse: parseTenantEvent });
  }

  ofSystem(request: EventRequest): Promise<EventPage<SystemEvent>> {
    return readEvents(this.#calls, SYSTEM_STREAM, { request, parse: parseSystemEvent });
  }

  async tailOfTenant(tenant: string): Promise<EventTail<TenantEvent>> {
    return new RedisEventTail(this.#calls.apart(), streamOf(tenant), parseTenantEvent);
  }

  async tailOfSystem(): Promise<EventTail<SystemEvent>> {
    return new RedisEventTail(this.#calls.apart(), SYSTEM_STREAM, parseSystemEvent);
  }

  async note(tenant: string, event: ScheduleEvent): Promise<void> {
    const { kind, schedule, state, scheduledForMs, jobId } = event;
    const fields = [
      ...["v", "1", "kind", kind, "schedule", schedule, "state", state],
      ...(scheduledForMs === undefined ? [] : ["scheduledForMs", scheduledForMs]),
      ...(jobId === undefined ? [] : ["job", jobId]),
    ];
    await this.#calls.ask((redis) =>
      redis.xadd(streamOf(tenant), "MAXLEN", "~", EVENTS_KEPT, "*", ...fields),
    );
  }
}

const SYSTEM_STREAM = `${SYSTEM_PREFIX}events`;

function streamOf(tenant: string): string {
  return `${tenantPrefix(tenant)}events`;
}
