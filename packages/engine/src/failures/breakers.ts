// What this process leaves alone at present: nearly always nothing.

import type { Cause, LeftAlone } from "@penstock/core";
import {
  type Admission,
  admit,
  afterProbing,
  afterUnavailability,
  aged,
  type Breaker,
  CLOSED,
} from "./breaker.ts";
import type { Endpoint, Route } from "./endpoint.ts";
import { Rejections } from "./rejections.ts";

/** Long for a HEAD, short for the task that holds a slot until then. */
const PROBE_TIMEOUT_MS = 5000;

type EndpointBreaker = {
  readonly endpoint: Endpoint;
  readonly breaker: Breaker;
  readonly sinceMs: number;
};

/**
 * What this process leaves alone for a while: a store or a source that does not answer (one breaker
 * for each, whatever is read or written there), and what refuses it.
 */
export class Breakers {
  readonly probeTimeoutMs: number;
  readonly #breakers = new Map<string, EndpointBreaker>();
  /** Endpoints that went well, by name. */
  readonly #proven = new Set<string>();
  /** Connections of sources from which something came well to a store, by that of the store. */
  readonly #provenRoutes = new Map<string, Set<string>>();
  #rejections: Rejections | undefined;

  constructor(probeTimeoutMs = PROBE_TIMEOUT_MS) {
    this.probeTimeoutMs = probeTimeoutMs;
  }

  get rejections(): Rejections {
    this.#rejections ??= new Rejections(this.#proven);
    return this.#rejections;
  }

  /** Nothing is left alone, nor about to be: every step may be tried. */
  get isQuiet(): boolean {
    return this.#breakers.size === 0 && (this.#rejections?.isQuiet ?? true);
  }

  /** Whether another success of it says nothing new: nearly always, and for each part and each object. */
  isProven({ source, destination }: Route): boolean {
    return (
      this.isQuiet &&
      this.#provenRoutes.get(destination.connection)?.has(source.connection) === true
    );
  }

  noteProven({ source, destination }: Route): void {
    const sources = this.#provenRoutes.get(destination.connection) ?? new Set();
    this.#provenRoutes.set(destination.connection, sources.add(source.connection));
  }

  /** A caller that has to probe has to report the result: until then no other one is let through. */
  admit(endpoint: Endpoint, nowMs: number): Admission {
    const breaker = this.#of(endpoint, nowMs);
    const admission = admit(breaker, nowMs);
    if (admission.kind === "probe") {
      this.#set(endpoint, afterProbing(breaker), nowMs);
    }
    return admission;
  }

  /** @returns true when this closed it */
  noteResponse(endpoint: Endpoint): boolean {
    if (this.#breakers.size === 0) {
      return false;
    }
    const before = this.#breakers.get(endpoint.name);
    this.#breakers.delete(endpoint.name);
    return before !== undefined && before.breaker.kind !== "closed";
  }

  /** @returns true when the endpoint was left alone for what it refused */
  noteSuccess(endpoint: Endpoint, nowMs: number): boolean {
    if (this.#rejections !== undefined) {
      return this.#rejections.noteSuccess(endpoint, nowMs);
    }
    this.#proven.add(endpoint.name);
    return false;
  }

  /** @returns true when this opened one that was closed */
  noteUnavailability(endpoint: Endpoint, nowMs: number, random: number): boolean {
    const before = this.#of(endpoint, nowMs);
    const after = afterUnavailability(before, nowMs, random);
    this.#set(endpoint, after, nowMs);
    return before.kind === "closed" && after.kind === "open";
  }

  /** For people: what is not used now, why, and when it is tried again. */
  leftAlone(nowMs: number): readonly LeftAlone[] {
    const unavailable = [...this.#breakers.values()].flatMap(({ endpoint, sinceMs }) => {
      const breaker = this.#of(endpoint, nowMs);
      const nextTryAtMs = breaker.kind === "open" ? breaker.untilMs : nowMs;
      return breaker.kind === "closed"
        ? []
        : [
            {
              connection: endpoint.address.connection,
              side: endpoint.kind,
              cause: unavailabilityOf(endpoint),
              sinceMs,
              nextTryAtMs,
            },
          ];
    });
    return [...unavailable, ...(this.#rejections?.leftAlone(nowMs) ?? [])];
  }

  #of(endpoint: Endpoint, nowMs: number): Breaker {
    return aged(this.#breakers.get(endpoint.name)?.breaker ?? CLOSED, nowMs);
  }

  #set(endpoint: Endpoint, breaker: Breaker, nowMs: number): void {
    const name = endpoint.name;
    this.#breakers.set(name, {
      endpoint,
      breaker,
      sinceMs: this.#breakers.get(name)?.sinceMs ?? nowMs,
    });
  }
}

function unavailabilityOf({ kind }: Endpoint): Cause {
  return {
    code: kind === "store" ? "store-unreachable" : "source-unreachable",
    message: "it did not respond several times in a row",
  };
}
