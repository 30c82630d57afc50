import type { LimitLoad, LimitStore, Slice, SliceRequest } from "@penstock/core";
import { BUDGETS_PREFIX } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";

const lease = new Script("limits/lease");
const load = new Script("limits/load");

/** A budget for each limit, all of them in one slot: as many commands are sent as there are calls. */
export class RedisLimitStore implements LimitStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async loads(budgets: readonly string[]): Promise<readonly (LimitLoad | undefined)[]> {
    const reply = await this.#calls.ask((redis) => load.run(redis, BUDGETS_PREFIX, ...budgets));
    return (reply as readonly unknown[]).map(parseLoad);
  }

  async lease(worker: string, requests: readonly SliceRequest[]): Promise<readonly Slice[]> {
    const args = requests.flatMap(({ budget, ratePerSecond, wanted, seen, load: moved }) => {
      const units = moved === undefined ? "" : `${moved.moving},${moved.waiting}`;
      return [budget, ratePerSecond ?? "", wanted, units, ...responsesOf(seen)];
    });
    const reply = await this.#calls.ask((redis) =>
      lease.run(redis, BUDGETS_PREFIX, worker, ...args),
    );
    return (reply as readonly unknown[]).map(parseSlice);
  }
}

function responsesOf(seen: SliceRequest["seen"]): readonly number[] {
  const { accepted, throttled, forMs, pauseMs = 0 } = seen ?? NOTHING_SEEN;
  return [accepted, throttled, forMs, Math.round(pauseMs)];
}

const NOTHING_SEEN: NonNullable<SliceRequest["seen"]> = { accepted: 0, throttled: 0, forMs: 0 };

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
