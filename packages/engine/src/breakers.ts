import type { Address } from "@penstock/core";
import {
  type Admission,
  admit,
  afterKnocking,
  afterSilence,
  type Breaker,
  CLOSED,
} from "./breaker.ts";

/** What a step cannot do without: a store that is written to, or a source that is read. */
export type Side = { readonly kind: "source" | "store"; readonly address: Address };

/** Long for a HEAD, short for the task that holds a slot meanwhile. */
const KNOCK_LIMIT_MS = 5000;

/** The breakers of this process: one for each store and each source, whatever is read or written there. */
export class Breakers {
  readonly knockLimitMs: number;
  readonly #breakers = new Map<string, Breaker>();

  constructor(knockLimitMs = KNOCK_LIMIT_MS) {
    this.knockLimitMs = knockLimitMs;
  }

  /** Whoever is told to knock has to tell how it went: until then nobody else is let through. */
  admit(side: Side, nowMs: number): Admission {
    const breaker = this.#of(side);
    const admission = admit(breaker, nowMs);
    if (admission.kind === "knock") {
      this.#breakers.set(nameOf(side), afterKnocking(breaker));
    }
    return admission;
  }

  /** @returns true when this closed it */
  noteAnswer(side: Side): boolean {
    const wasClosed = this.#of(side).kind === "closed";
    this.#breakers.delete(nameOf(side));
    return !wasClosed;
  }

  /** @returns true when this opened one that was closed */
  noteSilence(side: Side, nowMs: number, random: number): boolean {
    const before = this.#of(side);
    const after = afterSilence(before, nowMs, random);
    this.#breakers.set(nameOf(side), after);
    return before.kind === "closed" && after.kind === "open";
  }

  #of(side: Side): Breaker {
    return this.#breakers.get(nameOf(side)) ?? CLOSED;
  }
}

/** A connection that is both is known twice: a store may be read while it cannot be written. */
function nameOf({ kind, address }: Side): string {
  return `${kind} ${address.connection}`;
}
