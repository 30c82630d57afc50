import { Repetitions } from "@penstock/core";
import { eventually, ManualClock, seededRandom } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { startPatientLoop } from "./patient-loop.ts";

const EVERY_MS = 1;

function start(options: { readonly fixedBecause?: string } = {}) {
  const repeats = new Repetitions({ clock: new ManualClock(), random: seededRandom(1) });
  const state = { isBroken: true, failures: 0 };
  const loop = startPatientLoop({
    what: "the sweep of the journal",
    everyMs: EVERY_MS,
    repeats,
    onError: (_error, failures) => {
      state.failures = failures;
    },
    run: () => (state.isBroken ? Promise.reject(new Error("the disk is full")) : Promise.resolve()),
    ...options,
  });
  onTestFinished(() => loop.stop());
  return { repeats, state, loop };
}

test("says what fails and how often, until a pass goes well", async () => {
  const { repeats, state } = start({ fixedBecause: "a test waits for it" });

  const before = await eventually(() => repeats.list().find(({ failures }) => failures > 1));
  state.isBroken = false;
  await eventually(() => repeats.list().length === 0);

  expect(before).toMatchObject({
    what: "the sweep of the journal",
    cause: { code: "unexpected-error", message: "the disk is full" },
  });
});

test("does not fail any more once it is stopped", async () => {
  const { repeats, loop } = start();
  await eventually(() => repeats.list().length > 0);

  await loop.stop();

  expect(repeats.list()).toEqual([]);
});

test("comes at growing pauses while it fails", async () => {
  const { repeats, state } = start();

  await eventually(() => state.failures === 1);

  const [failing] = repeats.list();
  expect(failing?.nextTryAtMs).toBeGreaterThan((failing?.sinceMs ?? 0) + 100 * EVERY_MS);
});

test("keeps its pace where a reason says so, and is shown all the same", async () => {
  const { repeats, state } = start({ fixedBecause: "the others wait for it" });

  await eventually(() => state.failures > 20);

  const [failing] = repeats.list();
  expect(failing?.nextTryAtMs).toBe((failing?.sinceMs ?? 0) + EVERY_MS);
});
