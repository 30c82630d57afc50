import { expect, test } from "vitest";
import { readTracked, trackedFiles } from "./tracked-files.ts";

/** Keys that a check makes and removes at once. */
const NOT_KEPT = ["trial"];
const NAMES = [/prefix \.\. '([a-zA-Z]+)/g, /(?:[pP]refix(?:\(\w+\))?|_PREFIX)\}([a-zA-Z]+)/g];

/** The beginnings of the names of all keys, behind the prefix of their slot. */
function keysInUse(): readonly string[] {
  const texts = trackedFiles(/^packages\/adapter-redis\/src\/(?!.*\.test\.).*\.(lua|ts)$/);
  const names = texts.flatMap(({ text }) =>
    NAMES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name)),
  );
  return [...new Set(names)].filter((name) => !NOT_KEPT.includes(name)).toSorted();
}

test("docs/redis-keys.md names every key", () => {
  const { text } = readTracked("docs/redis-keys.md");
  const words = [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.split(/\W+/));

  const keys = keysInUse();

  expect(keys.length).toBeGreaterThan(50);
  expect(keys.filter((name) => !words.includes(name))).toEqual([]);
});
