import type { Timing } from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CronCalendar } from "./cron-calendar.ts";

const calendar = new CronCalendar();
const HOUR_MS = 3_600_000;

function cron(pattern: string, timeZone = "UTC"): Timing {
  return { kind: "cron", pattern, timeZone };
}

function ticksOf(timing: Timing, from: string, to: string): readonly string[] {
  const ticks: string[] = [];
  const endMs = Date.parse(to);
  let tick = calendar.next(timing, Date.parse(from) - 1);
  while (tick !== undefined && tick < endMs) {
    ticks.push(new Date(tick).toISOString());
    tick = calendar.next(timing, tick);
  }
  return ticks;
}

describe("ticks", () => {
  test("come at the hours of a time zone", () => {
    expect(ticksOf(cron("0 3 * * *", "Asia/Seoul"), "2026-11-01", "2026-11-03")).toEqual([
      "2026-11-01T18:00:00.000Z",
      "2026-11-02T18:00:00.000Z",
    ]);
  });

  test("come an hour later on the day that leaves their time out", () => {
    const timing = cron("30 2 * * *", "Europe/Berlin");

    expect(ticksOf(timing, "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("come once on the day that has their time twice", () => {
    const timing = cron("30 2 * * *", "Europe/Berlin");

    expect(ticksOf(timing, "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });

  test.each(["Europe/Berlin", "America/New_York", "Africa/Cairo"])(
    "come every day of a year in %s",
    (timeZone) => {
      expect(ticksOf(cron("0 2 * * *", timeZone), "2026-01-01", "2027-01-01")).toHaveLength(365);
    },
  );

  test("go on after clocks change by half an hour, which the parser does not get over", () => {
    const ticks = ticksOf(cron("0 2 * * *", "Australia/Lord_Howe"), "2026-01-01", "2027-01-01");

    expect(ticks.length).toBeGreaterThanOrEqual(363);
  });

  test("of an interval are the multiples of it", () => {
    const timing: Timing = { kind: "every", everyMs: 6 * HOUR_MS };

    expect(calendar.next(timing, Date.UTC(2026, 0, 1, 5))).toBe(Date.UTC(2026, 0, 1, 6));
    expect(calendar.next(timing, Date.UTC(2026, 0, 1, 6))).toBe(Date.UTC(2026, 0, 1, 12));
  });
});

describe("due ticks", () => {
  const timing = fc.oneof(
    fc.constantFrom(
      ...[
        "* * * * *",
        "*/15 * * * *",
        "30 2 * * *",
        "0 3 1 * *",
        "15 1-4 * * 0",
        "*/20 * * * * *",
      ].flatMap((pattern) =>
        ["UTC", "Europe/Berlin", "America/New_York"].map((zone) => cron(pattern, zone)),
      ),
    ),
    fc.integer({ min: 1, max: 400_000 }).map((s): Timing => ({ kind: "every", everyMs: s * 1000 })),
  );

  test("are the first and the latest of those that come one after another", () => {
    const after = fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 2, 31) });
    const span = fc.integer({ min: 0, max: 6 * HOUR_MS });
    fc.assert(
      fc.property(timing, after, span, (when, afterMs, spanMs) => {
        const atMs = afterMs + spanMs;
        const ticks: number[] = [];
        for (let tick = calendar.next(when, afterMs); (tick ?? atMs + 1) <= atMs; ) {
          ticks.push(Number(tick));
          tick = calendar.next(when, Number(tick));
        }
        const due = calendar.due(when, afterMs, atMs);
        expect(due?.firstMs).toBe(ticks[0]);
        expect(due?.latestMs).toBe(ticks.at(-1));
      }),
      { numRuns: 60 },
    );
  });

  test("of years are found without looking at each of them", () => {
    const due = calendar.due(
      cron("* * * * *"),
      Date.UTC(2020, 0, 1),
      Date.UTC(2026, 0, 1, 0, 0, 30),
    );

    expect(due).toEqual({ firstMs: Date.UTC(2020, 0, 1, 0, 1), latestMs: Date.UTC(2026, 0, 1) });
  });
});

describe("what is no timing", () => {
  test.each([
    ["", "UTC", "five fields"],
    ["* * *", "UTC", "five fields"],
    ["61 * * * *", "UTC", "61 * * * *"],
    ["H * * * *", "UTC", "stands for another time"],
    ["0 0 31 2 *", "UTC", "31 2"],
    ["tomorrow", "UTC", "five fields"],
    ["0 3 * * *", "Mars/Olympus", "IANA"],
    ["0 3 * * *", "", "IANA"],
  ])("is refused: %j in %j", (pattern, timeZone, why) => {
    expect(() => calendar.check(cron(pattern, timeZone))).toThrow(
      expect.objectContaining({ code: "request-invalid", message: expect.stringContaining(why) }),
    );
  });

  test.each([
    "0 3 * * *",
    "*/5 0-6 * * MON-FRI",
    "0 0 L * *",
    "@daily",
    "0 0 29 2 *",
    "0 0 * MAR THU",
    "30 0 3 * * 1#1",
  ])("is not %s", (pattern) => {
    expect(() => calendar.check(cron(pattern))).not.toThrow();
  });
});
