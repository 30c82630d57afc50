import { describe, expect, test } from "vitest";
import { BULK_MUTANTS } from "../simulation/mutants/bulk-mutants.ts";
import caughtBy from "../simulation/mutants/caught-by.json" with { type: "json" };
import { HEDGE_MUTANTS } from "../simulation/mutants/hedge-mutants.ts";
import { MUTANTS } from "../simulation/mutants/mutants.ts";
import { readTracked } from "./tracked-files.ts";

const ALL = [...MUTANTS, ...HEDGE_MUTANTS, ...BULK_MUTANTS];

test("the seeds that caught mutants are of mutants that there are", () => {
  const names = new Set(ALL.map(([what]) => what));

  expect(Object.keys(caughtBy).filter((what) => !names.has(what))).toEqual([]);
});

/** The mutants take minutes to be played: a place that moved is told at once. */
describe("each mutant", () => {
  test.each(ALL)("finds once what it takes out: %s", (_, edits) => {
    const found = edits.map(({ file, find }) => readTracked(file).text.split(find).length - 1);

    expect(found).toEqual(edits.map(() => 1));
  });
});
