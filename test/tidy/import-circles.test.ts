import { describe, expect, test } from "vitest";
import { circlesOf, importGraph } from "./import-graph.ts";
import { trackedFiles } from "./tracked-files.ts";

describe("the imports", () => {
  const graph = importGraph(trackedFiles(/^(apps|packages|test|scripts)\/.+\.tsx?$/));

  test("lead from file to file and from package to package", () => {
    expect(graph.get("apps/api/src/open-planning.ts")).toContain("packages/engine/src/index.ts");
    expect(graph.get("packages/engine/src/index.ts")).toContain(
      "packages/engine/src/parts/transfer-part.ts",
    );
  });

  test("never lead back, not even for a type", () => {
    expect(circlesOf(graph)).toEqual([]);
  });
});

describe("the circle check", () => {
  const a = "packages/a/src/index.ts";
  const b = "packages/b/src/index.ts";
  const c = "packages/b/src/c.ts";
  const packages = new Map([
    ["@penstock/a", a],
    ["@penstock/b", b],
  ]);

  function circles(...texts: readonly (readonly [path: string, text: string])[]) {
    return circlesOf(
      importGraph(
        texts.map(([path, text]) => ({ path, text })),
        packages,
      ),
    );
  }

  test.each([
    ["a value", 'import { c } from "./c.ts";'],
    ["a type", 'import type { C } from "./c.ts";'],
    ["an inline type", 'import { type C } from "./c.ts";'],
    ["a type in place", 'const c: import("./c.ts").C = 1;'],
    ["a re-export", 'export type { C } from "./c.ts";'],
    ["a later import", 'const { c } = await import("./c.ts");'],
  ])("sees the way back by %s", (_, text) => {
    expect(circles([b, text], [c, 'import type { B } from "./index.ts";'])).toEqual([[c, b]]);
  });

  test("sees circles through packages, and each of several", () => {
    const found = circles(
      [a, 'import { b } from "@penstock/b";'],
      [b, 'import { a } from "@penstock/a";'],
      [c, 'import "./c.ts";'],
    );

    expect(found).toEqual([[a, b], [c]]);
  });

  test("lets two files import the same third one", () => {
    expect(
      circles(
        [a, 'import "@penstock/b"; import "../../b/src/c.ts";'],
        [b, 'import "./c.ts";'],
        [c, ""],
      ),
    ).toEqual([]);
  });
});
