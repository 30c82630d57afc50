import type { TaskOutcome } from "@penstock/core";
import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import type { SlotSample } from "./adaptive-slots.ts";
import { SlotMeter } from "./slot-meter.ts";

const UPLOADED: TaskOutcome = { kind: "done", uploadedBytes: 1_000_000 };
const SKIPPED: TaskOutcome = { kind: "done" };
const THROTTLED: TaskOutcome = { kind: "later", delayMs: 10 };

function meterOf(slots: number) {
  const clock = new ManualClock();
  const meter = new SlotMeter(clock, slots);
  /** So many tasks side by side, again and again; the last sample that was due. */
  const carry = (rounds: number, outcomes: readonly TaskOutcome[], tookMs: number) => {
    let last: SlotSample | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const ends = outcomes.map((outcome) => ({ outcome, end: meter.begin() }));
      clock.advance(tookMs);
      for (const { outcome, end } of ends) {
        last = end(outcome) ?? last;
      }
    }
    return last;
  };
  return { clock, meter, carry };
}

describe("SlotMeter", () => {
  test("says what its slots move once each of them is uploaded a part", () => {
    const { carry } = meterOf(2);

    const sample = carry(1, [UPLOADED, UPLOADED], 4000);

    expect(sample).toEqual({ goodputBytesPerSecond: 500_000, isBusy: true });
  });

  test("says nothing within a second", () => {
    const { carry } = meterOf(2);

    expect(carry(9, [UPLOADED, UPLOADED], 100)).toBeUndefined();
    expect(carry(1, [UPLOADED, UPLOADED], 100)).toBeDefined();
  });

  test("does not depend on where the time is cut", () => {
    const { clock, meter } = meterOf(2);
    const first = meter.begin();
    clock.advance(1500);
    const second = meter.begin();
    clock.advance(1500);
    first(UPLOADED);
    const third = meter.begin();
    clock.advance(1500);

    const sample = second(UPLOADED);

    // 5/3 tasks at a time, each at 333 kB/s. The two parts by themselves, over 4.5 s, would be 444.
    expect(sample?.goodputBytesPerSecond).toBeCloseTo((5 / 3) * 333_333, -3);
    expect(third(UPLOADED)).toBeUndefined();
  });

  test("tells that slots were free", () => {
    const { carry } = meterOf(4);

    expect(carry(2, [UPLOADED, UPLOADED], 1000)).toMatchObject({ isBusy: false });
  });

  test("counts time without tasks as time of free slots", () => {
    const { clock, carry } = meterOf(2);
    clock.advance(60_000);

    expect(carry(1, [UPLOADED, UPLOADED], 2000)).toMatchObject({ isBusy: false });
    expect(carry(1, [UPLOADED, UPLOADED], 2000)).toMatchObject({ isBusy: true });
  });

  test("takes no rejection of a store for a part", () => {
    const { carry } = meterOf(2);

    expect(carry(10, [THROTTLED, THROTTLED], 1000)).toBeUndefined();
  });

  test("counts no bytes for a task that had nothing to upload", () => {
    const { carry } = meterOf(2);

    expect(carry(1, [SKIPPED, SKIPPED], 1000)).toBeUndefined();
    const sample = carry(2, [SKIPPED, UPLOADED], 1000);

    // Two parts in three seconds: the first round brought nothing.
    expect(sample?.goodputBytesPerSecond).toBeCloseTo(666_667, 0);
  });

  test("leaves out tasks that began with another number of slots", () => {
    const { clock, meter, carry } = meterOf(1);
    const before = meter.begin();
    clock.advance(1000);
    meter.setSlots(2);

    expect(carry(1, [UPLOADED], 1000)).toBeUndefined();
    expect(before(UPLOADED)).toBeUndefined();
    expect(carry(1, [UPLOADED], 1000)).toBeDefined();
  });
});
