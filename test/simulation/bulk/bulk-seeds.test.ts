import { describe, expect, test } from "vitest";
import { type PlayedBulk, playBulk } from "./play-bulk.ts";

const BATCHES = 4;
const SEEDS_PER_BATCH = 25;

describe("bulk jobs under crashes, pauses, lost, doubled and late reports, and a Redis that forgets", () => {
  const played: PlayedBulk[] = [];
  const batches = Array.from({ length: BATCHES }, (_, index) => 1 + index * SEEDS_PER_BATCH);

  test.each(batches)(`seeds %d to ${SEEDS_PER_BATCH - 1} more break no rule`, async (from) => {
    for (let seed = from; seed < from + SEEDS_PER_BATCH; seed += 1) {
      const one = await playBulk(seed);
      expect(one.violation, `seed ${seed}`).toBeUndefined();
      played.push(one);
    }
  });

  test("Redis was emptied, objects were sent again, and late segments were void", () => {
    const total = (of: (one: PlayedBulk) => number) =>
      played.reduce((sum, one) => sum + of(one), 0);
    expect(total(({ flushes }) => flushes)).toBeGreaterThan(0);
    expect(total(({ resent }) => resent)).toBeGreaterThan(0);
    expect(total(({ voided }) => voided)).toBeGreaterThan(0);
  });

  test("the same seed gives the same run", async () => {
    for (const { seed, hash } of played.slice(0, 5)) {
      expect((await playBulk(seed)).hash).toBe(hash);
    }
  });
});
