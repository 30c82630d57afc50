import { expect, test } from "vitest";
import { jobWith } from "./sample-job.ts";
import { storyOf } from "./story.ts";

const MOVING = { bytesPerSecond: 1024, etaMs: 65_000 };

test.each([
  ["moves", jobWith({}), MOVING, "Moves at 1.0 KiB/s; done in about 1 min 5 s."],
  ["has just been opened", jobWith({}), undefined, ""],
  [
    "stands still",
    jobWith({}),
    { bytesPerSecond: 0, etaMs: undefined },
    "Nothing was stored in the last minute.",
  ],
  [
    "still lists",
    jobWith({}, { totalsFinal: false }),
    MOVING,
    "Moves at 1.0 KiB/s; the total is not known yet.",
  ],
  [
    "repeats",
    jobWith({}, { retries: 2 }),
    undefined,
    "2 attempts failed so far and are tried again by themselves.",
  ],
  ["is paused", jobWith({ isPaused: true }), MOVING, "Waits until it is resumed."],
  [
    "has ended",
    jobWith(
      { state: "succeeded", finishedAt: "2026-11-29T07:01:00.000Z" },
      { transfersSkipped: 2 },
    ),
    undefined,
    "1 object stored, 5 B, in 1 min 0 s, 2 were there already. Nothing is left to do.",
  ],
  [
    "was cancelled",
    jobWith({ state: "cancelled" }),
    undefined,
    "It was cancelled when 1 of 4 objects were stored. Nothing happens any more.",
  ],
])("tells of a job that %s", (_what, job, rate, text) => {
  expect(storyOf(job, rate)).toBe(text);
});
