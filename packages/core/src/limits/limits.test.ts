import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatLimitLine, type LimitLine, parseLimitLine } from "./limit-line.ts";
import { formatLimitValue, LIMIT_NAMES, limitValueIssue, parseLimitValue } from "./limit-value.ts";
import { LimitCalendar, type Limits, parseLimits, readLimits, strictestAt } from "./limits.ts";

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function at(text: string): number {
  return Date.parse(text);
}

function valueAt(limits: Limits, text: string): number | undefined {
  return new LimitCalendar(limits).at("bytesPerSecond", at(text)).value;
}

function messageOf(input: Parameters<typeof readLimits>[0]): string {
  return readLimits(input)
    .issues.map(({ path, message }) => `${path.join(".")}: ${message}`)
    .join("\n");
}

describe("limits", () => {
  test("hold all the time where they are a value", () => {
    const limits = parseLimits({ bytesPerSecond: "50MiB/s", requestsPerSecond: "200/s" });

    expect(limits).toEqual({ bytesPerSecond: 50 * MIB, requestsPerSecond: 200 });
    expect(new LimitCalendar(limits).at("bytesPerSecond", 0)).toEqual({
      value: 50 * MIB,
      untilMs: undefined,
    });
    expect(new LimitCalendar(limits).at("unitsInFlight", 0).value).toBeUndefined();
  });

  test("follow the clocks of their time zone", () => {
    const limits = parseLimits({
      timeZone: "Europe/Berlin",
      bytesPerSecond: "Mon-Fri 08:00-18:00 50MiB/s",
    });

    // A Monday in winter: Berlin is an hour ahead.
    expect(valueAt(limits, "2026-01-05T06:59:59Z")).toBeUndefined();
    expect(valueAt(limits, "2026-01-05T07:00:00Z")).toBe(50 * MIB);
    expect(valueAt(limits, "2026-01-05T17:00:00Z")).toBeUndefined();
    expect(valueAt(limits, "2026-01-04T12:00:00Z")).toBeUndefined();
    expect(valueAt(limits, "2026-07-06T06:00:00Z")).toBe(50 * MIB);
  });

  test("take the first line that fits, and cross midnight on the day that a window begins", () => {
    const limits = parseLimits({
      bytesPerSecond: ["Fri 22:00-06:00 0", "Sat,Sun unlimited", "10MiB/s"],
    });

    expect(valueAt(limits, "2026-01-09T22:00:00Z")).toBe(0);
    expect(valueAt(limits, "2026-01-10T05:59:59Z")).toBe(0);
    expect(valueAt(limits, "2026-01-10T06:00:00Z")).toBeUndefined();
    expect(valueAt(limits, "2026-01-12T00:00:00Z")).toBe(10 * MIB);
  });

  test("say when they are another, over a turn of the clocks", () => {
    const calendar = new LimitCalendar(
      parseLimits({ timeZone: "Europe/Berlin", bytesPerSecond: "02:15-02:45 0" }),
    );

    // The hour from 02:00 to 03:00 does not exist on 29 March, and comes twice on 25 October.
    expect(calendar.at("bytesPerSecond", at("2026-03-29T00:00:00Z")).untilMs).toBe(
      at("2026-03-30T00:15:00Z"),
    );
    expect(calendar.at("bytesPerSecond", at("2026-10-25T00:45:00Z")).untilMs).toBe(
      at("2026-10-25T01:15:00Z"),
    );
  });

  test("are kept in one form, however they were written", () => {
    const written = parseLimits({
      bytesPerSecond: "fri-mon,Tue 08:00-24:00 1024MiB;  12:00-12:30  0 ",
      unitsInFlight: ["64"],
      requestsPerSecond: "unlimited",
    });

    expect(written).toEqual({
      bytesPerSecond: ["Mon,Tue,Fri-Sun 08:00-24:00 1GiB/s", "12:00-12:30 0"],
      unitsInFlight: 64,
    });
    expect(parseLimits(written)).toEqual(written);
  });

  test.each([
    [{ bytesPerSecond: 1 }, "too little"],
    [{ bytesPerSecond: -1 }, "whole number"],
    [{ bytesPerSecond: "fast" }, "50MiB/s"],
    [{ bytesPerSecond: "1e400" }, "no value"],
    [{ bytesPerSecond: 2 ** 60 }, "write less"],
    [{ requestsPerSecond: 0.5 }, "whole number"],
    [{ unitsInFlight: "12/s" }, "no value"],
    [{ partsPerUpload: 10_001 }, "more than 10000"],
    [{ bytesPerSecond: "Monday 08:00-18:00 1MiB" }, "Mon-Fri 08:00-18:00"],
    [{ bytesPerSecond: "Mon-Foo 08:00-18:00 1MiB" }, "names no days"],
    [{ bytesPerSecond: "Mon 25:00-26:00 1MiB" }, "no time of the day"],
    [{ bytesPerSecond: "08:00-08:00 1MiB" }, "no time of the day"],
    [{ bytesPerSecond: ["1MiB", "Sat 2MiB"] }, "never counts"],
    [{ bytesPerSecond: [] }, "leave bytesPerSecond out"],
    [{ timeZone: "Mars/Olympus" }, "Europe/Berlin"],
  ])("refuse %j and say what to write", (input, expected) => {
    expect(messageOf(input)).toContain(expected);
    expect(() => parseLimits(input)).toThrow(expect.objectContaining({ code: "request-invalid" }));
  });

  test("name each thing that is wrong, and where", () => {
    const { issues } = readLimits({ bytesPerSecond: ["1MiB", "Xyz 1MiB"], unitsInFlight: -1 });

    expect(issues.map(({ path }) => path)).toEqual([["bytesPerSecond", 1], ["unitsInFlight"]]);
  });

  test("bind by the strictest of their levels, until any of them changes", () => {
    const levels = (
      [
        ["deployment", { bytesPerSecond: "100MiB/s" }],
        ["tenant", { bytesPerSecond: "08:00-18:00 10MiB/s" }],
        ["job", {}],
      ] as const
    ).map(([level, input]) => [level, new LimitCalendar(parseLimits(input))] as const);

    expect(strictestAt(levels, "bytesPerSecond", at("2026-01-05T12:00:00Z"))).toEqual({
      value: 10 * MIB,
      level: "tenant",
      untilMs: at("2026-01-05T18:00:00Z"),
    });
    expect(strictestAt(levels, "bytesPerSecond", at("2026-01-05T19:00:00Z"))).toEqual({
      value: 100 * MIB,
      level: "deployment",
      untilMs: at("2026-01-06T08:00:00Z"),
    });
    expect(strictestAt(levels, "unitsInFlight", 0)).toBeUndefined();
  });
});

const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
const line: fc.Arbitrary<LimitLine> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    minutes,
    fc.integer({ min: 1, max: 24 * 60 }),
    fc.option(fc.constantFrom(0, MIB, 3 * MIB, 100_001), { nil: undefined }),
  )
  .map(([days, fromMinute, length, value]) => ({
    days: days.toSorted(),
    // A window of a whole day begins with it.
    fromMinute: length === 24 * 60 ? 0 : fromMinute,
    toMinute: length === 24 * 60 ? length : fromMinute + length,
    value,
  }));

describe("the properties of limits", () => {
  test("every line is read as it was written", () => {
    fc.assert(
      fc.property(line, (written) => {
        expect(
          parseLimitLine("bytesPerSecond", formatLimitLine("bytesPerSecond", written)),
        ).toEqual(written);
      }),
    );
  });

  test("every value that is taken is read as it was written", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LIMIT_NAMES), fc.maxSafeNat(), (name, value) => {
        fc.pre(limitValueIssue(name, value) === undefined);
        expect(parseLimitValue(name, formatLimitValue(name, value))).toBe(value);
      }),
    );
  });

  test("nothing changes before the next change, and it is another then", () => {
    const zones = [
      "UTC",
      "Europe/Berlin",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "America/New_York",
    ];
    const instants = fc.integer({
      min: at("2026-01-01T00:00:00Z"),
      max: at("2027-01-01T00:00:00Z"),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...zones),
        instants,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (lines, timeZone, nowMs, between) => {
          const bytesPerSecond = lines.map((each) => formatLimitLine("bytesPerSecond", each));
          const calendar = new LimitCalendar({ timeZone, bytesPerSecond });
          const now = calendar.at("bytesPerSecond", nowMs);
          const untilMs = now.untilMs ?? nowMs + 9 * DAY_MS;

          for (const share of between) {
            const lookMs = nowMs + Math.floor(share * (untilMs - nowMs - 1));
            expect(calendar.at("bytesPerSecond", lookMs).value).toBe(now.value);
          }
          if (now.untilMs !== undefined) {
            expect(untilMs % MINUTE_MS).toBe(0);
            expect(calendar.at("bytesPerSecond", untilMs).value).not.toBe(now.value);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("no text makes it fail in another way than by saying what is wrong", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LIMIT_NAMES), fc.string({ unit: "binary" }), (name, text) => {
        const read = readLimits({ [name]: text });
        expect(read.issues.length > 0 || parseLimits(read.limits)).toBeTruthy();
      }),
      { numRuns: 500 },
    );
  });
});
