import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRetention, parseRetention } from "./retention.ts";

const DAY_MS = 86_400_000;

describe("parseRetention", () => {
  test.each([
    ["30d", { succeeded: 30 * DAY_MS, failed: 30 * DAY_MS }],
    ["succeeded=7d,failed=90d", { succeeded: 7 * DAY_MS, failed: 90 * DAY_MS }],
    [" failed=12h , succeeded=90m ", { succeeded: 90 * 60_000, failed: DAY_MS / 2 }],
    ["succeeded=1d", { succeeded: DAY_MS, failed: 30 * DAY_MS }],
  ])("reads %s", (text, expected) => {
    expect(parseRetention(text)).toEqual(expected);
  });

  test.each([
    ["", "says no time"],
    ["30", "says no time"],
    ["0d", "says no time"],
    ["999999d", "says no time from 1m to 36500d"],
    ["-1d", "says no time"],
    ["1.5d", "says no time"],
    ["10s", "units are m, h and d"],
    ["succeeded", "says no time"],
    ["succeeded=7d,", "says no time"],
    ["succeeded=7d,succeeded=8d", '"succeeded" is there twice'],
    ["cancelled=7d", '"cancelled" is no outcome'],
    ["Succeeded=7d", '"Succeeded" is no outcome'],
  ])("refuses %j, and says how to write it", (text, issue) => {
    const refused = { issue: expect.stringContaining(issue) };
    expect(parseRetention(text)).toEqual(refused);
    expect(parseRetention(text)).toEqual({ issue: expect.stringContaining("write 30d, or") });
  });

  test("reads what formatRetention writes", () => {
    const minutes = fc.integer({ min: 1, max: 900_000 }).map((count) => count * 60_000);
    fc.assert(
      fc.property(minutes, minutes, (succeeded, failed) => {
        expect(parseRetention(formatRetention({ succeeded, failed }))).toEqual({
          succeeded,
          failed,
        });
      }),
    );
  });
});
