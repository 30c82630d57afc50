import {
  type Clock,
  type EventLog,
  type EventPage,
  type EventRequest,
  type EventTail,
  isEventId,
  type Kept,
  NO_EVENT,
  PenstockError,
  type ScheduleEvent,
  type SystemEvent,
  type TenantEvent,
} from "@penstock/core";

const EVENTS_KEPT = 100_000;

/** What changed, in a memory ledger. */
export class MemoryEventLog implements EventLog {
  readonly #clock: Clock;
  readonly #tenants = new Map<string, MemoryStream<TenantEvent>>();
  readonly #system = new MemoryStream<SystemEvent>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  clear(): void {
    for (const stream of [...this.#tenants.values(), this.#system]) {
      stream.clear();
    }
  }

  add(tenant: string, event: TenantEvent, atMs: number): void {
    this.#stream(tenant).add({ ...event, id: this.#newId(atMs) });
  }

  addSystem(event: SystemEvent, atMs: number): void {
    this.#system.add({ ...event, id: this.#newId(atMs) });
  }

  async note(tenant: string, event: ScheduleEvent): Promise<void> {
    this.add(tenant, event, this.#clock.nowMs());
  }

  async ofTenant(tenant: string, request: EventRequest): Promise<EventPage<TenantEvent>> {
    return this.#stream(tenant).page(request);
  }

  async ofSystem(request: EventRequest): Promise<EventPage<SystemEvent>> {
    return this.#system.page(request);
  }

  async tailOfTenant(tenant: string): Promise<EventTail<TenantEvent>> {
    return this.#stream(tenant).tail();
  }

  async tailOfSystem(): Promise<EventTail<SystemEvent>> {
    return this.#system.tail();
  }

  /** Drops all but the newest, as a stream that is full does. */
  trim(tenant: string, kept: number): void {
    this.#stream(tenant).trim(kept);
  }

  #stream(tenant: string): MemoryStream<TenantEvent> {
    const stream = this.#tenants.get(tenant) ?? new MemoryStream<TenantEvent>();
    this.#tenants.set(tenant, stream);
    return stream;
  }

  #newId(atMs: number): string {
    this.#count += 1;
    return `${Math.trunc(atMs)}-${this.#count}`;
  }
}

class MemoryStream<Event> {
  #kept: Kept<Event>[] = [];
  readonly #waiting = new Set<() => void>();

  add(event: Kept<Event>): void {
    this.#kept.push(event);
    this.trim(EVENTS_KEPT);
    this.#wake();
  }

  clear(): void {
    this.trim(0);
    this.#wake();
  }

  trim(kept: number): void {
    this.#kept.splice(0, this.#kept.length - kept);
  }

  page({ after, limit }: EventRequest): EventPage<Event> {
    if (after !== undefined && !isEventId(after)) {
      throw new PenstockError("request-invalid", "this is no cursor of events: leave it out");
    }
    const at = this.#kept.findIndex(({ id }) => id === after);
    const hasGap = after !== undefined && at === -1;
    const events = this.#kept.slice(at + 1, at + 1 + limit);
    return { events, cursor: events.at(-1)?.id ?? (hasGap ? undefined : after), hasGap };
  }

  tail(): EventTail<Event> {
    let isClosed = false;
    let wake: (() => void) | undefined;
    return {
      newest: async () => this.#kept.at(-1)?.id ?? NO_EVENT,
      next: async (after, limit) => {
        const read = () => this.page({ limit, ...(after !== NO_EVENT && { after }) });
        const page = read();
        if (page.events.length > 0 || page.hasGap) {
          return page;
        }
        if (!isClosed) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            this.#waiting.add(resolve);
          });
        }
        if (isClosed) {
          throw new PenstockError("ledger-unavailable", "this reader of events was closed");
        }
        return read();
      },
      close: () => {
        isClosed = true;
        wake?.();
      },
    };
  }

  #wake(): void {
    for (const wake of this.#waiting) {
      wake();
    }
    this.#waiting.clear();
  }
}
