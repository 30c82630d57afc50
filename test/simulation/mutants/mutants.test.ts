import { afterAll, describe, expect, test } from "vitest";
import { BULK_MUTANTS } from "./bulk-mutants.ts";
import caughtBy from "./caught-by.json" with { type: "json" };
import { HEDGE_MUTANTS } from "./hedge-mutants.ts";
import { type Edit, type Judged, MutantFolder } from "./mutant-copy.ts";
import { MUTANTS } from "./mutants.ts";

/** Most are caught by one of the first thirty, a few by one between a hundred and two hundred. */
const SEEDS = 600;
/** Played with the copy that is as it was, beside the seeds that caught a mutant. */
const FIRST_SEEDS = 30;
/** The end of what a run printed says enough. */
const SHOWN = -600;

/** What caught a mutant last is played first. Whatever changes the schedules makes it miss: that costs time alone. */
const CAUGHT_BY: ReadonlyMap<string, number> = new Map(Object.entries(caughtBy));

describe.each([
  ["of jobs of one object", "--single", [...MUTANTS, ...HEDGE_MUTANTS]],
  ["of bulk jobs", "--bulk", BULK_MUTANTS],
] as const)("the simulation %s", (_, kind, mutants) => {
  const folder = new MutantFolder();
  const caught = new Set(Array.from({ length: FIRST_SEEDS }, (_seed, index) => index + 1));

  afterAll(() => folder.remove());

  async function catching(what: string, edits: readonly Edit[]): Promise<Judged> {
    const known = CAUGHT_BY.get(what);
    const again = known === undefined ? undefined : await folder.play(edits, [known], kind);
    return again?.seed === undefined ? folder.play(edits, SEEDS, kind) : again;
  }

  test.each(mutants)("catches that rule %s", async (what, edits, breaks) => {
    const { seed = 0, invariant, output } = await catching(what, edits);

    expect(invariant, output.slice(SHOWN)).toMatch(breaks);
    caught.add(seed);
    const isNews = seed > FIRST_SEEDS && seed !== CAUGHT_BY.get(what);
    const advice = isNews ? ` (write that into caught-by.json)` : "";
    process.stdout.write(`${what}: caught by seed ${seed}: ${invariant}${advice}\n`);
  });

  test("finds nothing in a copy that is as it was, in the same seeds", async () => {
    const { seed, output } = await folder.play([], [...caught], kind);

    expect(seed, output.slice(SHOWN)).toBeUndefined();
    expect(output).toContain(`${caught.size} seeds`);
  });
});
