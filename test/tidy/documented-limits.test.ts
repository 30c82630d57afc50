import { limitOf, MAX_FINALIZE_ATTEMPTS, MAX_PART_ATTEMPTS } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { EVERY_CODE, EVERY_PAIR, hasNoEnd, WITHOUT_END } from "../support/without-end.ts";
import { readTracked } from "./tracked-files.ts";

const PAGE = readTracked("docs/failure-model.md").text;

/** A row of the page: its steps, its codes, and why it has no end. */
function rowsOfThePage(): readonly (readonly string[])[] {
  const [, section = ""] = PAGE.split("### What has no end\n");
  return (section.split("\n#")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| step "))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, steps = "", codes = "", why = ""]) => [steps, codes, why]);
}

function codesOf(codes: readonly string[], whileSilent: boolean): string {
  const others = EVERY_CODE.filter((code) => !codes.includes(code));
  const named =
    others.length < codes.length
      ? `every code but ${others.map((code) => `\`${code}\``).join(", ")}`
      : codes.map((code) => `\`${code}\``).join(", ");
  return whileSilent ? `${named}, while the store or source does not respond at all` : named;
}

describe("docs/failure-model.md", () => {
  test("names all that has no end, with the reason", () => {
    expect(rowsOfThePage()).toEqual(
      WITHOUT_END.map(({ steps, codes, whileSilent, why }) => [
        steps.join(", "),
        codesOf(codes, whileSilent === true),
        why,
      ]),
    );
  });

  test("says how many attempts there are", () => {
    expect(PAGE).toContain(`${MAX_FINALIZE_ATTEMPTS} counted attempts`);
    expect(MAX_PART_ATTEMPTS).toBe(10);
  });

  test.each(EVERY_PAIR)("$step with $code has an end, or is named there", ({ step, code }) => {
    expect(limitOf(step, code).kind === "none").toBe(hasNoEnd(step, code));
  });
});
