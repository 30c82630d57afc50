import { ManualClock, seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { admit, afterProbing, afterUnavailability, aged, type Breaker, CLOSED } from "./breaker.ts";

const NOW_MS = 1_000_000;

function failures(count: number): Breaker {
  let breaker: Breaker = CLOSED;
  for (let index = 0; index < count; index += 1) {
    breaker = afterUnavailability(breaker, NOW_MS, 0);
  }
  return breaker;
}

describe("a breaker", () => {
  test("lets every call through until five failures in a row got no response", () => {
    expect(admit(failures(4), NOW_MS)).toEqual({ kind: "go" });
    expect(admit(failures(5), NOW_MS)).toEqual({ kind: "wait", forMs: 1000 });
  });

  test("is not held open longer by what was under way when it opened", () => {
    expect(failures(50)).toEqual(failures(5));
  });

  test("lets one probe when its time is over, and no other until it ends", () => {
    const open = failures(5);

    const due = admit(open, NOW_MS + 1000);
    const probing = afterProbing(open);

    expect(due).toEqual({ kind: "probe" });
    expect(admit(probing, NOW_MS + 1000)).toEqual({ kind: "wait", forMs: 1000 });
  });

  test("whose time was over long ago lets the next step try, and opens at its first failure", () => {
    const old = aged(failures(5), NOW_MS + 62_000);

    expect(admit(old, NOW_MS + 62_000)).toEqual({ kind: "go" });
    expect(afterUnavailability(old, NOW_MS, 0).kind).toBe("open");
    expect(aged(failures(5), NOW_MS + 60_000)).toEqual(failures(5));
  });

  // [how often it opened, the longest that it stays open, with the largest jitter]
  test.each([
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [4, 16_000],
    [5, 30_000],
    [500, 30_000],
  ])("stays open, the %dth time, for 1 s to %d ms", (openings, ceilingMs) => {
    const probing: Breaker =
      openings === 1
        ? { kind: "closed", failures: 4 }
        : { kind: "half-open", openings: openings - 1 };

    const least = afterUnavailability(probing, NOW_MS, 0);
    const most = afterUnavailability(probing, NOW_MS, 0.999_999_9);

    expect(least).toEqual({ kind: "open", openings, untilMs: NOW_MS + 1000 });
    expect(most).toEqual({ kind: "open", openings, untilMs: NOW_MS + ceilingMs });
  });

  test("is probed at about once in 15 s while an outage lasts", () => {
    const clock = new ManualClock();
    const random = seededRandom(1);
    const hourMs = 3_600_000;
    const endsAtMs = clock.nowMs() + hourMs;
    let breaker = failures(5);
    let probes = 0;

    while (clock.nowMs() < endsAtMs) {
      const admission = admit(breaker, clock.nowMs());
      if (admission.kind === "wait") {
        clock.advance(admission.forMs);
      } else {
        probes += 1;
        breaker = afterUnavailability(afterProbing(breaker), clock.nowMs(), random.unit());
      }
    }

    expect(hourMs / probes).toBeGreaterThan(10_000);
    expect(hourMs / probes).toBeLessThan(20_000);
  });
});
