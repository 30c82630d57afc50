import { afterAll, describe, expect, test } from "vitest";
import { BULK_MUTANTS } from "./bulk-mutants.ts";
import { HEDGE_MUTANTS } from "./hedge-mutants.ts";
import { MutantFolder } from "./mutant-copy.ts";
import { MUTANTS } from "./mutants.ts";

/** Most are caught by one of the first thirty, a few by one between a hundred and two hundred. */
const SEEDS = 600;
/** The end of what a run printed says enough. */
const SHOWN = -600;

describe.each([
  ["of jobs of one object", "--single", [...MUTANTS, ...HEDGE_MUTANTS]],
  ["of bulk jobs", "--bulk", BULK_MUTANTS],
] as const)("the simulation %s", (_, kind, mutants) => {
  const folder = new MutantFolder();
  let longest = 1;

  afterAll(() => folder.remove());

  test.each(mutants)("catches that rule %s", async (what, edits, breaks) => {
    const { seed, invariant, output } = await folder.play(edits, SEEDS, kind);

    expect(invariant, output.slice(SHOWN)).toMatch(breaks);
    longest = Math.max(longest, seed ?? 1);
    process.stdout.write(`${what}: caught by seed ${seed}: ${invariant}\n`);
  });

  test("finds nothing in a copy that is as it was, in as many seeds", async () => {
    const { seed, output } = await folder.play([], longest, kind);

    expect(seed, output.slice(SHOWN)).toBeUndefined();
    expect(output).toContain(`${longest} seeds`);
  });
});
