import { describe, expect, test } from "vitest";
import { linesWith, readJson, type TextFile, trackedFiles } from "./tracked-files.ts";

// The brackets keep these patterns from finding themselves.
const UNFINISHED = /\b(TO[D]O|FIX[M]E|X[X]X|H[A]CK)\b(?!\(#\d+\))/;
const TYPES_OFF = /@ts[-](ignore|nocheck|expect-error)/;
const RULES_OFF = /biome[-]ignore\S* (lint\/suspicious\/noExplicitAny|lint\/style\/noNonNull)/;

function marks(file: TextFile): readonly string[] {
  return [UNFINISHED, TYPES_OFF, RULES_OFF].flatMap((pattern) => linesWith(file, pattern));
}

describe("the code", () => {
  test("leaves nothing unfinished without an issue, and switches no type check off", () => {
    const files = trackedFiles(/^(apps|packages|test|scripts|docs)\/.+\.(ts|tsx|lua|md)$/);

    expect(files.flatMap(marks)).toEqual([]);
  });

  test("is linted for `any` and `!`, in tests as well", () => {
    const biome = readJson("biome.json");

    expect(biome).toMatchObject({
      linter: {
        rules: {
          suspicious: { noExplicitAny: "error" },
          style: { noNonNullAssertion: "error" },
        },
      },
    });
    expect(JSON.stringify(biome)).not.toMatch(
      /(noExplicitAny|noNonNullAssertion)":"(off|warn|info)/,
    );
  });
});

describe("the check of marks", () => {
  test.each([
    `// ${"TO"}DO later`,
    `// ${"FIX"}ME: leaks`,
    `// @ts${"-"}expect-error`,
    `// biome${"-"}ignore lint/suspicious/noExplicitAny: quick`,
    `// biome${"-"}ignore-all lint/style/noNonNullAssertion: quick`,
  ])("bites on %j", (text) => {
    expect(marks({ path: "a.ts", text })).toHaveLength(1);
  });

  test("lets a mark with its issue be", () => {
    expect(marks({ path: "a.ts", text: `// ${"TO"}DO(#12): a second region.` })).toEqual([]);
  });
});
