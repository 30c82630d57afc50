import { expect, test } from "vitest";
import { Deadline } from "./deadline.ts";

const LONG_MS = 60_000;

/** How long after the start each of the calls came, once there are so many. */
function calls() {
  const startedAtMs = performance.now();
  const came: { name: string; afterMs: number }[] = [];
  const waiting = Promise.withResolvers<void>();
  return {
    came,
    first: waiting.promise,
    note: (name: string) => () => {
      came.push({ name, afterMs: performance.now() - startedAtMs });
      waiting.resolve();
    },
  };
}

test("a deadline that is moved on is not over at the earlier time", async () => {
  const { came, first, note } = calls();
  const deadline = new Deadline();

  deadline.set(5, note("early"));
  deadline.set(40, note("late"));
  await first;

  expect(came).toMatchObject([{ name: "late" }]);
  expect(came[0]?.afterMs).toBeGreaterThanOrEqual(40);
});

test("a deadline that is moved forward is over before the time that it had", async () => {
  const { came, first, note } = calls();
  const deadline = new Deadline();

  deadline.set(LONG_MS, note("late"));
  deadline.set(5, note("early"));
  await first;

  expect(came).toMatchObject([{ name: "early" }]);
});

test("one that was cleared, or ended, can be set again", async () => {
  const { came, first, note } = calls();
  const deadline = new Deadline();

  deadline.set(1, note("cleared"));
  deadline.clear();
  deadline.set(2, note("ended"));
  deadline.end();
  deadline.set(10, note("set again"));
  await first;

  expect(came).toMatchObject([{ name: "set again" }]);
});
