import type { Clock } from "@penstock/core";

type Event = {
  readonly atMs: number;
  readonly serial: number;
  readonly what: string;
  readonly run: () => void;
};

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Owns all time and all order: one heap of events, by virtual time and then by the order in which
 * they were asked for. Between two events everything that can run without another event has run, so
 * that the same seed gives the same run.
 */
export class Scheduler implements Clock {
  readonly #trace: ((line: string) => void) | undefined;
  readonly #startMs = Date.UTC(2026, 0, 1);
  readonly #heap: Event[] = [];
  readonly #waits = new Set<() => void>();
  #nowMs = this.#startMs;
  #serial = 0;
  #hash = FNV_OFFSET;
  #events = 0;

  constructor(trace?: (line: string) => void) {
    this.#trace = trace;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Virtual time since the run began. */
  get elapsedMs(): number {
    return this.#nowMs - this.#startMs;
  }

  get events(): number {
    return this.#events;
  }

  /** Of everything that happened: equal for equal runs. */
  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, "0");
  }

  after(delayMs: number, what: string, run: () => void): void {
    this.#serial += 1;
    const atMs = this.#nowMs + Math.max(0, Math.round(delayMs));
    push(this.#heap, { atMs, serial: this.#serial, what, run });
  }

  /** Runs the next event, and all that follows from it at once; false when there is none. */
  async step(): Promise<boolean> {
    const event = pop(this.#heap);
    if (event === undefined) {
      return false;
    }
    this.#nowMs = event.atMs;
    this.#events += 1;
    this.note(event.what);
    event.run();
    await quiet();
    return true;
  }

  /** @param forget called by `end`, unless the wait is over by then */
  waits(forget: () => void): void {
    this.#waits.add(forget);
  }

  waitsNoMore(forget: () => void): void {
    if (this.#waits.delete(forget)) {
      forget();
    }
  }

  /** Nothing happens any more: what outlives the run, such as a signal, lets go of all that is in it. */
  end(): void {
    for (const forget of this.#waits) {
      this.waitsNoMore(forget);
    }
    this.#heap.length = 0;
  }

  /** Takes down what happens, for the trace and the hash. */
  note(what: string): void {
    let hash = this.#hash ^ (this.elapsedMs & 0xffff);
    for (let at = 0; at < what.length; at += 1) {
      hash = Math.imul(hash ^ what.charCodeAt(at), FNV_PRIME);
    }
    this.#hash = hash;
    this.#trace?.(`${(this.elapsedMs / 1000).toFixed(3).padStart(9)} ${what}`);
  }
}

/** Resolves when no promise is left that could continue without another event. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(one: Event, other: Event): boolean {
  return one.atMs === other.atMs ? one.serial < other.serial : one.atMs < other.atMs;
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (parent === undefined || isBefore(parent, event)) {
      break;
    }
    heap[at] = parent;
    at = up;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last !== undefined && last !== first) {
    sink(heap, last);
  }
  return first;
}

function sink(heap: Event[], event: Event): void {
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const isLeft = right === undefined || (left !== undefined && isBefore(left, right));
    const child = isLeft ? left : right;
    if (child === undefined || isBefore(event, child)) {
      break;
    }
    heap[at] = child;
    at = 2 * at + (isLeft ? 1 : 2);
  }
  heap[at] = event;
}
