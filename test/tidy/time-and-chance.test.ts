import { describe, expect, test } from "vitest";
import { codeLinesWith, SOURCES, type TextFile, trackedFiles } from "./tracked-files.ts";

// The brackets keep this pattern from finding itself.
const TIMERS = /\b(setTimeout|setInterval|setImmediate)\b|node:timer[s]/;
const CLOCK_AND_CHANCE = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b/;

/** What talks to the real clock for all others (a key of a request has a time in it), and what is only run in tests and on a laptop. */
const MAY_USE_BOTH =
  /^packages\/((process|testkit|local-redis|cos-emulator)\/|dashboard\/src\/page\/data\/clock\.ts$|client\/src\/idempotency-key\.ts$)/;
/** A socket's time-out is part of talking to a vendor; a client asks again for the person who waits. */
const MAY_USE_TIMERS = /^packages\/(adapter-[a-z0-9]+|transport|client)\/|^apps\/cli\//;

function uncontrolled(file: TextFile): readonly string[] {
  if (MAY_USE_BOTH.test(file.path)) {
    return [];
  }
  const timers = MAY_USE_TIMERS.test(file.path) ? [] : codeLinesWith(file, TIMERS);
  return [...timers, ...codeLinesWith(file, CLOCK_AND_CHANCE)];
}

describe("time and chance", () => {
  test("come in through the ports Clock and Random only", () => {
    expect(trackedFiles(SOURCES).flatMap(uncontrolled)).toEqual([]);
  });
});

describe("the check of time and chance", () => {
  test.each([
    ["packages/engine/src/a.ts", "const startedAt = Date.now();"],
    ["packages/engine/src/a.ts", "const id = crypto.randomUUID();"],
    ["packages/engine/src/a.ts", "const jitter = Math.random() * 5;"],
    ["packages/engine/src/a.ts", `const timer = ${"setTimeout"}(done, 5);`],
    ["packages/engine/src/a.ts", `import { scheduler } from "node${":timers"}/promises";`],
    ["packages/adapter-s3/src/a.ts", "const at = new Date();"],
    ["apps/api/src/a.ts", `${"setInterval"}(look, 5);`],
  ])("bites in %s on %j", (path, text) => {
    expect(uncontrolled({ path, text })).toHaveLength(1);
  });

  test.each([
    ["packages/process/src/a.ts", "const at = Date.now();"],
    ["packages/adapter-s3/src/a.ts", `socket.${"setTimeout"}(5000, close);`],
    ["packages/engine/src/a.ts", "const text = new Date(nowMs).toISOString();"],
    ["packages/engine/src/a.ts", "// Date.now would not be repeatable here."],
  ])("lets %s have %j", (path, text) => {
    expect(uncontrolled({ path, text })).toEqual([]);
  });
});
