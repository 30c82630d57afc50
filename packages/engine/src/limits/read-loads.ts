import type { LimitLoad, LimitStore } from "@penstock/core";
import { LIMITED_RATES, type LimitBook, type LimitHolder, type LimitLevel } from "./limit-book.ts";
import { budgetName } from "./rate-budget.ts";

/**
 * How what is moved waits for the limits on rates of each connection and each limited job, by the names of their claim limits.
 * A connection may be throttled without a limit, so all of them are asked for.
 */
export async function readLoads(
  store: Pick<LimitStore, "loads">,
  book: LimitBook,
  connections: readonly string[],
): Promise<ReadonlyMap<string, LimitLoad>> {
  const jobs = [...book.named("job").keys()];
  const asked = [
    ...connections.flatMap((name) => budgetsOf("connection", name, `connection ${name}`)),
    ...jobs.flatMap((name) => budgetsOf("job", name, `job ${name.split(":")[1]}`)),
  ];
  const loads = asked.length === 0 ? [] : await store.loads(asked.map(({ budget }) => budget));
  const found = new Map<string, LimitLoad>();
  for (const [index, { claimLimit }] of asked.entries()) {
    const load = loads[index];
    if (load !== undefined) {
      found.set(claimLimit, stricter(found.get(claimLimit), load));
    }
  }
  return found;
}

function budgetsOf(level: LimitLevel, name: string, claimLimit: string) {
  const holder: LimitHolder = { level, name };
  return LIMITED_RATES.map((limit) => ({ budget: budgetName(limit, holder), claimLimit }));
}

function stricter(one: LimitLoad | undefined, other: LimitLoad): LimitLoad {
  return one === undefined
    ? other
    : {
        waitingShare: Math.max(one.waitingShare, other.waitingShare),
        isThrottled: one.isThrottled || other.isThrottled,
        pausedForMs: Math.max(one.pausedForMs, other.pausedForMs),
      };
}
