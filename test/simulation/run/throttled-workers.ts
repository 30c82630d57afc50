// Workers, the leader's division of claims and the leases of rates, by a clock that is moved by hand, before stores of which one throttles.

import { DEFAULT_TENANT_RULES, type PartTask } from "@penstock/core";
import { LimitBook, RateLimiter, shareSlots } from "@penstock/engine";
import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  reportOf,
  silentLog,
  uploadOf,
} from "@penstock/testkit";
import { FLEET_FORMS, NEVER } from "./rate-fleet.ts";

const STEP_MS = 50;
const TICK_STEPS = 5;
const LEADER_STEPS = 20;
/** Of a request. */
const LATENCY_MS = 200;
const RETRY_MS = 500;
const PARTS = 10_000;

/** Takes so many requests a second, and says to all others that they come too soon. */
class SlowingStore {
  accepted = 0;
  refused = 0;
  readonly #perSecond: number;
  #left: number;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond / 4;
  }

  pass(ms: number): void {
    const more = (this.#perSecond * ms) / 1000;
    this.#left = Math.min(this.#perSecond / 4, this.#left + more);
  }

  takes(): boolean {
    const isTaken = this.#left >= 1;
    this.#left -= isTaken ? 1 : 0;
    this.accepted += isTaken ? 1 : 0;
    this.refused += isTaken ? 0 : 1;
    return isTaken;
  }
}

export class ThrottledWorkers {
  readonly clock = new ManualClock();
  readonly ledger = new MemoryLedger(this.clock);
  readonly stores: ReadonlyMap<string, SlowingStore>;
  stored = 0;
  readonly #queue = new MemoryTaskQueue();
  readonly #limiters: readonly RateLimiter[];
  readonly #slotsEach: number;
  readonly #scenario = new LedgerScenario({
    ...{ ledger: this.ledger, stopSignals: this.ledger, tenant: "default" },
    passTime: async () => undefined,
  });
  #timers: { readonly atMs: number; readonly resolve: () => void }[] = [];
  #steps = 0;
  readonly #share: () => Promise<unknown>;

  /** @param perSecond requests that each store takes, by the names of their connections */
  constructor(workers: number, slotsEach: number, perSecond: Readonly<Record<string, number>>) {
    const { clock, ledger } = this;
    const config = new MemoryConfigStore(clock);
    const newBook = () => new LimitBook({ config, forms: FLEET_FORMS, settings: {} });
    const repeats = repetitions(clock);
    this.stores = new Map(
      Object.entries(perSecond).map(([name, rate]) => [name, new SlowingStore(rate)]),
    );
    this.#slotsEach = slotsEach;
    this.#limiters = Array.from({ length: workers }, (_, index) => {
      const tools = { store: ledger.limits, book: newBook(), clock, repeats, worker: `w${index}` };
      return new RateLimiter(tools);
    });
    const leader = {
      ...{ ledger, queue: this.#queue, clock, log: silentLog, repeats, limitBook: newBook() },
      connectionNames: () => [...this.stores.keys()],
      tenants: { all: async () => new Map([["default", DEFAULT_TENANT_RULES]]) },
    };
    this.#share = async () => shareSlots(leader, await ledger.parts.work());
  }

  /** A job of one object for each store. */
  async start(): Promise<void> {
    for (const connection of this.stores.keys()) {
      const job = this.#scenario.newJob();
      const transfer = this.#scenario.newTransfer(job);
      const planned = { ...transfer, destination: { connection, key: "b" } };
      await this.ledger.jobs.createJob(job, [planned]);
      const upload = uploadOf(PARTS);
      await this.#scenario.advance(planned, { kind: "upload-opened", upload });
    }
    for (const limiter of this.#limiters) {
      for (let slot = 0; slot < this.#slotsEach; slot += 1) {
        void this.#work(limiter);
      }
    }
  }

  async pass(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      if (this.#steps % LEADER_STEPS === 0) {
        await this.#lead();
      }
      this.#steps += 1;
      this.clock.advance(STEP_MS);
      for (const store of this.stores.values()) {
        store.pass(STEP_MS);
      }
      for (const [index, limiter] of this.#limiters.entries()) {
        if ((this.#steps + index) % TICK_STEPS === 0) {
          limiter.tick();
        }
      }
      const nowMs = this.clock.nowMs();
      const due = this.#timers.filter(({ atMs }) => atMs <= nowMs);
      this.#timers = this.#timers.filter(({ atMs }) => atMs > nowMs);
      for (const { resolve } of due) {
        resolve();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #lead(): Promise<void> {
    for (const index of this.#limiters.keys()) {
      await this.ledger.workers.announceWorker({ id: `w${index}`, slots: this.#slotsEach });
    }
    await this.#share();
  }

  async #work(limiter: RateLimiter): Promise<never> {
    for (;;) {
      const task = this.#queue.takePart();
      if (task === undefined) {
        await this.#after(STEP_MS);
      } else {
        await this.#move(limiter, task);
        this.stored += 1;
        const { tasks } = await this.ledger.parts.dispatch(task.tenant, reportOf(task));
        await this.#queue.addParts(tasks);
      }
    }
  }

  async #move(limiter: RateLimiter, task: PartTask): Promise<void> {
    const { tenant, jobId } = task;
    const name = task.destination.connection;
    const scope = { tenant, jobId, connections: [name] };
    const moved = { scope, lanes: 1 };
    limiter.begin(moved);
    for (let isStored = false; !isStored; ) {
      await limiter.take({ limit: "requestsPerSecond", scope, count: 1, task: moved }, NEVER);
      await this.#after(LATENCY_MS);
      isStored = this.stores.get(name)?.takes() ?? true;
      limiter.noteResponse(name, !isStored);
      if (!isStored) {
        await this.#after(RETRY_MS);
      }
    }
    limiter.end(moved);
  }

  #after(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#timers.push({ atMs: this.clock.nowMs() + ms, resolve });
    return promise;
  }
}
