import { ManualClock, silentLog } from "@penstock/testkit";
import { describe, expect, test, vi } from "vitest";
import { createAdmission, type Memory } from "./admission.ts";

function admission(usedBytes: number, maxBytes: number | undefined) {
  const clock = new ManualClock();
  let memory: Memory = { usedBytes, maxBytes };
  const readMemory = vi.fn(async () => memory);
  const [error, info] = [vi.fn(), vi.fn()];
  const assertCapacity = createAdmission({ readMemory, clock, log: { ...silentLog, error, info } });
  return {
    assertCapacity,
    readMemory,
    error,
    info,
    /** What the server says a second later. */
    change: (next: Partial<Memory>) => {
      memory = { ...memory, ...next };
      clock.advance(1000);
    },
  };
}

describe("admission", () => {
  test.each([
    ["has no limit", 10 ** 12, undefined],
    ["is empty", 0, 1000],
    ["is filled just below four fifths", 799, 1000],
  ])("lets a job in while Redis %s", async (_name, usedBytes, maxBytes) => {
    const { assertCapacity } = admission(usedBytes, maxBytes);

    await expect(assertCapacity()).resolves.toBeUndefined();
  });

  test.each([
    ["to four fifths", 800],
    ["to the brim", 1000],
    ["above its limit", 1200],
  ])("refuses a job while Redis is filled %s", async (_name, usedBytes) => {
    const { assertCapacity } = admission(usedBytes, 1000);

    await expect(assertCapacity()).rejects.toMatchObject({ code: "ledger-full" });
  });

  test("reads the memory once a second, however many ask at once", async () => {
    const { assertCapacity, readMemory, change } = admission(1, 1000);

    await Promise.all(Array.from({ length: 50 }, () => assertCapacity()));
    expect(readMemory).toHaveBeenCalledTimes(1);
    change({});
    await assertCapacity();

    expect(readMemory).toHaveBeenCalledTimes(2);
  });

  test("lets jobs in again when there is room, and says each change once", async () => {
    const { assertCapacity, change, error, info } = admission(900, 1000);
    await expect(assertCapacity()).rejects.toThrow("90 %");
    await expect(assertCapacity()).rejects.toThrow("90 %");

    change({ maxBytes: 2000 });
    await assertCapacity();
    await assertCapacity();

    expect(error).toHaveBeenCalledOnce();
    expect(info).toHaveBeenCalledOnce();
  });
});
