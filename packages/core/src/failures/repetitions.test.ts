import { ManualClock, seededRandom } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId } from "../ids.ts";
import { PenstockError } from "./errors.ts";
import { Repetitions, repeatDelayMs } from "./repetitions.ts";

const JOB = newJobId(0, new Uint8Array(10));
const FULL = new PenstockError("journal-unavailable", "the disk is full");
const work = (item: string) => ({ what: "the journal of a job", item, jobId: JOB });

function start() {
  const clock = new ManualClock();
  return { clock, repeats: new Repetitions({ clock, random: seededRandom(1) }) };
}

describe("what failed", () => {
  test("is due again after the pause that was returned, and no sooner", () => {
    const { clock, repeats } = start();

    const pauseMs = repeats.noteFailure(work("a"), FULL);

    clock.advance(pauseMs - 1);
    expect(repeats.isDue(work("a"))).toBe(false);
    expect(repeats.isDue(work("b"))).toBe(true);
    clock.advance(1);
    expect(repeats.isDue(work("a"))).toBe(true);
  });

  test("is shown in one line for each name and code, with the jobs that wait", () => {
    const { repeats } = start();
    for (const item of ["a", "b", "b"]) {
      repeats.noteFailure(work(item), FULL);
    }
    repeats.noteFailure(work("c"), new Error("x is not a function"));

    const [full, bug, ...others] = repeats.list();

    expect(full).toMatchObject({ items: 2, failures: 2, jobIds: [JOB] });
    expect(full?.cause).toEqual({ code: "journal-unavailable", message: "the disk is full" });
    expect(bug?.cause).toEqual({ code: "unexpected-error", message: "x is not a function" });
    expect(others).toEqual([]);
  });

  test("is neither shown nor counted any more when it went well, and begins anew", () => {
    const { repeats } = start();
    repeats.noteFailure(work("a"), FULL);
    repeats.noteFailure(work("a"), FULL);

    repeats.noteSuccess(work("a"));

    expect(repeats.list()).toEqual([]);
    expect(repeats.isDue(work("a"))).toBe(true);
    expect(repeats.failuresOf(work("a"))).toBe(0);
  });

  test("is forgotten when nobody tries it again", () => {
    const { clock, repeats } = start();
    repeats.noteFailure(work("a"), FULL);

    clock.advance(600_000);
    repeats.noteFailure(work("b"), FULL);

    expect(repeats.list()).toMatchObject([{ items: 1 }]);
  });

  test("takes a limited amount of memory", () => {
    const { repeats } = start();

    for (let item = 0; item < 10_005; item += 1) {
      repeats.noteFailure(work(String(item)), FULL);
    }

    expect(repeats.list()).toMatchObject([{ items: 10_000 }]);
    expect(repeats.failuresOf(work("0"))).toBe(0);
  });
});

test("the pause grows with each failure in a row, up to the longest, and half of it is by chance", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 5000, max: 600_000 }),
      (failures, random, longestMs) => {
        const pauseMs = repeatDelayMs(failures, random, longestMs);

        expect(pauseMs).toBeLessThanOrEqual(longestMs);
        expect(pauseMs).toBeGreaterThanOrEqual(Math.min(1000, longestMs / 2));
        expect(repeatDelayMs(failures + 1, random, longestMs)).toBeGreaterThanOrEqual(pauseMs);
        expect(repeatDelayMs(failures, 0.999, longestMs)).toBeGreaterThan(
          1.9 * repeatDelayMs(failures, 0, longestMs),
        );
      },
    ),
  );
});
