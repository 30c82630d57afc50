import type { HeldBack, JobId, Moving } from "@penstock/core";
import type { LimitHolder, WorkScope } from "./limit-book.ts";
import type { RateBudget } from "./rate-budget.ts";

type Waiting = {
  readonly scope: WorkScope;
  readonly sinceMs: number;
  readonly lacks: readonly RateBudget[];
};

/** What waits for limits now, by job and by the limit that it waits for first. */
export function heldBackOf(
  waiters: readonly Waiting[],
  moving: readonly Moving[],
  nowMs: number,
): readonly HeldBack[] {
  const units = new Map<JobId, number>(moving.map((each) => [each.jobId, each.units]));
  const held = new Map<string, HeldBack & { readonly count: number }>();
  for (const { scope, sinceMs, lacks } of waiters) {
    const [budget] = lacks;
    if (budget !== undefined) {
      const { jobId } = scope;
      const by = budget.boundAt(nowMs);
      const key = `${jobId} ${by} ${budget.name}`;
      const before = held.get(key);
      const count = (before?.count ?? 0) + 1;
      const share = Math.min(1, count / Math.max(1, units.get(jobId) ?? count));
      const since = Math.min(sinceMs, before?.sinceMs ?? sinceMs);
      held.set(key, { jobId, by, of: nameOf(budget.holder), share, sinceMs: since, count });
    }
  }
  return [...held.values()].map(({ count: _, ...each }) => each);
}

function nameOf({ level, name }: LimitHolder): string {
  return level === "connection" || level === "tenant" ? `the ${level} "${name}"` : `the ${level}`;
}
