// What this process leaves alone at present: nearly always nothing.

import type { Cause, LeftAlone } from "@penstock/core";
import {
  type Admission,
  admit,
  afterProbing,
  afterSilence,
  aged,
  type Breaker,
  CLOSED,
} from "./breaker.ts";
import { Rejections } from "./rejections.ts";
import type { Side } from "./side.ts";

/** Long for a HEAD, short for the task that holds a slot meanwhile. */
const PROBE_TIMEOUT_MS = 5000;

type SideBreaker = { readonly side: Side; readonly breaker: Breaker; readonly sinceMs: number };

/**
 * What this process leaves alone for a while: a store or a source that does not answer (one breaker
 * for each, whatever is read or written there), and what refuses it.
 */
export class Breakers {
  readonly probeTimeoutMs: number;
  readonly #breakers = new Map<string, SideBreaker>();
  /** Sides that went well, by name. */
  readonly #proven = new Set<string>();
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

  /** Whoever is told to probe has to tell how it went: until then nobody else is let through. */
  admit(side: Side, nowMs: number): Admission {
    const breaker = this.#of(side, nowMs);
    const admission = admit(breaker, nowMs);
    if (admission.kind === "probe") {
      this.#set(side, afterProbing(breaker), nowMs);
    }
    return admission;
  }

  /** @returns true when this closed it */
  noteResponse(side: Side): boolean {
    if (this.#breakers.size === 0) {
      return false;
    }
    const before = this.#breakers.get(side.name);
    this.#breakers.delete(side.name);
    return before !== undefined && before.breaker.kind !== "closed";
  }

  /** @returns true when the side was left alone for what it refused */
  noteSuccess(side: Side, nowMs: number): boolean {
    if (this.#rejections !== undefined) {
      return this.#rejections.noteSuccess(side, nowMs);
    }
    this.#proven.add(side.name);
    return false;
  }

  /** @returns true when this opened one that was closed */
  noteSilence(side: Side, nowMs: number, random: number): boolean {
    const before = this.#of(side, nowMs);
    const after = afterSilence(before, nowMs, random);
    this.#set(side, after, nowMs);
    return before.kind === "closed" && after.kind === "open";
  }

  /** For people: what is not used now, why, and when it is tried again. */
  leftAlone(nowMs: number): readonly LeftAlone[] {
    const silent = [...this.#breakers.values()].flatMap(({ side, sinceMs }) => {
      const breaker = this.#of(side, nowMs);
      const nextTryAtMs = breaker.kind === "open" ? breaker.untilMs : nowMs;
      return breaker.kind === "closed"
        ? []
        : [
            {
              connection: side.address.connection,
              side: side.kind,
              cause: silenceOf(side),
              sinceMs,
              nextTryAtMs,
            },
          ];
    });
    return [...silent, ...(this.#rejections?.leftAlone(nowMs) ?? [])];
  }

  #of(side: Side, nowMs: number): Breaker {
    return aged(this.#breakers.get(side.name)?.breaker ?? CLOSED, nowMs);
  }

  #set(side: Side, breaker: Breaker, nowMs: number): void {
    const name = side.name;
    this.#breakers.set(name, {
      side,
      breaker,
      sinceMs: this.#breakers.get(name)?.sinceMs ?? nowMs,
    });
  }
}

function silenceOf({ kind }: Side): Cause {
  return {
    code: kind === "store" ? "store-unreachable" : "source-unreachable",
    message: "it did not answer several times in a row",
  };
}
