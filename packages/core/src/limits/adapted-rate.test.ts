import { describe, expect, test } from "vitest";
import { adaptRate } from "./adapted-rate.ts";
import { type Budget, SLICE_MS, takeSlice } from "./budget.ts";

/** A store that takes so many requests in each second, and throttles what comes beyond. */
class Store {
  taken = 0;
  refused = 0;
  #second = -1;
  #count = 0;
  readonly #capacity: (second: number) => number;

  constructor(capacity: (second: number) => number) {
    this.#capacity = capacity;
  }

  send(requests: number, nowMs: number): { accepted: number; throttled: number } {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    const accepted = Math.min(requests, Math.max(0, this.#capacity(second) - this.#count));
    this.#count += requests;
    this.taken += accepted;
    this.refused += requests - accepted;
    return { accepted, throttled: requests - accepted };
  }
}

/** Workers that send all that they may, and would send `wish` requests in each slice if nothing bounded them. */
function drive(
  store: Store,
  { workers, seconds, wish }: Record<"workers" | "seconds" | "wish", number>,
) {
  let budget: Budget | undefined;
  const states = Array.from({ length: workers }, () => ({
    seen: { accepted: 0, throttled: 0, forMs: SLICE_MS },
    left: 0,
    isBound: false,
  }));
  const takenAtSecond: number[] = [];
  const refusedAtSecond: number[] = [];
  for (let nowMs = 0; nowMs < seconds * 1000; nowMs += SLICE_MS) {
    for (const [worker, state] of states.entries()) {
      const atMs = nowMs + (worker * SLICE_MS) / workers;
      if (state.isBound || state.seen.throttled > 0) {
        const request = { ratePerSecond: undefined, wanted: wish, seen: state.seen };
        const taken = takeSlice(budget, `${worker}`, request, atMs);
        budget = taken.budget;
        state.isBound = taken.slice.ratePerSecond !== undefined;
        state.left = Math.min(wish, state.left + taken.slice.granted);
      } else {
        state.left = wish;
      }
      const requests = Math.floor(state.left);
      state.left -= requests;
      state.seen = { ...store.send(requests, atMs), forMs: SLICE_MS };
    }
    takenAtSecond[Math.floor(nowMs / 1000)] = store.taken;
    refusedAtSecond[Math.floor(nowMs / 1000)] = store.refused;
  }
  const takenBetween = (from: number, to: number) =>
    (takenAtSecond[to - 1] ?? 0) - (takenAtSecond[from - 1] ?? 0);
  const refusedBetween = (from: number, to: number) =>
    (refusedAtSecond[to - 1] ?? 0) - (refusedAtSecond[from - 1] ?? 0);
  return { takenBetween, refusedBetween };
}

describe("a rate that follows a store's rejections", () => {
  test.each([
    [1, 50],
    [8, 50],
    [8, 400],
    [32, 3000],
  ])(
    "uses at least nine tenths of what %i workers may send, %i requests a second",
    (workers, capacity) => {
      const store = new Store(() => capacity);

      const { takenBetween, refusedBetween } = drive(store, {
        workers,
        seconds: 120,
        wish: capacity,
      });

      expect(takenBetween(20, 120) / (100 * capacity)).toBeGreaterThan(0.9);
      expect(refusedBetween(20, 120) / (100 * capacity)).toBeLessThan(0.03);
    },
  );

  test("finds a capacity that has doubled, and one that has halved", () => {
    const store = new Store((second) => (second < 40 ? 100 : second < 120 ? 200 : 50));

    const { takenBetween } = drive(store, { workers: 4, seconds: 160, wish: 100 });

    expect(takenBetween(90, 120) / (30 * 200)).toBeGreaterThan(0.85);
    expect(takenBetween(130, 160) / (30 * 50)).toBeGreaterThan(0.85);
  });

  test("counts the rejections of one overload once", () => {
    const seen = { accepted: 80, throttled: 20, forMs: 1000 };
    const first = adaptRate(undefined, { seen, isNew: true, isWanted: true }, 0);
    const second = adaptRate(first, { seen, isNew: false, isWanted: true }, 10);
    const third = adaptRate(second, { seen, isNew: false, isWanted: true }, 1000);

    expect(first?.ratePerSecond).toBe(85);
    expect(second?.ratePerSecond).toBe(85);
    expect(third?.ratePerSecond).toBeCloseTo(72.25);
  });

  test.each([
    [99, 1, 93],
    [85, 15, 93],
    [84, 16, 85],
    [70, 30, 85],
    [69, 31, 50],
    [0, 100, 50],
  ])(
    "of which %i are accepted and %i refused becomes %i of a hundred",
    (accepted, throttled, rate) => {
      const seen = { accepted, throttled, forMs: 1000 };

      const cut = adaptRate(undefined, { seen, isNew: true, isWanted: true }, 0);

      expect(cut?.ratePerSecond).toBeCloseTo(rate);
    },
  );

  test("does not exist before the first rejection, and never ends at nothing", () => {
    const calm = { accepted: 90, throttled: 0, forMs: 1000 };
    expect(adaptRate(undefined, { seen: calm, isNew: true, isWanted: true }, 0)).toBeUndefined();

    const seen = { accepted: 0, throttled: 10, forMs: 1000 };
    let rate = adaptRate(undefined, { seen, isNew: true, isWanted: true }, 0);
    for (let nowMs = 1000; nowMs < 60_000; nowMs += 1000) {
      rate = adaptRate(rate, { seen, isNew: false, isWanted: true }, nowMs);
    }
    expect(rate?.ratePerSecond).toBe(1);
  });
});
