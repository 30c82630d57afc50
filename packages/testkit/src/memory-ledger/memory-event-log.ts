import {
  type EventLog,
  type EventPage,
  type EventRequest,
  type Kept,
  PenstockError,
  type SystemEvent,
  type TenantEvent,
} from "@penstock/core";

const EVENTS_KEPT = 100_000;

/** What changed, in a memory ledger. */
export class MemoryEventLog implements EventLog {
  readonly #tenants = new Map<string, Kept<TenantEvent>[]>();
  #system: Kept<SystemEvent>[] = [];
  #count = 0;

  clear(): void {
    this.#tenants.clear();
    this.#system = [];
  }

  add(tenant: string, event: TenantEvent, atMs: number): void {
    const kept = this.#tenants.get(tenant) ?? [];
    this.#tenants.set(tenant, kept);
    keep(kept, { ...event, id: this.#newId(atMs) });
  }

  addSystem(event: SystemEvent, atMs: number): void {
    keep(this.#system, { ...event, id: this.#newId(atMs) });
  }

  async ofTenant(tenant: string, request: EventRequest): Promise<EventPage<TenantEvent>> {
    return pageOf(this.#tenants.get(tenant) ?? [], request);
  }

  async ofSystem(request: EventRequest): Promise<EventPage<SystemEvent>> {
    return pageOf(this.#system, request);
  }

  #newId(atMs: number): string {
    this.#count += 1;
    return `${Math.trunc(atMs)}-${this.#count}`;
  }
}

function keep<Event>(kept: Kept<Event>[], event: Kept<Event>): void {
  kept.push(event);
  kept.splice(0, kept.length - EVENTS_KEPT);
}

function pageOf<Event>(
  kept: readonly Kept<Event>[],
  { after, limit }: EventRequest,
): EventPage<Event> {
  if (after !== undefined && !/^\d+-\d+$/.test(after)) {
    throw new PenstockError("request-invalid", "this is no cursor of events: leave it out");
  }
  const at = kept.findIndex(({ id }) => id === after);
  const hasGap = after !== undefined && at === -1;
  const events = kept.slice(at + 1, at + 1 + limit);
  return { events, cursor: events.at(-1)?.id ?? (hasGap ? undefined : after), hasGap };
}
