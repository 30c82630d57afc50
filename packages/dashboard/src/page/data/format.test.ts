import { expect, test } from "vitest";
import { countOf, formatAge, formatBytes, formatDuration, formatPercent } from "./format.ts";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1024 * 1024 * 1.5, "1.5 MiB"],
  [1024 ** 3 * 100, "100 GiB"],
  [1024 ** 6, "1024 PiB"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [-5, "0 s", "0 s"],
  [45_000, "45 s", "45 s"],
  [623_000, "10 min 23 s", "10 min"],
  [7_500_000, "2 h 5 min", "2 h"],
  [273_600_000, "3 d 4 h", "3 d"],
])("writes %d ms as %s, and in a column as %s", (ms, text, short) => {
  expect(formatDuration(ms)).toBe(text);
  expect(formatAge(ms)).toBe(short);
});

test("writes a percentage that is not known as a dash", () => {
  expect([formatPercent(null), formatPercent(57.4)]).toEqual(["–", "57.4 %"]);
});

test("writes one and many", () => {
  expect([countOf(1, "part"), countOf(12_000, "part")]).toEqual(["1 part", "12,000 parts"]);
});
