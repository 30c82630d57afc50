import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { proofTexts, unproven } from "./proofs.ts";
import { readTracked } from "./tracked-files.ts";

describe("docs/guarantees.md", () => {
  const page = readTracked("docs/guarantees.md").text;
  const promises = tableUnder(page, "What is promised");

  test("names a test that exists for every promise", () => {
    expect(promises.length).toBeGreaterThan(10);
    expect(unproven(promises, proofTexts())).toEqual([]);
  });

  test("says for every promise what it takes for granted", () => {
    expect(promises.filter(([, assumption]) => (assumption ?? "").trim() === "")).toEqual([]);
  });
});
