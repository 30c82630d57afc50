import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId } from "../ids.ts";
import { type Job, type JobRecord, newJobRecord } from "../jobs/job.ts";
import { MAX_WEIGHT } from "../tenants/tenant.ts";
import { deadlineAfter, lateOf, MAX_BOOST, weightOf } from "./deadline.ts";
import type { Forecast } from "./forecast.ts";

const BEGAN_MS = Date.UTC(2026, 10, 29, 10);
const HOUR_MS = 3_600_000;
const JOB: Job = {
  ...{ id: newJobId(BEGAN_MS, new Uint8Array(10)), tenant: "default", name: "a", labels: {} },
  ...{ createdAtMs: BEGAN_MS, deadlineMs: BEGAN_MS + HOUR_MS },
};

function recordWith(change: Partial<JobRecord> = {}): JobRecord {
  const record = newJobRecord(JOB, 1);
  const counts = { ...record.counts, planned: 0, uploading: 1 };
  return { ...record, counts, ...change };
}

function known(leftMs: number, spread = 0.1): Forecast {
  const rangeMs = [leftMs / (1 + spread), leftMs / (1 - spread)] as const;
  return { kind: "known", bytesPerSecond: 1, leftMs, rangeMs };
}

const NOTHING: Forecast = { kind: "unknown", why: "still", bytesPerSecond: undefined };

describe("a job with a deadline", () => {
  test.each([
    ["is in time at a rate that is enough", 10, known(0.5 * HOUR_MS), undefined],
    ["is late as soon as its rate says so", 1, known(1.5 * HOUR_MS), "too-slow"],
    ["may begin without a rate", 20, NOTHING, undefined],
    ["is late without a rate, before half of its time is gone", 25, NOTHING, "unknown"],
    ["is late when it has passed", 61, known(1000), "missed"],
    [
      "is not late while its last object is completed",
      50,
      { ...NOTHING, why: "finishing" },
      undefined,
    ],
    [
      "is late by what is listed so far",
      5,
      { ...NOTHING, why: "listing", leastMs: 2 * HOUR_MS },
      "too-slow",
    ],
    [
      "may list while what is known fits, as long as there is time to act",
      23,
      { ...NOTHING, why: "listing", leastMs: 1000 },
      undefined,
    ],
    [
      "is late while it lists, before half of its time is gone: how much comes is not known",
      25,
      { ...NOTHING, why: "listing", leastMs: 1000 },
      "unknown",
    ],
    ["is in time as soon as all is listed, and fits", 26, known(0.5 * HOUR_MS), undefined],
  ] as const)("%s", (_, minutes, forecast, reason) => {
    const nowMs = BEGAN_MS + minutes * 60_000;

    expect(lateOf({ nowMs, record: recordWith(), forecast })?.reason).toBe(reason);
  });

  test("that will be missed at a steady rate asks for attention before half of the time is gone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 60, max: 100_000 }),
        fc.boolean(),
        (bytesPerSecond, extraPercent, seconds, isForecast) => {
          const wholeBytes = Math.ceil((bytesPerSecond * seconds * (101 + extraPercent)) / 100);
          const record = recordWith({ job: { ...JOB, deadlineMs: BEGAN_MS + seconds * 1000 } });
          // Judged every two seconds, up to the middle.
          const isLate = [...Array(Math.floor(seconds / 4))].some((_all, tick) => {
            const nowMs = BEGAN_MS + (tick + 1) * 2000;
            const movedBytes = bytesPerSecond * (tick + 1) * 2;
            const leftMs = ((wholeBytes - movedBytes) / bytesPerSecond) * 1000;
            const forecast = isForecast ? known(leftMs) : NOTHING;
            return lateOf({ nowMs, record, forecast }) !== undefined;
          });

          expect(isLate).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("is in time again only when the latest end of its forecast is", () => {
    const record = recordWith({ late: { sinceMs: BEGAN_MS, reason: "too-slow", boost: 2 } });
    const nowMs = BEGAN_MS + HOUR_MS / 2;

    expect(lateOf({ nowMs, record, forecast: known(0.48 * HOUR_MS) })).toBeDefined();
    expect(lateOf({ nowMs, record, forecast: known(0.4 * HOUR_MS) })).toBeUndefined();
  });

  test("has its weight raised by what it lacks, within bounds, and not lowered while it is late", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ minutes: fc.nat(90), leftMinutes: fc.nat(600) }), { maxLength: 20 }),
        fc.integer({ min: 1, max: MAX_WEIGHT }),
        (judged, weight) => {
          let late: JobRecord["late"];
          for (const { minutes, leftMinutes } of judged) {
            const nowMs = BEGAN_MS + minutes * 60_000;
            const before = late;
            const record = recordWith(late === undefined ? {} : { late });
            late = lateOf({ nowMs, record, forecast: known(leftMinutes * 60_000) });

            const raised = weightOf({ ...JOB, weight }, late);
            expect(raised).toBeGreaterThanOrEqual(weight);
            expect(raised).toBeLessThanOrEqual(Math.min(MAX_WEIGHT, weight * MAX_BOOST));
            expect(late === undefined ? raised : weight).toBe(weight);
            const { boost = MAX_BOOST, sinceMs } = late ?? {};
            expect(boost).toBeGreaterThanOrEqual(before?.boost ?? 1);
            expect(sinceMs ?? before?.sinceMs).toBe(before?.sinceMs ?? sinceMs);
          }
        },
      ),
    );
  });

  test("that has ended, is cancelled or has none is not late", () => {
    const [nowMs, forecast] = [BEGAN_MS + 2 * HOUR_MS, NOTHING];
    const { deadlineMs: _, ...job } = JOB;

    expect(lateOf({ nowMs, forecast, record: recordWith({ isCancelled: true }) })).toBeUndefined();
    expect(lateOf({ nowMs, forecast, record: recordWith({ job }) })).toBeUndefined();
    const counts = { ...recordWith().counts, uploading: 0, stored: 1 };
    expect(lateOf({ nowMs, forecast, record: recordWith({ counts }) })).toBeUndefined();
  });
});

describe("a deadline by the clock", () => {
  const clock = (hour: number, minute: number, timeZone: string) =>
    ({ kind: "clock", minuteOfDay: hour * 60 + minute, timeZone }) as const;
  test.each([
    ["later today", clock(6, 0, "Europe/Berlin"), "2026-11-29T03:00:00Z", "2026-11-29T05:00:00Z"],
    ["tomorrow", clock(6, 0, "Europe/Berlin"), "2026-11-29T05:00:00Z", "2026-11-30T05:00:00Z"],
    [
      "a time left out",
      clock(2, 30, "Europe/Berlin"),
      "2026-03-28T12:00:00Z",
      "2026-03-29T01:00:00Z",
    ],
    [
      "a time that comes twice",
      clock(2, 30, "Europe/Berlin"),
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00Z",
    ],
    [
      "far in the east",
      clock(0, 15, "Pacific/Kiritimati"),
      "2026-11-29T09:00:00Z",
      "2026-11-29T10:15:00Z",
    ],
    ["half an hour", clock(6, 0, "Asia/Kolkata"), "2026-11-29T00:00:00Z", "2026-11-29T00:30:00Z"],
  ])("is the next such time: %s", (_, deadline, from, expected) => {
    expect(new Date(deadlineAfter(deadline, Date.parse(from))).toISOString()).toBe(
      expected.replace("Z", ".000Z"),
    );
  });

  test("is within two days, and what the clocks show then is what was asked for", () => {
    const zones = ["UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }),
        (timeZone, minuteOfDay, fromMs) => {
          const atMs = deadlineAfter({ kind: "clock", minuteOfDay, timeZone }, fromMs);

          expect(atMs).toBeGreaterThan(fromMs);
          expect(atMs - fromMs).toBeLessThanOrEqual(25.5 * HOUR_MS);
          const shown = new Intl.DateTimeFormat("en-GB", {
            ...{ timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
          }).format(atMs);
          const [hours = 0, minutes = 0] = shown.split(":").map(Number);
          // A time that is left out is the moment of the turn, an hour later at most.
          expect((hours * 60 + minutes - minuteOfDay + 1440) % 1440).toBeLessThanOrEqual(60);
        },
      ),
    );
  });

  test("is refused as an instant that has passed", () => {
    expect(() => deadlineAfter({ kind: "at", atMs: BEGAN_MS }, BEGAN_MS)).toThrow(/has passed/);
  });
});
