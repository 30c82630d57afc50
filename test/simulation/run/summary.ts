import type { Played } from "./play.ts";
import { FAULTS } from "./swarm.ts";

/** What a batch of seeds has shown. */
export class Summary {
  readonly #fired = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  #seeds = 0;
  #events = 0;
  #hashes = "";

  add({ events, hash, fired, ends }: Played): void {
    this.#seeds += 1;
    this.#events += events;
    this.#hashes = `${this.#hashes}${hash}`.slice(-16);
    for (const [fault, times] of fired) {
      this.#fired.set(fault, (this.#fired.get(fault) ?? 0) + times);
    }
    for (const end of ends) {
      this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
    }
  }

  get ends(): ReadonlyMap<string, number> {
    return this.#ends;
  }

  /** Kinds of trouble of which this batch shows nothing. */
  get neverFired(): readonly string[] {
    return FAULTS.filter((fault) => !this.#fired.has(fault));
  }

  text(): string {
    const faults = FAULTS.map((fault) => row(this.#fired.get(fault) ?? 0, fault));
    const ends = [...this.#ends].sort().map(([end, times]) => row(times, end));
    const never = this.neverFired.map((fault) => `never: ${fault}`);
    return [
      "Faults:",
      ...faults,
      "Transfers:",
      ...ends,
      ...never,
      `${this.#seeds} seeds, ${this.#events} events, no rule broken (${this.#hashes})`,
    ].join("\n");
  }

  failure({ seed, events, hash, violation }: Played): string {
    return [
      `seed ${seed} broke a rule after ${events} events: ${violation?.invariant}`,
      `  ${violation?.detail}`,
      `run ${hash}; replay it with: npm run simulate -- --from ${seed} --seeds 1 --trace`,
    ].join("\n");
  }
}

function row(times: number, what: string): string {
  return `${String(times).padStart(8)}  ${what}`;
}
