import { describe, expect, test } from "vitest";
import { trackedFiles } from "./tracked-files.ts";

const MAX_METHODS = 10;

/** How many methods each exported type of a file has: members at the first level that are called. */
function methodsOf(text: string): ReadonlyMap<string, number> {
  const types = text.matchAll(/^export type (\w+)(?:<[^>]*>)? = \{\n([\s\S]*?)^\};$/gm);
  return new Map(
    [...types].map(([, name = "", body = ""]) => [
      name,
      [...body.matchAll(/^ {2}(?:readonly )?\w+(?:\??: )?(?:<[^>]*>)?\(/gm)].length,
    ]),
  );
}

describe("the ports of core", () => {
  test("have at most ten methods each: a wider one is split by who calls it", () => {
    const wide = trackedFiles(/^packages\/core\/src\/ports\/.*\.ts$/).flatMap(({ path, text }) =>
      [...methodsOf(text)]
        .filter(([, methods]) => methods > MAX_METHODS)
        .map(([name, methods]) => `${path}: ${name} has ${methods}`),
    );

    expect(wide).toEqual([]);
  });

  test("are counted as they are written", () => {
    expect(
      methodsOf("export type A = {\n  one(): void;\n  readonly two: () => void;\n};\n"),
    ).toEqual(new Map([["A", 2]]));
  });
});
