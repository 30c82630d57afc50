import {
  type Clock,
  type HeldBack,
  type LimitStore,
  type Moving,
  type Repetitions,
  SLICE_MS,
} from "@penstock/core";
import { BudgetIndex } from "./budget-index.ts";
import { heldBackOf } from "./held-back.ts";
import { isUnder, type LimitBook, type LimitHolder } from "./limit-book.ts";
import type { RateBudget } from "./rate-budget.ts";
import {
  type Asked,
  closedError,
  countWait,
  isClosed,
  type MovedTask,
  pieceOf,
  useAll,
  type Waiter,
} from "./waiter.ts";

/** A change of the limits is seen so soon; with the next slices it holds within a second and a half. */
const LOOK_EVERY_MS = 1000;
const LEASING = { what: "the lease of limits from Redis" };

type Tools = {
  readonly store: LimitStore;
  readonly book: LimitBook;
  readonly clock: Clock;
  readonly repeats: Repetitions;
  /** Names this worker among those that share a limit. */
  readonly worker: string;
};

/**
 * Holds back what a worker sends, by every limit on a rate that it is of. What it may send is leased from the
 * budgets that all workers share, some times a second for all of them together, and never by a part.
 */
export class RateLimiter {
  readonly #tools: Tools;
  readonly #index: BudgetIndex;
  #waiters: Waiter[] = [];
  readonly #tasks = new Set<MovedTask>();
  #leasing: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  /** Some connection asked for patience not long ago. */
  #isAdapting = false;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.#index = new BudgetIndex(tools.book);
  }

  /**
   * A number may go at once, which costs nothing where nothing is limited. Those that wait get their turns in the
   * order of asking.
   *
   * @returns how much of it
   * @throws what the signal was aborted for, or PenstockError `held-back` while a calendar, or a connection, allows nothing
   */
  take({ limit, scope, count, task }: Asked, signal: AbortSignal): number | Promise<number> {
    const mayAdapt = limit === "requestsPerSecond" && this.#isAdapting;
    if (this.#tools.book.isEmpty && !mayAdapt) {
      return count;
    }
    const nowMs = this.#tools.clock.nowMs();
    const budgets = this.#index.bindingOf(limit, scope, nowMs);
    if (budgets.length === 0) {
      return count;
    }
    const piece = pieceOf({ limit, count }, budgets);
    const lacks = budgets.filter((budget) => budget.waiting > 0 || !budget.has(piece, nowMs));
    if (lacks.length === 0) {
      useAll(budgets, piece, nowMs);
      return piece;
    }
    const since = { sinceMs: nowMs, countedMs: nowMs };
    return this.#wait({ limit, scope, count, task, lacks, ...since }, signal);
  }

  /** What is begun counts among what shares a limit until it ends. */
  begin(task: MovedTask): void {
    this.#tasks.add(task);
  }

  end(task: MovedTask): void {
    this.#tasks.delete(task);
  }

  /** What a connection said to a request: one that asks for patience gets fewer from now on. */
  noteResponse(connection: string, isThrottled: boolean, pauseMs?: number): void {
    const holder: LimitHolder = { level: "connection", name: connection };
    const nowMs = this.#tools.clock.nowMs();
    this.#index
      .budgetOf("requestsPerSecond", holder, nowMs)
      .noteResponse(isThrottled, nowMs, pauseMs);
    this.#isAdapting ||= isThrottled;
  }

  /** What waits now, of all that is moved. */
  heldBack(moving: readonly Moving[]): readonly HeldBack[] {
    return heldBackOf(this.#waiters, moving, this.#tools.clock.nowMs());
  }

  /** The limits of a job that was just made may be younger than what is known here. */
  async lookNow(): Promise<void> {
    await this.#tools.book.refreshOnce();
  }

  /** To be called a few times a second. Never rejects, and waits for nothing. */
  tick(): void {
    const nowMs = this.#tools.clock.nowMs();
    if (nowMs - this.#lookedAtMs >= LOOK_EVERY_MS && this.#looking === undefined) {
      this.#lookedAtMs = nowMs;
      this.#looking = this.#look().finally(() => {
        this.#looking = undefined;
      });
    }
    this.#isAdapting = this.#index.follow(nowMs);
    this.#serve(nowMs);
    this.#leasing ??= this.#lease(nowMs).finally(() => {
      this.#leasing = undefined;
    });
  }

  async #look(): Promise<void> {
    try {
      await this.#tools.book.refreshOnce();
    } catch {
      // What is known stays. Redis is away: its other users say so.
    }
  }

  async #lease(nowMs: number): Promise<void> {
    const { store, worker, clock, repeats } = this.#tools;
    try {
      const needs = this.#needs();
      const shared = this.#index.sharedAt(nowMs);
      if (shared.length === 0) {
        return;
      }
      this.#countWaits(nowMs);
      const requests = shared.map((budget) => {
        const moving = [...this.#tasks].filter(({ scope }) => isUnder(scope, budget.holder)).length;
        return budget.request(needs.get(budget) ?? 0, moving, nowMs);
      });
      const slices = await store.lease(worker, requests);
      for (const [index, budget] of shared.entries()) {
        const slice = slices[index];
        if (slice !== undefined) {
          budget.granted(slice, requests[index]?.ratePerSecond, clock.nowMs());
        }
      }
      repeats.noteSuccess(LEASING);
      this.#serve(clock.nowMs());
    } catch (error) {
      // Half of the last share holds.
      repeats.noteFailure(LEASING, error, SLICE_MS);
    }
  }

  #countWaits(nowMs: number): void {
    for (const waiter of this.#waiters) {
      countWait(waiter, nowMs);
    }
  }

  #needs(): ReadonlyMap<RateBudget, number> {
    const needs = new Map<RateBudget, number>();
    for (const { lacks, ...waiter } of this.#waiters) {
      const piece = pieceOf(waiter, lacks);
      for (const budget of lacks) {
        needs.set(budget, (needs.get(budget) ?? 0) + piece);
      }
    }
    return needs;
  }

  /** Lets those proceed that may, each in its turn. One that waits for a budget does not hold up those of other budgets. */
  #serve(nowMs: number): void {
    const before = this.#waiters;
    this.#waiters = [];
    const blocked = new Set<RateBudget>();
    for (const waiter of before) {
      const budgets = this.#index.bindingOf(waiter.limit, waiter.scope, nowMs);
      const piece = pieceOf(waiter, budgets);
      const lacks = budgets.filter((each) => blocked.has(each) || !each.has(piece, nowMs));
      countWait(waiter, nowMs);
      if (lacks.length === 0) {
        useAll(budgets, piece, nowMs);
        waiter.resolve(piece);
      } else if (isClosed(waiter, lacks, nowMs)) {
        waiter.reject(closedError());
      } else {
        for (const budget of lacks) {
          blocked.add(budget);
        }
        this.#waiters.push({ ...waiter, lacks });
      }
    }
    this.#countWaiting();
  }

  #countWaiting(): void {
    for (const budget of this.#index.all()) {
      budget.waiting = 0;
    }
    for (const budget of this.#waiters.flatMap(({ lacks }) => lacks)) {
      budget.waiting += 1;
    }
  }

  async #wait(asked: Omit<Waiter, "resolve" | "reject">, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const waiter: Waiter = { ...asked, resolve, reject };
    this.#waiters.push(waiter);
    for (const budget of asked.lacks) {
      budget.waiting += 1;
    }
    const leave = () => {
      this.#waiters = this.#waiters.filter((each) => each.resolve !== resolve);
      this.#countWaiting();
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }
}
