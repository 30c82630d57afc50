// What waits for a limit on a rate.

import { PenstockError } from "@penstock/core";
import type { RateName, WorkScope } from "./limit-book.ts";
import type { RateBudget } from "./rate-budget.ts";

/** A part that is held back for so long by a closed window or a pause is given back: its connections would not last. */
const CLOSED_MS = 5000;

/** A part or a batch that this worker moves. */
export type MovedTask = {
  readonly scope: WorkScope;
  /** How many requests of it are under way, or wait. */
  readonly lanes: number;
};

export type Asked = {
  readonly limit: RateName;
  readonly scope: WorkScope;
  /** Of bytes fewer may be given, where a limit is small. */
  readonly count: number;
  /** Of which task; its wait counts for as much of it as others of its requests do not wait. */
  readonly task?: MovedTask | undefined;
};

export type Waiter = {
  readonly task?: MovedTask | undefined;
  /** Up to when its wait is counted. */
  countedMs: number;
  readonly scope: WorkScope;
  readonly limit: RateName;
  readonly count: number;
  readonly sinceMs: number;
  /** Those that have too little for it. */
  readonly lacks: readonly RateBudget[];
  readonly resolve: (count: number) => void;
  readonly reject: (reason: unknown) => void;
};

/** How much of it is given at once, as limits are now. */
export function pieceOf(
  { limit, count }: Pick<Asked, "limit" | "count">,
  budgets: readonly RateBudget[],
): number {
  return limit === "bytesPerSecond"
    ? Math.min(count, ...budgets.map((budget) => budget.pieceBytes()))
    : count;
}

export function useAll(budgets: readonly RateBudget[], count: number, nowMs: number): void {
  for (const budget of budgets) {
    budget.use(count, nowMs);
  }
}

export function countWait(waiter: Waiter, nowMs: number): void {
  const ms = (nowMs - waiter.countedMs) / Math.max(1, waiter.task?.lanes ?? 1);
  waiter.countedMs = nowMs;
  for (const budget of waiter.lacks) {
    budget.addWait(ms);
  }
}

export function isClosed(
  { sinceMs }: Waiter,
  lacks: readonly RateBudget[],
  nowMs: number,
): boolean {
  return nowMs - sinceMs >= CLOSED_MS && lacks.some((budget) => budget.isClosedAt(nowMs));
}

export function closedError(): PenstockError {
  return new PenstockError(
    "held-back",
    "a limit, or a store or a source that asked for a pause, lets nothing run now: it is tried again when that is over",
  );
}
