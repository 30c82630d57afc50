import { eventually, ManualClock } from "@penstock/testkit";
import { expect, onTestFinished, test, vi } from "vitest";
import { pauseAfter, startPatientLoop } from "./patient-loop.ts";

test.each([
  [0, 2000, 2000],
  [1, 2000, 4000],
  [3, 2000, 16_000],
  [4, 2000, 30_000],
  [1000, 2000, 30_000],
  [5, 60_000, 60_000],
])(
  "after %i failures in a row, a pass each %i ms comes after %i ms",
  (failures, everyMs, pauseMs) => {
    expect(pauseAfter(failures, everyMs)).toBe(pauseMs);
  },
);

test("says what fails and how often, until a pass goes well", async () => {
  let isBroken = true;
  const loop = startPatientLoop({
    what: "the sweep of the journal",
    everyMs: 1,
    clock: new ManualClock(),
    onError: vi.fn(),
    run: () => (isBroken ? Promise.reject(new Error("the disk is full")) : Promise.resolve()),
  });
  onTestFinished(() => loop.stop());

  const before = await eventually(() => loop.remarks().find((text) => text.includes(" times ")));
  isBroken = false;
  await eventually(() => loop.remarks().length === 0);

  expect(before).toMatch(
    /^the sweep of the journal failed \d+ times in a row since .*: the disk is full$/,
  );
});
