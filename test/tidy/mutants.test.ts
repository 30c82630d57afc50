import { describe, expect, test } from "vitest";
import { BULK_MUTANTS } from "../simulation/mutants/bulk-mutants.ts";
import { MUTANTS } from "../simulation/mutants/mutants.ts";
import { readTracked } from "./tracked-files.ts";

/** The mutants take minutes to be played: a place that moved is told at once. */
describe("each mutant", () => {
  test.each([...MUTANTS, ...BULK_MUTANTS])("finds once what it takes out: %s", (_, edits) => {
    const found = edits.map(({ file, find }) => readTracked(file).text.split(find).length - 1);

    expect(found).toEqual(edits.map(() => 1));
  });
});
