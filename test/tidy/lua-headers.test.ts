import { describe, expect, test } from "vitest";
import { readTracked, type TextFile, trackedFiles } from "./tracked-files.ts";

/** What a script's header fails to say: what it is for, its keys, its arguments, what it returns. */
function missingFromHeader({ path, text }: TextFile): readonly string[] {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const header = lines.slice(0, end).join("\n");
  const body = lines.slice(end).join("\n");
  const missing = [
    /^-- (?!KEYS)[A-Z].+/.test(header) ? "" : "a sentence that says what it is for",
    /^-- KEYS/m.test(header) ? "" : "KEYS",
    body.includes("ARGV") && !/^-- ARGV/m.test(header) ? "ARGV" : "",
    /^return \S/m.test(body) && !/^-- returns/m.test(header) ? "returns" : "",
  ];
  return missing.filter((what) => what !== "").map((what) => `${path}: ${what}`);
}

describe("the Lua scripts", () => {
  const scripts = trackedFiles(/\.lua$/);

  test("say in a header what they are for, take and return", () => {
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.flatMap(missingFromHeader)).toEqual([]);
  });
});

test("the trial of rights runs every command of the scripts", () => {
  const [trials, others] = ["try-rights.lua", "redis-rights.ts"].map(
    (name) => readTracked(`packages/adapter-redis/src/${name}`).text,
  );
  const scripts = trackedFiles(/^packages\/adapter-redis\/.+\.lua$/);
  const calls = scripts.flatMap(({ text }) => [...text.matchAll(/redis\.call\('([A-Z]+)'/g)]);

  const untried = new Set(
    calls
      .map(([, command = ""]) => command)
      .filter((command) => !trials?.includes(`'${command}'`))
      .filter((command) => !others?.includes(`.${command.toLowerCase()}(`)),
  );

  expect(calls.length).toBeGreaterThan(100);
  expect([...untried]).toEqual([]);
});

describe("the header check", () => {
  test.each([
    ["-- KEYS[1]  a\n\nreturn 1", 2],
    ["-- Adds one.\n\nredis.call('INCR', KEYS[1])", 1],
    ["-- Adds some.\n-- KEYS[1]  a\n\nredis.call('INCRBY', KEYS[1], ARGV[1])", 1],
    ["-- Adds one.\n-- KEYS[1]  a\n\nreturn redis.call('INCR', KEYS[1])", 1],
    ["return 1", 3],
  ])("bites on %j", (text, count) => {
    expect(missingFromHeader({ path: "a.lua", text })).toHaveLength(count);
  });

  test("lets a full header be", () => {
    const text = "-- Adds.\n--\n-- KEYS[1]  a\n-- ARGV[1]  by\n-- returns  it\n\nreturn ARGV[1]";

    expect(missingFromHeader({ path: "a.lua", text })).toEqual([]);
  });
});
