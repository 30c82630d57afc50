import type { Random } from "@penstock/core";
import { seededRandom } from "@penstock/testkit";

/**
 * Every kind of trouble, and how often it comes at most: per call, per request or per read where it is
 * a rate, per run where it is 1. Each seed draws its own kinds and its own rates.
 */
const HIGHEST_RATES = {
  "a process dies before a call": 0.03,
  "a process dies after a call": 0.03,
  "a process stands still past its leases": 0.03,

  "a task is lost on its way to the queue": 0.2,
  "a task comes again while it is uploaded": 0.25,
  "a task overtakes another": 0.6,
  "a stop signal is lost": 1,
  "the ledger is unavailable": 0.05,
  "the ledger's response is lost": 0.05,
  "the ledger is away for a while": 1,
  "the ledger is lost": 0.5,
  "the ledger falls back": 0.5,
  "the journal is unavailable": 0.1,

  "a request to the store is lost": 0.2,
  "the store's response is lost": 0.2,
  "the store's response is slow": 0.3,
  "a request reaches the store late": 0.2,
  "a request reaches the store twice": 0.25,
  "a PUT that was given up is carried out": 0.6,
  "the store answers 500": 0.2,
  "the store throttles for a while": 1,
  "a Complete is done half, and ends later": 0.6,
  "a Complete is answered in a bad shape": 0.6,
  "a Complete that succeeded is answered 404": 0.5,
  "one of two Completes is answered 500": 1,
  "a part survives an abort": 1,
  "the store forgets an upload": 0.8,
  "the store does not list a part": 0.4,
  "a HEAD is refused": 0.2,
  "the store corrupts a part": 0.6,
  "a part is corrupted on its way": 0.7,
  "an older object lies under the key": 0.6,
  "another writer writes the key": 0.5,
  "a foreign upload is open under the key": 0.9,

  "the source changes": 0.9,
  "the source changes again and again": 0.3,
  "the source grows": 0.5,
  "the source is cut short": 0.15,
  "the source answers with something else": 0.5,
  "the source shows weak ETags": 0.5,
  "the source shows no ETag once": 0.15,
  "the source shows another ETag once": 0.15,
  "the source hangs up": 0.12,
  "the source throttles": 0.15,
  "the source is corrupted on its way": 0.15,
  "the source publishes a wrong checksum": 0.3,
  "the source vanishes": 0.2,

  "the client cancels": 0.8,
  "the client submits twice": 0.4,
} as const satisfies Record<string, number>;

export type Fault = keyof typeof HIGHEST_RATES;

export const FAULTS: readonly string[] = Object.keys(HIGHEST_RATES);

/** Some seeds have a lot of trouble of few kinds, others a little of many. */
const SHARE_OF_KINDS = { least: 0.25, most: 0.85 } as const;

/** One seed's share of each kind of trouble. */
export class Swarm {
  readonly #random: Random;
  readonly #rates = new Map<string, number>();
  readonly #onFault: (fault: Fault) => void;
  readonly fired = new Map<string, number>();
  /** From here on nothing fails any more, so that every run can end. */
  isOver = false;

  constructor(seed: number, onFault: (fault: Fault) => void) {
    this.#random = seededRandom(seed * 7919 + 1);
    this.#onFault = onFault;
    const { least, most } = SHARE_OF_KINDS;
    const share = least + this.#random.unit() * (most - least);
    for (const [fault, highest] of Object.entries(HIGHEST_RATES)) {
      const isDrawn = this.#random.unit() < share;
      const rate = highest === 1 ? 1 : highest * this.#random.unit();
      this.#rates.set(fault, isDrawn ? rate : 0);
    }
  }

  strikes(fault: Fault): boolean {
    const rate = this.#rates.get(fault) ?? 0;
    if (this.isOver || rate === 0 || this.#random.unit() >= rate) {
      return false;
    }
    this.fires(fault);
    return true;
  }

  /** Whether this seed has this kind of trouble; it counts as fired only once it is. */
  draws(fault: Fault): boolean {
    return this.#random.unit() < (this.#rates.get(fault) ?? 0);
  }

  fires(fault: Fault): void {
    this.fired.set(fault, (this.fired.get(fault) ?? 0) + 1);
    this.#onFault(fault);
  }
}
