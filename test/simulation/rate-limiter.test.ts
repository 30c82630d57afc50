import {
  type ConfigKind,
  type LimitStore,
  type Limits,
  type LimitsInput,
  newJobId,
  PenstockError,
  parseLimits,
} from "@penstock/core";
import { LimitBook, RateLimiter, type WorkScope } from "@penstock/engine";
import { ManualClock, MemoryConfigStore, MemoryLedger, repetitions } from "@penstock/testkit";
import { describe, expect, test } from "vitest";

const MIB = 1024 * 1024;
const TICK_MS = 250;
/** What a sender sends in a second if nothing holds it back. */
const LINK = 64 * MIB;
const NEVER = new AbortController().signal;

function kind(name: string): ConfigKind<Limits> {
  return { name, parse: (value) => parseLimits(Object(value)) };
}

const forms = {
  limits: kind("limits"),
  jobLimits: kind("job-limits"),
  tenants: { name: "tenants", parse: (value: unknown): { limits: Limits } => Object(value) },
};

const SCOPE: WorkScope = {
  tenant: "default",
  jobId: newJobId(0, new Uint8Array(10)),
  connections: ["cos"],
};

function request(scope: WorkScope) {
  return { limit: "requestsPerSecond", scope, count: 1 } as const;
}

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

/** Some workers that share what limits allow. */
class Fleet {
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
      const book = new LimitBook({ config: this.config, forms, settings });
      const repeats = repetitions(this.clock);
      const tools = { store, book, clock: this.clock, repeats, worker: `w${index}` };
      return new RateLimiter(tools);
    });
  }

  async set(name: string, value: LimitsInput, of = forms.limits): Promise<void> {
    const revision = (await this.config.read(of, name))?.revision ?? 0;
    await this.config.write(of, name, { revision, value: parseLimits(value) });
  }

  sender(worker: number, scope: Partial<WorkScope> = {}, signal = NEVER): Sender {
    const limiter = this.workers[worker];
    if (limiter === undefined) {
      throw new RangeError(`there is no worker ${worker}`);
    }
    const sender = new Sender(limiter, { ...SCOPE, ...scope }, signal);
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

function fleetWithSenders(workers: number, sendersEach: number): Fleet {
  const fleet = new Fleet(workers);
  for (let worker = 0; worker < workers; worker += 1) {
    for (let sender = 0; sender < sendersEach; sender += 1) {
      fleet.sender(worker);
    }
  }
  return fleet;
}

describe("a limit on bytes a second", () => {
  test.each([
    ["1MiB/s", 8, 8],
    ["50MiB/s", 8, 8],
    ["50MiB/s", 1, 1],
    ["64KiB/s", 4, 1],
    ["200MiB/s", 40, 2],
  ])(
    "of %s holds to a twentieth over %i workers with %i connections each",
    async (limit, workers, each) => {
      const fleet = fleetWithSenders(workers, each);
      await fleet.set("deployment", { bytesPerSecond: limit });
      await fleet.pass(3000);

      const rate = await fleet.rate(60);

      const { bytesPerSecond } = parseLimits({ bytesPerSecond: limit });
      expect(rate / Number(bytesPerSecond)).toBeGreaterThan(0.95);
      expect(rate / Number(bytesPerSecond)).toBeLessThan(1.05);
    },
  );

  test("starves no connection of a worker, nor a worker", async () => {
    const fleet = fleetWithSenders(4, 6);
    await fleet.set("connection:cos", { bytesPerSecond: "24MiB/s" });
    await fleet.pass(3000);
    const before = fleet.senders.map(({ bytes }) => bytes);

    await fleet.pass(30_000);

    const sent = fleet.senders.map(({ bytes }, index) => bytes - (before[index] ?? 0));
    expect(Math.min(...sent) / Math.max(...sent)).toBeGreaterThan(0.5);
  });

  test("takes effect within two seconds on what is under way, up, down, to nothing and away", async () => {
    const fleet = fleetWithSenders(8, 4);
    await fleet.pass(1000);
    expect(await fleet.rate(2)).toBeGreaterThan(1000 * MIB);

    for (const [limit, most] of [
      ["40MiB/s", 40 * MIB],
      ["10MiB/s", 10 * MIB],
      ["80MiB/s", 80 * MIB],
      ["0", 0],
      ["20MiB/s", 20 * MIB],
    ] as const) {
      await fleet.set("deployment", { bytesPerSecond: limit });
      await fleet.pass(2000);
      const rate = await fleet.rate(5);
      expect(rate, limit).toBeLessThanOrEqual(most * 1.1);
      expect(rate, limit).toBeGreaterThanOrEqual(most * 0.85);
    }

    await fleet.set("deployment", {});
    await fleet.pass(2000);
    expect(await fleet.rate(2)).toBeGreaterThan(1000 * MIB);
  });

  test.each([
    ["8MiB/s", "1MiB/s", 1, 4],
    ["64MiB/s", "1MiB/s", 1, 16],
    ["400MiB/s", "4MiB/s", 8, 4],
    ["8MiB/s", "64KiB/s", 2, 4],
  ])(
    "that falls from %s to %s is exceeded by three quarters of a second at most, once two have passed",
    async (before, limit, workers, each) => {
      const fleet = fleetWithSenders(workers, each);
      await fleet.set("deployment", { bytesPerSecond: before });
      await fleet.pass(5000);
      await fleet.set("deployment", { bytesPerSecond: limit });
      await fleet.pass(2000);
      const perSecond = Number(parseLimits({ bytesPerSecond: limit }).bytesPerSecond);
      const sentBefore = fleet.sent();

      const aheadMs: number[] = [];
      for (let passedMs = 250; passedMs <= 20_000; passedMs += 250) {
        await fleet.pass(250);
        aheadMs.push(((fleet.sent() - sentBefore) * 1000) / perSecond - passedMs);
      }

      // Half a second that is saved up, and a slice that a worker has.
      expect(Math.max(...aheadMs)).toBeLessThan(750);
      expect(aheadMs.at(-1)).toBeGreaterThan(-1000);
    },
  );

  test("gives a slice that was asked for before it fell by what it is now", async () => {
    const fleet = fleetWithSenders(1, 4);
    await fleet.set("deployment", { bytesPerSecond: "80MiB/s" });
    await fleet.pass(3000);
    const { lease } = fleet;
    const reply = Promise.withResolvers<void>();
    fleet.lease = async (...asked) => {
      const slices = await lease(...asked);
      await reply.promise;
      return slices;
    };
    await fleet.pass(250);
    await fleet.set("deployment", { bytesPerSecond: "1MiB/s" });
    await fleet.pass(2000);
    const before = fleet.sent();

    fleet.lease = lease;
    reply.resolve();
    await fleet.pass(500);

    expect((fleet.sent() - before) / MIB).toBeLessThan(1.25);
  });

  test("is the strictest of deployment, connection, tenant and job, and bounds no others", async () => {
    const fleet = new Fleet(2);
    const [first, second] = [fleet.sender(0), fleet.sender(1)];
    const other = fleet.sender(0, { tenant: "b", connections: ["s3"] });
    await fleet.set("deployment", { bytesPerSecond: "60MiB/s" });
    await fleet.set("connection:cos", { bytesPerSecond: "30MiB/s" });
    await fleet.set(`default:${SCOPE.jobId}`, { bytesPerSecond: "10MiB/s" }, forms.jobLimits);
    await fleet.pass(2000);
    const before = [first.bytes + second.bytes, other.bytes];

    await fleet.pass(20_000);

    expect((first.bytes + second.bytes - (before[0] ?? 0)) / 20 / (10 * MIB)).toBeCloseTo(1, 1);
    expect((other.bytes - (before[1] ?? 0)) / 20 / (50 * MIB)).toBeGreaterThan(0.9);
    expect((fleet.sent() - (before[0] ?? 0) - (before[1] ?? 0)) / 20).toBeLessThan(60 * MIB * 1.05);
  });

  test("of the settings holds until a document says otherwise", async () => {
    const fleet = new Fleet(1, parseLimits({ bytesPerSecond: "10MiB/s" }));
    fleet.sender(0);
    await fleet.pass(2000);
    expect((await fleet.rate(10)) / (10 * MIB)).toBeCloseTo(1, 1);

    await fleet.set("deployment", { bytesPerSecond: "20MiB/s" });
    await fleet.pass(2000);
    expect((await fleet.rate(10)) / (20 * MIB)).toBeCloseTo(1, 1);
  });

  test("follows its calendar without being told", async () => {
    const fleet = fleetWithSenders(2, 1);
    // It is Monday, 12:00.
    await fleet.set("deployment", { bytesPerSecond: ["Mon 12:00-12:01 5MiB/s", "20MiB/s"] });
    await fleet.pass(10_000);
    expect((await fleet.rate(40)) / (5 * MIB)).toBeCloseTo(1, 1);

    await fleet.pass(12_000);
    expect((await fleet.rate(20)) / (20 * MIB)).toBeCloseTo(1, 1);
  });
});

describe("leases of limits", () => {
  test("are asked for at most ten times a second a worker, for all budgets together", async () => {
    const fleet = fleetWithSenders(1, 8);
    await fleet.set("deployment", { bytesPerSecond: "60MiB/s", requestsPerSecond: 10_000 });
    await fleet.set("connection:cos", { bytesPerSecond: "50MiB/s" });

    await fleet.pass(10_000);

    expect(fleet.leases / 10).toBeLessThanOrEqual(10);
    expect(fleet.leases).toBeGreaterThan(0);
  });

  test("are not asked for where nothing is limited", async () => {
    const fleet = fleetWithSenders(2, 2);

    await fleet.pass(5000);

    expect(fleet.leases).toBe(0);
    expect(fleet.workers[0]?.take(request(SCOPE), NEVER)).toBe(1);
  });

  test.each([
    ["is away", () => Promise.reject(new PenstockError("ledger-unavailable", "away"))],
    ["does not answer", () => Promise.withResolvers<never>().promise],
  ])("leave half of the last share while Redis %s, and come back", async (_, lost) => {
    const fleet = fleetWithSenders(4, 2);
    await fleet.set("deployment", { bytesPerSecond: "40MiB/s" });
    await fleet.pass(5000);
    const { lease } = fleet;

    fleet.lease = lost;
    const atOnce = await fleet.rate(1);
    const later = await fleet.rate(20);

    expect(atOnce).toBeLessThan(40 * MIB);
    expect(later / (20 * MIB)).toBeGreaterThan(0.9);
    expect(later / (20 * MIB)).toBeLessThan(1.05);

    fleet.lease = lease;
    await fleet.set("deployment", { bytesPerSecond: 0 });
    await fleet.pass(3000);
    expect(await fleet.rate(5)).toBe(0);
  });
});

describe("what waits for a limit", () => {
  test("ends with its signal, and leaves its turn to others", async () => {
    const fleet = new Fleet(1);
    const stop = new AbortController();
    const stopped = fleet.sender(0, {}, stop.signal);
    const other = fleet.sender(0);
    await fleet.set("deployment", { bytesPerSecond: "1MiB/s" });
    await fleet.pass(5000);

    stop.abort(new Error("stopped"));
    const before = other.bytes;
    await fleet.pass(10_000);

    expect(stopped.failure).toEqual(new Error("stopped"));
    expect((other.bytes - before) / 10 / MIB).toBeCloseTo(1, 1);
  });

  test("is given back after some seconds of a window that is closed", async () => {
    const fleet = new Fleet(1);
    const sender = fleet.sender(0);
    await fleet.set("deployment", { bytesPerSecond: ["Mon 12:00-18:00 0"] });
    await fleet.pass(4000);
    expect(sender.failure).toBeUndefined();

    await fleet.pass(4000);

    expect(sender.failure).toMatchObject({ code: "held-back" });
  });
});

describe("a connection that asks for patience", () => {
  test("gets fewer requests at once, none for as long as it says, and bounds no other one", async () => {
    const fleet = new Fleet(1);
    const limiter = fleet.workers[0];
    const of = (connection: string) => ({ ...SCOPE, connections: [connection] });
    for (let request = 0; request < 100; request += 1) {
      limiter?.noteResponse("cos", request % 10 === 0, 3000);
    }

    const held = limiter?.take(request(of("cos")), NEVER);
    expect(limiter?.take(request(of("s3")), NEVER)).toBe(1);
    let isThrough = false;
    const noteThrough = async () => {
      await held;
      isThrough = true;
    };
    void noteThrough();
    await fleet.pass(2500);
    expect(isThrough).toBe(false);
    await fleet.pass(1000);

    expect(isThrough).toBe(true);
    expect(fleet.leases).toBeGreaterThan(0);
  });
});
