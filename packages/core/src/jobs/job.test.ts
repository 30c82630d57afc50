import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId } from "../ids.ts";
import {
  countsAddUp,
  isFinished,
  type JobRecord,
  type JobState,
  jobHealthOf,
  jobStateOf,
  pendingOf,
  TRANSFER_STATES,
  type TransferCounts,
  type TransferStateKind,
} from "./job.ts";

type Counts = Partial<Record<TransferStateKind, number>>;

function countsOf(counts: Counts, listed?: number, listing = 0): TransferCounts {
  const all = Object.fromEntries(TRANSFER_STATES.map((state) => [state, counts[state] ?? 0]));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { listed: listed ?? total, listing, ...(all as Record<TransferStateKind, number>) };
}

const anyCounts = fc
  .array(fc.nat({ max: 3 }), {
    minLength: TRANSFER_STATES.length,
    maxLength: TRANSFER_STATES.length,
  })
  .map((counts) =>
    countsOf(Object.fromEntries(TRANSFER_STATES.map((state, index) => [state, counts[index]]))),
  );

describe("jobStateOf", () => {
  test("never ends while transfers are still being listed", () => {
    fc.assert(
      fc.property(anyCounts, fc.boolean(), (counts, isCancelled) => {
        const state = jobStateOf({ ...counts, listing: 1 }, isCancelled);

        expect(isFinished(state)).toBe(false);
      }),
    );
  });

  test.each<[Counts, boolean, JobState]>([
    [{ planned: 2 }, false, "queued"],
    [{ planned: 1, stored: 1 }, false, "planning"],
    [{ planned: 1, uploading: 1 }, false, "transferring"],
    [{ uploading: 1, completing: 1 }, false, "transferring"],
    [{ aborting: 1 }, true, "transferring"],
    [{ completing: 1, stored: 1 }, false, "completing"],
    [{ verifying: 1 }, true, "completing"],
    [{ stored: 2 }, false, "succeeded"],
    [{ stored: 1, skipped: 1 }, false, "succeeded"],
    [{ stored: 1 }, true, "succeeded"],
    [{ stored: 1, failed: 1 }, false, "completed_with_errors"],
    [{ skipped: 1, aborted: 1 }, false, "completed_with_errors"],
    [{ failed: 2 }, false, "failed"],
    [{ failed: 1, aborted: 1 }, false, "failed"],
    [{ aborted: 2 }, true, "cancelled"],
    [{ stored: 1, aborted: 1 }, true, "cancelled"],
    [{ failed: 1 }, true, "failed"],
  ])("calls %o, cancelled %s, %s", (counts, isCancelled, state) => {
    expect(jobStateOf(countsOf(counts), isCancelled)).toBe(state);
  });

  test.each<[Counts, boolean, JobState]>([
    [{}, false, "failed"],
    [{ stored: 2 }, false, "completed_with_errors"],
    [{ uploading: 1 }, false, "transferring"],
    [{}, true, "cancelled"],
    [{ stored: 2 }, true, "cancelled"],
  ])("calls %o of a broken listing, cancelled %s, %s", (counts, isCancelled, state) => {
    expect(jobStateOf(countsOf(counts), isCancelled, 1)).toBe(state);
  });

  test.each<[string, TransferCounts]>([
    ["a transfer got lost", countsOf({ stored: 1 }, 2)],
    ["one was counted twice", countsOf({ stored: 2 }, 1)],
    ["a count is negative", countsOf({ stored: 2, failed: -1 })],
  ])("never finishes while %s", (_name, counts) => {
    expect(isFinished(jobStateOf(counts, false))).toBe(false);
    expect(countsAddUp(counts)).toBe(false);
  });

  test("is finished exactly when nothing is pending, and succeeds exactly when all are done", () => {
    fc.assert(
      fc.property(anyCounts, fc.boolean(), (counts, isCancelled) => {
        const state = jobStateOf(counts, isCancelled);

        expect(countsAddUp(counts)).toBe(true);
        expect(isFinished(state)).toBe(pendingOf(counts) === 0);
        expect(state === "succeeded").toBe(counts.stored + counts.skipped === counts.listed);
      }),
    );
  });
});

describe("jobHealthOf", () => {
  const createdAtMs = 1_000_000;
  const uploading = countsOf({ uploading: 1 });

  function recordWith(change: Partial<JobRecord>): JobRecord {
    return {
      job: {
        id: newJobId(createdAtMs, new Uint8Array(10)),
        tenant: "default",
        name: "nightly",
        labels: {},
        createdAtMs,
      },
      counts: uploading,
      progress: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0, retries: 0 },
      isCancelled: false,
      finishedAtMs: undefined,
      lastProgressAtMs: undefined,
      lastFailure: undefined,
      ...change,
    };
  }

  test.each<[string, Partial<JobRecord>, number, number, string]>([
    ["parts that are uploaded", { lastProgressAtMs: createdAtMs + 59_000 }, 1, 60_000, "ok"],
    ["no part for a minute", { lastProgressAtMs: createdAtMs }, 1, 60_001, "stalled"],
    ["no part at all for a minute", {}, 1, 60_001, "stalled"],
    ["no worker", {}, 0, 1, "waiting_for_workers"],
    ["nothing to upload yet", { counts: countsOf({ planned: 1 }) }, 0, 90_000, "ok"],
    ["an end", { counts: countsOf({ failed: 1 }) }, 0, 90_000, "ok"],
  ])("calls %s %o", (_name, change, workers, afterMs, health) => {
    expect(
      jobHealthOf(recordWith(change), { liveWorkers: workers, nowMs: createdAtMs + afterMs }),
    ).toBe(health);
  });

  test.each([
    ["store-throttled", "throttled"],
    ["source-throttled", "throttled"],
    ["store-unreachable", "retrying"],
    ["attempt-interrupted", "retrying"],
    ["held-back", "retrying"],
  ] as const)("calls a job whose newest news is %s %s", (code, health) => {
    const record = recordWith({
      lastProgressAtMs: createdAtMs + 5,
      lastFailure: { atMs: createdAtMs + 5, code },
    });

    expect(jobHealthOf(record, { liveWorkers: 1, nowMs: createdAtMs + 10 })).toBe(health);
  });

  test.each(["planned", "completing", "verifying"] as const)(
    "does not call a job ok whose transfer cannot get out of %s",
    (state) => {
      const record = recordWith({
        counts: countsOf({ [state]: 1 }),
        lastFailure: { atMs: createdAtMs + 5, code: "store-unreachable" },
      });

      expect(jobHealthOf(record, { liveWorkers: 0, nowMs: createdAtMs + 10 })).toBe("retrying");
    },
  );

  test.each([
    ["a step failed again and again, or was postponed", { heldUpAtMs: createdAtMs + 5 }, false],
    ["a process repeats work for it that fails", {}, true],
  ])(
    "calls a job degraded while others of its steps continue and %s",
    (_why, change, isRepeated) => {
      const record = recordWith({ lastProgressAtMs: createdAtMs + 6, ...change });
      const healthAfter = (ms: number, repeated: boolean) =>
        jobHealthOf(record, { liveWorkers: 1, nowMs: createdAtMs + ms, isRepeated: repeated });

      expect(healthAfter(10, isRepeated)).toBe("degraded");
      // Some pauses later without another failure.
      expect(healthAfter(60_005, false)).toBe("ok");
    },
  );

  test("forgets a failure as soon as a part is uploaded after it", () => {
    const record = recordWith({
      lastFailure: { atMs: createdAtMs + 5, code: "store-throttled" },
      lastProgressAtMs: createdAtMs + 6,
    });

    expect(jobHealthOf(record, { liveWorkers: 1, nowMs: createdAtMs + 10 })).toBe("ok");
  });
});
