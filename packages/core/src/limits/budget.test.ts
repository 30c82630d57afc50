import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Budget, SLICE_MS, takeSlice } from "./budget.ts";

const RATE = 10_000;

/** Workers that ask about every slice, each for what it wants in a second; returns what each one got in a second. */
function share(
  wants: readonly number[],
  { seconds, jitter = () => 0.5 }: { readonly seconds: number; readonly jitter?: () => number },
): readonly number[] {
  const got = wants.map(() => 0);
  const asks = wants.map((_, worker) => ({ worker, atMs: (worker * SLICE_MS) / wants.length }));
  let budget: Budget | undefined;
  for (;;) {
    const ask = asks.toSorted((one, other) => one.atMs - other.atMs)[0];
    if (ask === undefined || ask.atMs > seconds * 1000) {
      return got.map((each) => each / seconds);
    }
    const perSlice = ((wants[ask.worker] ?? 0) * SLICE_MS) / 1000;
    const request = { ratePerSecond: RATE, wanted: perSlice * 1.5 };
    const taken = takeSlice(budget, `${ask.worker}`, request, ask.atMs);
    budget = taken.budget;
    // What it cannot use at once it would not ask for.
    got[ask.worker] = (got[ask.worker] ?? 0) + Math.min(taken.slice.granted, perSlice * 1.1);
    ask.atMs += SLICE_MS * (0.9 + 0.3 * jitter());
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe("a budget", () => {
  test.each([1, 2, 8, 100])("is used up by %i workers that want all of it, evenly", (workers) => {
    // A golden ratio of a turn each: neither in step with the slices nor at random.
    let turn = 0;
    const jitter = () => {
      turn = (turn + 0.618_034) % 1;
      return turn;
    };
    const all = Array.from({ length: workers }, () => RATE);
    const got = share(all, { seconds: 60, jitter });

    expect(sum(got) / RATE).toBeGreaterThan(0.97);
    expect(sum(got) / RATE).toBeLessThan(1.02);
    // The first one had all of it for a moment.
    expect(Math.min(...got) / (sum(got) / workers)).toBeGreaterThan(0.95);
  });

  test("gives what some workers do not want to those that do", () => {
    const [little = 0, much = 0] = share([RATE / 10, RATE], { seconds: 60 });

    expect(little).toBeGreaterThan(RATE * 0.09);
    expect(little + much).toBeGreaterThan(RATE * 0.95);
  });

  test("never gives more than its rate and half a second of it, whatever is asked for and when", () => {
    const asks = fc.array(
      fc.record({
        worker: fc.constantFrom("a", "b", "c", "d"),
        afterMs: fc.integer({ min: 0, max: 2000 }),
        wanted: fc.oneof(fc.constant(Number.MAX_SAFE_INTEGER), fc.nat(RATE)),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(asks, (drawn) => {
        let budget: Budget | undefined;
        let nowMs = 0;
        let granted = 0;
        for (const { worker, afterMs, wanted } of drawn) {
          nowMs += afterMs;
          const taken = takeSlice(budget, worker, { ratePerSecond: RATE, wanted }, nowMs);
          budget = taken.budget;
          granted += taken.slice.granted;
          expect(taken.slice.granted).toBeGreaterThanOrEqual(0);
          expect(taken.slice.granted).toBeLessThanOrEqual(wanted);
          expect(granted).toBeLessThanOrEqual((RATE * nowMs) / 1000 + RATE / 2 + 1e-6);
        }
      }),
    );
  });

  test("starves no worker that asks, however greedy the others are", () => {
    const greedy = Array.from({ length: 9 }, () => RATE);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
        const jitter = () => stream.next().value ?? 0;
        const got = share([...greedy, RATE / 20], { seconds: 20, jitter });
        expect(got.at(-1)).toBeGreaterThan((RATE / 20) * 0.85);
      }),
      { numRuns: 20 },
    );
  });

  test("gives nothing while its rate is 0, and forgets who has gone", () => {
    const first = takeSlice(undefined, "a", { ratePerSecond: 0, wanted: 5 }, 0);
    expect(first.slice.granted).toBe(0);

    const second = takeSlice(first.budget, "b", { ratePerSecond: RATE, wanted: 5 }, 5000);
    expect(second.slice).toEqual({ granted: 5, sharers: 1, ratePerSecond: RATE });
  });

  test("bounds nothing where no limit is set and nothing was throttled", () => {
    const { slice } = takeSlice(undefined, "a", { ratePerSecond: undefined, wanted: 5 }, 0);

    expect(slice).toEqual({ granted: 5, sharers: 1, ratePerSecond: undefined });
  });
});
