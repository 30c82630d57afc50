import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked, trackedPaths } from "./tracked-files.ts";

/** Rows whose last cell names no test, or one that does not exist. */
function unproven(page: string, paths: readonly string[]): readonly string[] {
  return tableUnder(page, "What can fail").flatMap((row) => {
    const proofs = [...(row.at(-1) ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    const missing = proofs.filter((proof) => !paths.includes(proof) || !proof.endsWith(".test.ts"));
    return proofs.length === 0
      ? [`${row[0]}: no test`]
      : missing.map((proof) => `${row[0]}: ${proof}`);
  });
}

describe("docs/failure-model.md", () => {
  const page = readTracked("docs/failure-model.md").text;

  test("names, for each failure, a test that exists", () => {
    expect(tableUnder(page, "What can fail").length).toBeGreaterThan(10);
    expect(unproven(page, trackedPaths())).toEqual([]);
  });
});

describe("the failure check", () => {
  const page = (proof: string) =>
    `## What can fail\n\n| what | proof |\n|---|---|\n| a crash | ${proof} |\n`;

  test.each(["", "a unit test", "`gone.test.ts`", "`here.test.ts`, `gone.test.ts`", "`here.ts`"])(
    "bites on %j",
    (proof) => {
      expect(unproven(page(proof), ["here.test.ts", "here.ts"])).toHaveLength(1);
    },
  );

  test("lets a test that exists be", () => {
    expect(unproven(page("`here.test.ts`"), ["here.test.ts"])).toEqual([]);
  });
});
