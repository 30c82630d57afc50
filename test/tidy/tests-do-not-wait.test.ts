import { describe, expect, test } from "vitest";
import { codeLinesWith, TESTS, type TextFile, trackedFiles } from "./tracked-files.ts";

// The brackets keep this pattern from finding itself.
const SLEEPS = /\b(setTimeout|sleep)\(|node:timer[s]/;
// What takes longer on a busy machine is no failure: the usual limits are minutes.
const HASTE =
  /\b(deadlineMs|timeout): (\d{1,2}_?)?\d{3}\b|\bAbortSignal\.timeout\((\d{1,2}_?)?\d{3}\)|\bvi\.(waitFor|waitUntil)\b/;
const MOCKS = /\bvi\.(mock|doMock|hoisted)\b/;
const UNRUN = /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo)\b/;
const NAMES = /\b(test|it)(\.each\(.*\))?\(\s*["'`]should\b/;

function bannedInTests(file: TextFile): readonly string[] {
  return [SLEEPS, HASTE, MOCKS, UNRUN, NAMES].flatMap((banned) => codeLinesWith(file, banned));
}

describe("the tests", () => {
  // A benchmark measures time: it is not a test.
  const tests = trackedFiles(TESTS).filter(({ path }) => !path.startsWith("test/bench/"));

  test("wait for events, not for time; mock nothing of ours; all run; state facts", () => {
    expect(tests.flatMap(bannedInTests)).toEqual([]);
  });
});

describe("the check of the tests", () => {
  // Written in pieces, so that this file does not find itself.
  test.each([
    `await ${"sleep"}(50);`,
    `${"setTimeout"}(done, 50);`,
    `import { setTimeout } from "node${":timers"}/promises";`,
    `await eventually(isUp, { ${"deadlineMs"}: 5_000 });`,
    `await expect.poll(isUp, { ${"timeout"}: 10_000 }).toBe(true);`,
    `await fetch(url, { signal: ${"AbortSignal"}.timeout(5000) });`,
    `await ${"vi"}.waitFor(isUp);`,
    `${"vi"}.mock("./clock.ts");`,
    `${"test"}.only("a", () => {});`,
    `${"describe"}.skip("a", () => {});`,
    `${"test"}.concurrent.skip("a", () => {});`,
    `${"it"}.todo("a");`,
    `${"test"}("should add", () => {});`,
  ])("bites on %j", (text) => {
    expect(bannedInTests({ path: "a.test.ts", text })).toHaveLength(1);
  });

  test.each([
    'ctx.skip("there is no redis-server");',
    "const stop = vi.fn();",
    "await eventually(() => server.isUp);",
    "await eventually(() => server.isUp, { deadlineMs: 240_000 });",
    `// A ${"sleep"}(50) would hide the race.`,
  ])("lets %j be", (text) => {
    expect(bannedInTests({ path: "a.test.ts", text })).toEqual([]);
  });
});
