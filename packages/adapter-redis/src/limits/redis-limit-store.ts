import type { LimitLoad, LimitStore, Slice, SliceRequest } from "@penstock/core";
import { budgetPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";

const lease = new Script("limits/lease");
const load = new Script("limits/load");

/** A budget for each limit, each in a slot of its own. */
export class RedisLimitStore implements LimitStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  loads(budgets: readonly string[]): Promise<readonly (LimitLoad | undefined)[]> {
    return this.#calls.ask((redis) =>
      Promise.all(
        budgets.map(async (budget) => parseLoad(await load.run(redis, budgetPrefix(budget)))),
      ),
    );
  }

  /** They are sent together: none waits for the reply to another. */
  lease(worker: string, requests: readonly SliceRequest[]): Promise<readonly Slice[]> {
    return this.#calls.ask((redis) =>
      Promise.all(
        requests.map(async ({ budget, ratePerSecond, wanted, seen, load }) => {
          const moved = load === undefined ? "" : `${load.moving},${load.waiting}`;
          const args = [worker, ratePerSecond ?? "", wanted, moved, ...responsesOf(seen)];
          return parseSlice(await lease.run(redis, budgetPrefix(budget), ...args));
        }),
      ),
    );
  }
}

function responsesOf(seen: SliceRequest["seen"]): readonly number[] {
  return seen === undefined
    ? []
    : [seen.accepted, seen.throttled, seen.forMs, Math.round(seen.pauseMs ?? 0)];
}

/** Nothing, or `{ share of the time, 1 where it is throttled, for how long it is paused }` */
function parseLoad(reply: unknown): LimitLoad | undefined {
  const [share, isThrottled, pausedForMs = 0] = reply as readonly [string?, number?, number?];
  return share === undefined
    ? undefined
    : { waitingShare: Number(share), isThrottled: isThrottled === 1, pausedForMs };
}

/** `{ granted, how many workers share it, what it has in a second, or nothing for no bound, for how long it is paused }` */
function parseSlice(reply: unknown): Slice {
  const [granted, sharers, rate, pausedForMs] = reply as readonly [string, number, string, number];
  return {
    granted: Number(granted),
    sharers,
    ratePerSecond: rate === "" ? undefined : Number(rate),
    ...(pausedForMs > 0 && { pausedForMs }),
  };
}
