import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { proofTexts, unproven } from "./proofs.ts";
import { readTracked } from "./tracked-files.ts";

const FAILURES = "What can fail";
const DEFECTS = "Defects of other systems, and the test that Penstock does not have them";
/** As many as were found. */
const DEFECT_COUNT = 15;

describe("docs/failure-model.md", () => {
  const page = readTracked("docs/failure-model.md").text;

  test("names, for each failure, a test that exists", () => {
    const rows = tableUnder(page, FAILURES);

    expect(rows.length).toBeGreaterThan(80);
    expect(unproven(rows, proofTexts())).toEqual([]);
  });

  test("names, for each defect that was seen elsewhere, a test that exists", () => {
    const rows = tableUnder(page, DEFECTS);
    const numbers = rows.map(([what]) => /^D\d+(?=: )/.exec(what ?? "")?.[0]);

    expect(numbers).toEqual(Array.from({ length: DEFECT_COUNT }, (_, index) => `D${index + 1}`));
    expect(unproven(rows, proofTexts())).toEqual([]);
  });
});

describe("the check of proofs", () => {
  const texts = new Map([
    ["here.test.ts", 'test("is there", ...)'],
    ["a-suite.ts", 'test("is run", ...)'],
  ]);
  const check = (proof: string) => unproven([["a crash", proof]], texts);

  test.each([
    "",
    "a unit test",
    "`gone.test.ts`",
    "`here.test.ts`, `gone.test.ts`",
    "`here.ts`",
    "`here.test.ts › is gone`",
  ])("bites on %j", (proof) => {
    expect(check(proof)).toHaveLength(1);
  });

  test.each(["`here.test.ts`", "`here.test.ts › is there`, `a-suite.ts › is run`"])(
    "lets %j be",
    (proof) => {
      expect(check(proof)).toEqual([]);
    },
  );
});
