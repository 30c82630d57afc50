import { expect, test } from "vitest";
import type { Start } from "./ledger-scenario.ts";

const SEEN = { accepted: 5, throttled: 5, forMs: 1000 };

/** How what is moved waits for limits, as workers say with their leases. */
export function describeLimitLoads(start: Start): void {
  test("tells of all workers how much of what they move waits for a budget", async () => {
    const { ledger, tenant } = await start();
    const request = { budget: `bytes ${tenant}`, ratePerSecond: 100, wanted: 1 };
    await ledger.limits.lease("a", [{ ...request, load: { moving: 6, waiting: 3 } }]);
    await ledger.limits.lease("b", [{ ...request, load: { moving: 2, waiting: 1 } }]);

    const [load, unknown] = await ledger.limits.loads([request.budget, `bytes ${tenant} other`]);

    expect(load).toMatchObject({ isThrottled: false, pausedForMs: 0 });
    expect(load?.waitingShare).toBeCloseTo(0.5, 2);
    expect(unknown).toBeUndefined();
  });

  test("says that rejections bound it, and nothing of one that nothing bounds", async () => {
    const { ledger, tenant } = await start();
    const load = { moving: 2, waiting: 0 };
    const request = { ratePerSecond: undefined, wanted: 1, load };
    const [throttled, free] = [`requests ${tenant}`, `requests ${tenant} free`];
    await ledger.limits.lease("a", [
      { ...request, budget: throttled, seen: SEEN },
      { ...request, budget: free },
    ]);

    expect(await ledger.limits.loads([throttled, free])).toEqual([
      { waitingShare: 0, isThrottled: true, pausedForMs: 0 },
      undefined,
    ]);
  });

  test("gives no worker anything for as long as one of them was told to wait", async () => {
    const { ledger, tenant } = await start();
    const request = { budget: `requests ${tenant}`, ratePerSecond: undefined, wanted: 10 };
    const seen = { ...SEEN, pauseMs: 60_000 };
    await ledger.limits.lease("a", [{ ...request, seen }]);

    const [other] = await ledger.limits.lease("b", [request]);
    const [load] = await ledger.limits.loads([request.budget]);

    expect(other?.granted).toBe(0);
    expect(other?.pausedForMs).toBeGreaterThan(50_000);
    expect(load?.pausedForMs).toBeGreaterThan(50_000);
  });
}
