import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { type Played, play } from "./play.ts";
import { Summary } from "./summary.ts";

/** In tests of some seconds each, so that a failure names its seed soon. */
const BATCHES = 20;
const SEEDS_PER_BATCH = 25;
const PLAYED_TWICE = 10;
/** By then the samples that are kept are there. */
const WARM_SEEDS = 100;
/** One world holds megabytes: if each left something, hundreds would leave far more. */
const MOST_GROWN_BYTES = 64 * 1024 * 1024;

describe("under crashes, pauses, lost and late responses, and a Redis that forgets", () => {
  const summary = new Summary();
  const hashes = new Map<number, string>();
  const warm = { heldBytes: 0 };
  const batches = Array.from({ length: BATCHES }, (_, index) => 1 + index * SEEDS_PER_BATCH);

  test.each(batches)(`seeds %d to ${SEEDS_PER_BATCH - 1} more break no rule`, async (from) => {
    for (let seed = from; seed < from + SEEDS_PER_BATCH; seed += 1) {
      const played = await play(seed);
      expect(played.violation, summary.failure(played)).toBeUndefined();
      summary.add(played);
      hashes.set(seed, played.hash);
      if (seed === WARM_SEEDS) {
        warm.heldBytes = heldBytes();
      }
    }
  });

  test("what a seed made is let go when it has been played", () => {
    expect(heldBytes() - warm.heldBytes).toBeLessThan(MOST_GROWN_BYTES);
  });

  test("every kind of trouble has come up", () => {
    expect(summary.neverFired).toEqual([]);
  });

  test("every way to end has come up", () => {
    expect([...summary.ends.keys()]).toEqual(
      expect.arrayContaining([
        "stored, by object-checksum",
        "stored, by part-checksums",
        "stored, by read-back",
        "stored, by size",
        "skipped",
        "aborted",
        "failed: destination-exists",
        "failed: integrity-mismatch",
        "failed: source-missing",
      ]),
    );
  });

  test("the same seed gives the same run", async () => {
    for (let seed = 1; seed <= PLAYED_TWICE; seed += 1) {
      const { hash }: Played = await play(seed);
      expect(hash).toBe(hashes.get(seed));
    }
  });
});

/** What is left when all that is not needed is gone. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
