import {
  type ConfigKind,
  type LimitStore,
  type Limits,
  type LimitsInput,
  newJobId,
  parseLimits,
} from "@penstock/core";
import { LimitBook, RateLimiter, type WorkScope } from "@penstock/engine";
import { ManualClock, MemoryConfigStore, MemoryLedger, repetitions } from "@penstock/testkit";

const MIB = 1024 * 1024;
const TICK_MS = 250;
/** What a sender sends in a second if nothing holds it back. */
const LINK = 64 * MIB;
export const NEVER = new AbortController().signal;

function kind(name: string): ConfigKind<Limits> {
  return { name, parse: (value) => parseLimits(Object(value)) };
}

export const FLEET_FORMS = {
  limits: kind("limits"),
  jobLimits: kind("job-limits"),
  tenants: { name: "tenants", parse: (value: unknown): { limits: Limits } => Object(value) },
};

export const FLEET_SCOPE: WorkScope = {
  tenant: "default",
  jobId: newJobId(0, new Uint8Array(10)),
  connections: ["cos"],
};

/** Sends as much as it may, over as many connections as it likes. */
class Sender {
  bytes = 0;
  isWaiting = false;
  failure: unknown;
  readonly #limiter: RateLimiter;
  readonly #scope: WorkScope;
  readonly #signal: AbortSignal;

  constructor(limiter: RateLimiter, scope: WorkScope, signal: AbortSignal) {
    this.#limiter = limiter;
    this.#scope = scope;
    this.#signal = signal;
  }

  step(ms: number): void {
    for (let left = (LINK * ms) / 1000; left > 0 && !this.isWaiting; ) {
      left -= this.#send();
    }
  }

  /** @returns how many bytes it sent at once */
  #send(): number {
    const asked = { limit: "bytesPerSecond", scope: this.#scope, count: MIB } as const;
    const taken = this.#limiter.take(asked, this.#signal);
    if (typeof taken === "number") {
      this.bytes += taken;
      return taken;
    }
    this.isWaiting = true;
    taken.then(
      (piece) => {
        this.bytes += piece;
        this.isWaiting = false;
      },
      (error: unknown) => {
        this.failure = error;
        this.isWaiting = this.#signal.aborted;
      },
    );
    return 0;
  }
}

/** Some workers that share what limits allow, by a clock that is moved by hand. */
export class Fleet {
  readonly clock = new ManualClock(Date.UTC(2026, 0, 5, 12));
  readonly config = new MemoryConfigStore(this.clock);
  readonly ledger = new MemoryLedger(this.clock);
  readonly workers: readonly RateLimiter[];
  readonly senders: Sender[] = [];
  leases = 0;
  lease: LimitStore["lease"] = (worker, requests) => this.ledger.limits.lease(worker, requests);

  constructor(workers: number, settings: Limits = {}) {
    const store: LimitStore = {
      loads: (budgets) => this.ledger.limits.loads(budgets),
      lease: (worker, requests) => {
        this.leases += 1;
        return this.lease(worker, requests);
      },
    };
    this.workers = Array.from({ length: workers }, (_, index) => {
      const book = new LimitBook({ config: this.config, forms: FLEET_FORMS, settings });
      const repeats = repetitions(this.clock);
      const tools = { store, book, clock: this.clock, repeats, worker: `w${index}` };
      return new RateLimiter(tools);
    });
  }

  async set(name: string, value: LimitsInput, of = FLEET_FORMS.limits): Promise<void> {
    const revision = (await this.config.read(of, name))?.revision ?? 0;
    await this.config.write(of, name, { revision, value: parseLimits(value) });
  }

  sender(worker: number, scope: Partial<WorkScope> = {}, signal = NEVER): Sender {
    const limiter = this.workers[worker];
    if (limiter === undefined) {
      throw new RangeError(`there is no worker ${worker}`);
    }
    const sender = new Sender(limiter, { ...FLEET_SCOPE, ...scope }, signal);
    this.senders.push(sender);
    return sender;
  }

  /** The workers tick one after the other, as their own clocks would spread them. */
  async pass(ms: number): Promise<void> {
    const stepMs = TICK_MS / this.workers.length;
    for (let passedMs = 0; passedMs < ms; ) {
      for (const worker of this.workers) {
        this.clock.advance(stepMs);
        passedMs += stepMs;
        worker.tick();
        await drained();
        for (const sender of this.senders) {
          sender.step(stepMs);
        }
      }
    }
  }

  /** What all senders send in a second. */
  async rate(seconds: number): Promise<number> {
    const before = this.sent();
    await this.pass(seconds * 1000);
    return (this.sent() - before) / seconds;
  }

  sent(): number {
    return this.senders.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

async function drained(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
}

export function fleetWithSenders(workers: number, sendersEach: number): Fleet {
  const fleet = new Fleet(workers);
  for (let worker = 0; worker < workers; worker += 1) {
    for (let sender = 0; sender < sendersEach; sender += 1) {
      fleet.sender(worker);
    }
  }
  return fleet;
}
