import type { TaskOutcome } from "@penstock/core";
import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { openSlots, slotBounds } from "./worker-slots.ts";

const MIB = 1024 * 1024;
const UPLOADED: TaskOutcome = { kind: "done", uploadedBytes: 16 * MIB };

/** Carries rounds of as many parts as there are slots, one second each. */
async function workFor(rounds: number, slots: Parameters<typeof openSlots>[0]) {
  const clock = new ManualClock();
  const reported: number[] = [];
  const opened = openSlots(slots, clock, async (count) => {
    reported.push(count);
  });
  for (let round = 0; round < rounds; round += 1) {
    const second = Promise.withResolvers<TaskOutcome>();
    const uploaded = Array.from({ length: opened.count() }, () =>
      opened.watch(() => second.promise),
    );
    clock.advance(1000);
    second.resolve(UPLOADED);
    await Promise.all(uploaded);
  }
  return { opened, reported };
}

describe("slotBounds", () => {
  // [slots, memory, buffer, what comes of it]
  test.each([
    ["auto", 256, 16, { slots: { most: 16 }, bufferBytes: 16 * MIB }],
    ["auto", 250, 16, { slots: { most: 15 }, bufferBytes: 16 * MIB }],
    ["auto", 256, 1, { slots: { most: 64 }, bufferBytes: MIB }],
    ["auto", 8, 16, { slots: { most: 1 }, bufferBytes: 8 * MIB }],
    [32, 256, 16, { slots: { fixed: 32 }, bufferBytes: 16 * MIB }],
  ] as const)(
    "makes of %s slots, %d MiB and buffers of %d MiB %j",
    (slots, memory, buffer, bounds) => {
      const settings = { slots, memoryBytes: memory * MIB, bufferBytes: buffer * MIB };

      expect(slotBounds(settings)).toEqual(bounds);
    },
  );
});

describe("openSlots", () => {
  test("grows to the most while each part takes as long as with fewer", async () => {
    const { opened, reported } = await workFor(40, { most: 16 });

    expect(reported.slice(0, 2)).toEqual([12, 16]);
    expect(Math.max(...reported)).toBe(16);
    expect(opened.count()).toBeGreaterThanOrEqual(12);
  });

  test("keeps a fixed number", async () => {
    const { opened, reported } = await workFor(40, { fixed: 3 });

    expect(opened.count()).toBe(3);
    expect(reported).toEqual([]);
  });

  test("lets a failure through", async () => {
    const opened = openSlots({ most: 16 }, new ManualClock(), async () => undefined);

    const carrying = opened.watch(() => Promise.reject(new Error("a bug")));

    await expect(carrying).rejects.toThrow("a bug");
  });
});
