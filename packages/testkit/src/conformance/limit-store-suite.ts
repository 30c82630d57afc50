import { expect, test } from "vitest";
import type { Start } from "./ledger-scenario.ts";

const RATE = 1_000_000;
const ALL = Number.MAX_SAFE_INTEGER;
/** What comes in while a test runs. */
const HURRIED = RATE * 0.4;

/** What every store of limits must do. */
export function describeLimitStore(start: Start): void {
  test("gives a worker a slice of a budget, and another one only what comes in", async () => {
    const { ledger, tenant } = await start();
    const request = { budget: `bytes ${tenant}`, ratePerSecond: RATE, wanted: ALL };

    const [first] = await ledger.limits.lease("a", [request]);
    const [second] = await ledger.limits.lease("b", [request]);

    expect(first).toEqual({ granted: RATE / 4, sharers: 1, ratePerSecond: RATE });
    expect(second?.sharers).toBe(2);
    expect(second?.granted).toBeLessThan(HURRIED);
  });

  test("keeps budgets apart, and answers in the order of the requests", async () => {
    const { ledger, tenant } = await start();
    const requests = [1000, 2000, 4000].map((ratePerSecond) => ({
      ...{ budget: `bytes ${tenant} ${ratePerSecond}`, ratePerSecond },
      wanted: ALL,
    }));

    const slices = await ledger.limits.lease("a", requests);

    expect(slices.map(({ granted }) => granted)).toEqual([250, 500, 1000]);
  });

  test("gives no more than is wanted, and nothing of nothing", async () => {
    const { ledger, tenant } = await start();
    const budget = `bytes ${tenant}`;

    const [some] = await ledger.limits.lease("a", [{ budget, ratePerSecond: RATE, wanted: 7 }]);
    const [none] = await ledger.limits.lease("a", [{ budget, ratePerSecond: 0, wanted: 7 }]);

    expect(some?.granted).toBe(7);
    expect(none).toEqual({ granted: 0, sharers: 1, ratePerSecond: 0 });
  });

  test.each([
    [90, 93],
    [80, 85],
    [60, 50],
  ])(
    "bounds a connection by its rejections once there are some, where %i of 100 were accepted to %i",
    async (accepted, rate) => {
      const { ledger, tenant } = await start();
      const request = { budget: `requests ${tenant}`, ratePerSecond: undefined, wanted: 100 };
      const seen = { accepted, throttled: 100 - accepted, forMs: 1000 };

      const [calm] = await ledger.limits.lease("a", [request]);
      const [bound] = await ledger.limits.lease("b", [{ ...request, seen }]);
      const [shared] = await ledger.limits.lease("c", [request]);

      expect(calm).toEqual({ granted: 100, sharers: 1, ratePerSecond: undefined });
      expect(bound?.ratePerSecond).toBeCloseTo(rate);
      expect(bound?.granted).toBeLessThan(25);
      expect(shared?.ratePerSecond).toBeGreaterThanOrEqual(rate);
      expect(shared?.ratePerSecond).toBeLessThan(rate + 10);
    },
  );
}
