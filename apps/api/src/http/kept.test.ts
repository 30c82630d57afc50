import { ManualClock } from "@penstock/testkit";
import { expect, test, vi } from "vitest";
import { kept } from "./kept.ts";

test("asks once within the time, and again afterwards", async () => {
  const clock = new ManualClock();
  const ask = vi.fn(async () => clock.nowMs());
  const read = kept(ask, 1000, clock);

  const first = await Promise.all([read(), read()]);
  clock.advance(999);
  const second = await read();
  clock.advance(1);
  const third = await read();

  expect(ask).toHaveBeenCalledTimes(2);
  expect([...first, second]).toEqual([first[0], first[0], first[0]]);
  expect(third).toBe(clock.nowMs());
});

test("asks again what failed", async () => {
  const ask = vi.fn<() => Promise<number>>();
  ask.mockRejectedValueOnce(new Error("away")).mockResolvedValueOnce(3);
  const read = kept(ask, 1000, new ManualClock());

  await expect(read()).rejects.toThrow("away");

  expect(await read()).toBe(3);
});
