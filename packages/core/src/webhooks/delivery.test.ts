import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterAttempt,
  askedForAgain,
  DELIVERY_DELAYS_MS,
  type WebhookDelivery,
} from "./delivery.ts";

const HOUR_MS = 3_600_000;
const NEW: WebhookDelivery = {
  ...{ tenant: "a", id: "dlv_1", webhookId: "whk_1", messageId: "evt_1", type: "job.completed" },
  ...{ body: "{}", createdAtMs: 0, state: "pending", nextAttemptAtMs: 0 },
  ...{ attempts: [], attemptsBefore: 0 },
};
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Every attempt fails, each at the moment when it is due. */
function failing(delivery: WebhookDelivery, units: readonly number[], status = 500) {
  let current = delivery;
  for (const each of units) {
    if (current.state === "pending") {
      const times = { atMs: current.nextAttemptAtMs, durationMs: 0, unit: each };
      current = afterAttempt(current, { status }, times);
    }
  }
  return current;
}

describe("a delivery", () => {
  test("is attempted ten times in three days, never far from its delays, and then has failed", () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 10, maxLength: 12 }), (units) => {
        const { state, attempts } = failing(NEW, units);

        const delays = attempts.map(({ atMs }, at) => atMs - (attempts[at - 1]?.atMs ?? 0));
        expect([state, attempts.length]).toEqual(["failed", 10]);
        for (const [at, delayMs] of DELIVERY_DELAYS_MS.entries()) {
          expect(delays[at]).toBeGreaterThanOrEqual(0.8 * delayMs - 1);
          expect(delays[at]).toBeLessThanOrEqual(1.2 * delayMs + 1);
        }
      }),
    );
    const wholeMs = DELIVERY_DELAYS_MS.reduce((sum, each) => sum + each, 0);
    expect(wholeMs / HOUR_MS).toBeCloseTo(75.6, 0);
  });

  test("waits as long as its receiver asks, a day at most, and never less than its delay", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 * HOUR_MS }), unit, (retryAfterMs, each) => {
        const times = { atMs: 0, durationMs: 0, unit: each };

        const { nextAttemptAtMs } = afterAttempt(NEW, { status: 503, retryAfterMs }, times);

        expect(nextAttemptAtMs).toBeGreaterThanOrEqual(Math.min(retryAfterMs, 24 * HOUR_MS));
        expect(nextAttemptAtMs).toBeLessThanOrEqual(Math.max(6000, 24 * HOUR_MS));
      }),
    );
  });

  test.each([
    [200, "delivered"],
    [204, "delivered"],
    [302, "pending"],
    [404, "pending"],
    [500, "pending"],
    [undefined, "pending"],
    [410, "failed"],
  ] as const)("that was answered %s is %s", (status, state) => {
    const times = { atMs: 0, durationMs: 0, unit: 0 };

    expect(afterAttempt(NEW, { status }, times).state).toBe(state);
  });

  test("that is asked for again has all of its attempts, and keeps those before", () => {
    const units = Array.from({ length: 10 }, () => 0.5);

    const again = askedForAgain(failing(NEW, units), 5);

    expect(again).toMatchObject({ state: "pending", nextAttemptAtMs: 5 });
    expect(failing(again, units).attempts).toHaveLength(20);
  });
});
