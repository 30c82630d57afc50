import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LimitLoad, MOST_UNITS, usefulUnits } from "./useful-units.ts";

function loadOf(waitingShare: number): LimitLoad {
  return { waitingShare, isThrottled: true, pausedForMs: 0 };
}

/** A store that takes so many requests a second, each of which takes so long. */
function settle(capacity: number, serviceMs: number, seconds = 60): readonly number[] {
  const useful = Math.max(1, (capacity * serviceMs) / 1000);
  const seen: number[] = [];
  let units: number | undefined = usefulUnits(undefined, 0, loadOf(1));
  for (let second = 0; second < seconds && units !== undefined; second += 1) {
    const inFlight = Math.min(units, 200);
    units = usefulUnits(units, inFlight, loadOf(Math.max(0, 1 - useful / inFlight)));
    seen.push(units ?? 0);
  }
  return seen;
}

describe("units that share a limit on a rate", () => {
  test.each([
    [40, 5],
    [40, 250],
    [100, 500],
    [20, 5000],
  ])("come to what uses up %i requests a second of %i ms, and little more", (capacity, ms) => {
    const useful = Math.max(1, (capacity * ms) / 1000);

    const settled = settle(capacity, ms).slice(15);

    expect(Math.min(...settled)).toBeGreaterThanOrEqual(useful);
    expect(Math.max(...settled)).toBeLessThanOrEqual(Math.max(2, Math.ceil(useful * 2.6)));
  });

  test("are not bounded where they hardly wait", () => {
    expect(usefulUnits(undefined, 0, loadOf(0.3))).toBeUndefined();
  });

  test("grow fast while none waits, and only where all of them are in flight", () => {
    expect(usefulUnits(8, 8, loadOf(0))).toBe(17);
    expect(usefulUnits(8, 8, loadOf(0.1))).toBe(11);
    expect(usefulUnits(8, 7, loadOf(0))).toBe(8);
  });

  test("stay between two and all, whatever is seen", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, fc.nat(5000))), (seen) => {
        let units: number | undefined = MOST_UNITS;
        for (const [waitingShare, inFlight] of seen) {
          units = usefulUnits(units, inFlight, loadOf(waitingShare));
          expect(units).toBeGreaterThanOrEqual(2);
          expect(units).toBeLessThanOrEqual(MOST_UNITS);
        }
      }),
    );
  });
});
