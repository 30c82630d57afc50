import type { LimitStore, Slice, SliceRequest } from "@penstock/core";
import { budgetPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";

const lease = new Script("limits/lease");

/** A budget for each limit, each in a slot of its own. */
export class RedisLimitStore implements LimitStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  /** They are sent together: none waits for the reply to another. */
  lease(worker: string, requests: readonly SliceRequest[]): Promise<readonly Slice[]> {
    return this.#calls.ask((redis) =>
      Promise.all(
        requests.map(async ({ budget, ratePerSecond, wanted, seen }) => {
          const responses = seen === undefined ? [] : [seen.accepted, seen.throttled, seen.forMs];
          const args = [worker, ratePerSecond ?? "", wanted, ...responses];
          return parseSlice(await lease.run(redis, budgetPrefix(budget), ...args));
        }),
      ),
    );
  }
}

/** `{ granted, how many workers share it, what it has in a second, or nothing for no bound }` */
function parseSlice(reply: unknown): Slice {
  const [granted, sharers, rate] = reply as readonly [string, number, string];
  return {
    granted: Number(granted),
    sharers,
    ratePerSecond: rate === "" ? undefined : Number(rate),
  };
}
