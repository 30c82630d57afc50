import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked, trackedPaths } from "./tracked-files.ts";

const FAILURES = "What can fail";
const DEFECTS = "Defects of other systems, and the test that we do not have them";
/** As many as were found. */
const DEFECT_COUNT = 15;

/** Rows whose last cell names no test, or one that does not exist. */
function unproven(page: string, heading: string, paths: readonly string[]): readonly string[] {
  return tableUnder(page, heading).flatMap((row) => {
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
    expect(tableUnder(page, FAILURES).length).toBeGreaterThan(10);
    expect(unproven(page, FAILURES, trackedPaths())).toEqual([]);
  });

  test("names, for each defect that was seen elsewhere, a test that exists", () => {
    const numbers = tableUnder(page, DEFECTS).map(([what]) => /^D\d+(?=: )/.exec(what ?? "")?.[0]);

    expect(numbers).toEqual(Array.from({ length: DEFECT_COUNT }, (_, index) => `D${index + 1}`));
    expect(unproven(page, DEFECTS, trackedPaths())).toEqual([]);
  });
});

describe("the failure check", () => {
  const page = (proof: string) =>
    `## What can fail\n\n| what | proof |\n|---|---|\n| a crash | ${proof} |\n`;

  test.each(["", "a unit test", "`gone.test.ts`", "`here.test.ts`, `gone.test.ts`", "`here.ts`"])(
    "bites on %j",
    (proof) => {
      expect(unproven(page(proof), FAILURES, ["here.test.ts", "here.ts"])).toHaveLength(1);
    },
  );

  test("lets a test that exists be", () => {
    expect(unproven(page("`here.test.ts`"), FAILURES, ["here.test.ts"])).toEqual([]);
  });
});
