import { describe, expect, test } from "vitest";
import { makeSchedule, USUAL_KILLS_PER_MINUTE } from "./schedule.ts";

const TEN_MINUTES_MS = 600_000;

function scheduleOf(seed: number, durationMs = TEN_MINUTES_MS) {
  return makeSchedule({ seed, durationMs, killsPerMinute: USUAL_KILLS_PER_MINUTE });
}

describe("the schedule", () => {
  test("is the same for the same seed, and another for another one", () => {
    expect(scheduleOf(7)).toEqual(scheduleOf(7));
    expect(scheduleOf(7)).not.toEqual(scheduleOf(8));
  });

  test("is in order, and over when the time is", () => {
    const times = scheduleOf(7).map(({ atMs }) => atMs);

    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBeLessThanOrEqual(TEN_MINUTES_MS);
  });

  test("has more than 200 kills in ten minutes, some stops longer than a lease, and flushes", () => {
    const blows = scheduleOf(7);

    expect(blows.filter(({ kind }) => kind === "kill").length).toBeGreaterThan(190);
    expect(blows.filter((blow) => blow.kind === "stop" && blow.forMs > 15_000)).not.toEqual([]);
    expect(blows.filter(({ kind }) => kind === "flush")).toHaveLength(3);
  });

  test("hits every role in one minute, and flushes once", () => {
    const blows = scheduleOf(7, 60_000);
    const roles = blows.flatMap((blow) => (blow.kind === "kill" ? [blow.role] : []));

    expect(new Set(roles)).toEqual(new Set(["worker", "coordinator", "api", "redis", "store"]));
    expect(blows.filter(({ kind }) => kind === "flush")).toHaveLength(1);
  });
});
