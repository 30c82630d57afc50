import { type JobId, LimitCalendar, NO_TIME, newJobId, parseLimits } from "@penstock/core";
import { expect, test } from "vitest";
import { heldBackOf } from "./held-back.ts";
import type { LimitHolder } from "./limit-book.ts";
import { RateBudget } from "./rate-budget.ts";

const NOW_MS = 10_000;
const COS: LimitHolder = { level: "connection", name: "cos" };

const idOf = (number: number) => newJobId(number, new Uint8Array(10));

function budgetOf(value: number | undefined, holder = COS): RateBudget {
  const budget = new RateBudget("bytesPerSecond", holder, 0);
  if (value !== undefined) {
    budget.setCalendar(new LimitCalendar(parseLimits({ bytesPerSecond: value })));
  }
  return budget;
}

const waiting = (jobId: JobId, budget: RateBudget, sinceMs = 9000) => ({
  scope: { tenant: "default", jobId, connections: ["cos"] },
  ...{ sinceMs, lacks: [budget] },
});

const movingOf = (jobId: JobId, units: number) => ({
  ...{ jobId, slots: units, units, bytes: 0, phases: NO_TIME },
});

test("says of each job how much of what is moved waits, for whose limit, and since when", () => {
  const [one, other] = [idOf(1), idOf(2)];
  const [cos, job] = [budgetOf(100_000), budgetOf(100_000, { level: "job", name: "x" })];
  const waiters = [waiting(one, cos, 8000), waiting(one, cos), waiting(other, job)];

  const held = heldBackOf(waiters, [movingOf(one, 4), movingOf(other, 1)], NOW_MS);

  expect(held).toEqual([
    { jobId: one, by: "limit", of: 'the connection "cos"', share: 0.5, sinceMs: 8000 },
    { jobId: other, by: "limit", of: "the job", share: 1, sinceMs: 9000 },
  ]);
});

test("tells a closed window, and a connection that asked for patience, from a limit", () => {
  const patient = budgetOf(undefined);
  patient.noteResponse(true, NOW_MS, 5000);
  const waiters = [waiting(idOf(1), budgetOf(0)), waiting(idOf(2), patient)];

  expect(heldBackOf(waiters, [], NOW_MS).map(({ by }) => by)).toEqual(["window", "throttled"]);
});
