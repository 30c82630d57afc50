import { ManualClock, repetitions, silentLog } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { aheadOfLedgerMs, openSharedClock } from "./shared-clock.ts";

const MINUTE_MS = 60_000;

/** The clock of a process that is ahead of Redis's. */
async function openAhead(aheadMs: number) {
  const ledger = new ManualClock();
  const warn = vi.fn();
  const clock = await openSharedClock({
    own: { nowMs: () => ledger.nowMs() + aheadMs },
    steady: ledger,
    readMs: () => Promise.resolve(ledger.nowMs()),
    repeats: repetitions(ledger),
    log: { ...silentLog, warn },
  });
  await clock.stop();
  return { clock, ledger, warn };
}

describe("the clock of a process", () => {
  test.each([20 * MINUTE_MS, -20 * MINUTE_MS, 2001])(
    "that is %d ms ahead tells the time of Redis",
    async (aheadMs) => {
      const { clock, ledger, warn } = await openAhead(aheadMs);

      ledger.advance(MINUTE_MS);

      expect(clock.nowMs()).toBe(ledger.nowMs());
      expect(warn).toHaveBeenCalledExactlyOnceWith({ aheadMs }, expect.stringContaining("NTP"));
    },
  );

  test.each([0, 2000, -2000])("that is %d ms ahead is left alone", async (aheadMs) => {
    const { clock, ledger, warn } = await openAhead(aheadMs);

    expect(clock.nowMs()).toBe(ledger.nowMs() + aheadMs);
    expect(warn).not.toHaveBeenCalled();
  });
});

test.each([20 * MINUTE_MS, -20 * MINUTE_MS])(
  "a clock that is set by %d ms between two comparisons, or set right again, changes nothing",
  async (stepMs) => {
    const ledger = new ManualClock();
    let [first, second] = [0, stepMs];
    const open = (own: () => number) =>
      openSharedClock({
        own: { nowMs: () => ledger.nowMs() + own() },
        steady: ledger,
        readMs: () => Promise.resolve(ledger.nowMs()),
        repeats: repetitions(ledger),
        log: silentLog,
      });
    const clocks = await Promise.all([open(() => first), open(() => second)]);
    await Promise.all(clocks.map((clock) => clock.stop()));

    [first, second] = [stepMs, 0];
    ledger.advance(5000);

    expect(clocks.map((clock) => clock.nowMs())).toEqual([ledger.nowMs(), ledger.nowMs()]);
  },
);

test("what is taken off a clock leaves it no further from the ledger's than the margin and the response took", () => {
  const ms = fc.integer({ min: 0, max: 100_000 });
  const signedMs = fc.integer({ min: -10_000_000, max: 10_000_000 });
  fc.assert(
    fc.property(signedMs, signedMs, ms, ms, (beforeMs, aheadMs, thereMs, backMs) => {
      const ledgerMs = 1_000_000_000;
      const sentMs = ledgerMs + aheadMs - thereMs;
      const receivedMs = ledgerMs + aheadMs + backMs;

      const found = aheadOfLedgerMs(beforeMs, { sentMs, ledgerMs, receivedMs });

      expect(Math.abs(aheadMs - found)).toBeLessThanOrEqual(2000 + thereMs + backMs);
    }),
  );
});

test("a response that took an hour changes nothing of what was known", () => {
  const HOUR_MS = 60 * MINUTE_MS;

  const found = aheadOfLedgerMs(MINUTE_MS, { sentMs: 0, ledgerMs: 0, receivedMs: HOUR_MS });

  expect(found).toBe(MINUTE_MS);
});
