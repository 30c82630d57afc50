import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked, trackedPaths } from "./tracked-files.ts";

function proofsOf(row: readonly string[]): readonly string[] {
  return [...(row.at(-1) ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

describe("docs/guarantees.md", () => {
  const rows = tableUnder(readTracked("docs/guarantees.md").text, "What is promised");

  test("names a test that exists for every promise", () => {
    const paths = trackedPaths().filter((path) => path.endsWith(".test.ts"));
    const unproven = rows.filter((row) => {
      const proofs = proofsOf(row);
      return proofs.length === 0 || proofs.some((proof) => !paths.includes(proof));
    });

    expect(rows.length).toBeGreaterThan(10);
    expect(unproven).toEqual([]);
  });

  test("says for every promise what it takes for granted", () => {
    expect(rows.filter(([, assumption]) => (assumption ?? "").trim() === "")).toEqual([]);
  });
});
