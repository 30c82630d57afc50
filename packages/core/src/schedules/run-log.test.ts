import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId } from "../ids.ts";
import {
  EMPTY_RUN_LOG,
  type Run,
  type RunLog,
  withCurrentEnded,
  withCurrentRefused,
  withCurrentStarted,
  withMissed,
  withTick,
} from "./run-log.ts";
import { OVERLAPS, type Overlap } from "./schedule.ts";

function runAt(scheduledForMs: number): Run {
  const jobId = newJobId(scheduledForMs, new Uint8Array(10));
  return { scheduledForMs, jobId, startAtMs: scheduledForMs };
}

function outcomes({ notes }: RunLog) {
  return notes.map(({ scheduledForMs, outcome }) => [scheduledForMs, outcome]);
}

/** Of ticks at 1, 2 and 3 while the job of the first one runs. */
function logOfThree(overlap: Overlap): RunLog {
  const first = withCurrentStarted(withTick(EMPTY_RUN_LOG, runAt(1), overlap, 1));
  return [2, 3].reduce((log, tick) => withTick(log, runAt(tick), overlap, tick), first);
}

describe("ticks while a job runs", () => {
  test("are skipped, with the job that ran", () => {
    const log = logOfThree("skip");

    expect(log).toMatchObject({ decidedUntilMs: 3, current: runAt(1), waiting: null });
    expect(outcomes(log)).toEqual([
      [3, "skipped"],
      [2, "skipped"],
      [1, "started"],
    ]);
    expect(log.notes[0]?.reason).toContain(runAt(1).jobId);
  });

  test("wait for its end, the latest of them", () => {
    const log = logOfThree("queue");
    const after = withCurrentEnded(log, 9);

    expect(outcomes(log)).toEqual([
      [3, "queued"],
      [2, "superseded"],
      [1, "started"],
    ]);
    expect(after).toMatchObject({ current: { ...runAt(3), isStarted: false }, waiting: null });
    expect(outcomes(after)[0]).toEqual([3, "started"]);
  });

  test("have it cancelled, and start when it has ended", () => {
    const log = logOfThree("cancel_running");

    expect(log).toMatchObject({ current: { isCancelWanted: true }, waiting: runAt(3) });
    expect(withCurrentEnded(log, 9)).toMatchObject({ current: runAt(3) });
    expect(withCurrentEnded(log, 9).current).not.toHaveProperty("isCancelWanted");
  });
});

describe("a run log", () => {
  test("lets the next one start where a job cannot be made", () => {
    const first = withTick(EMPTY_RUN_LOG, runAt(1), "queue", 1);
    const second = withTick(first, runAt(2), "queue", 2);

    const log = withCurrentRefused(second, "connection-unknown: there is no x", 3);

    expect(log).toMatchObject({ current: runAt(2), waiting: null });
    expect(outcomes(log)).toEqual([
      [2, "started"],
      [1, "refused"],
    ]);
  });

  test("does not count a run that someone asked for as a tick", () => {
    const log = withTick(EMPTY_RUN_LOG, { ...runAt(5), isManual: true }, "skip", 5);

    expect(log).toMatchObject({ decidedUntilMs: 0, current: { isManual: true } });
  });

  test("decides every tick once, whatever comes in between, and keeps a hundred notes", () => {
    const step = fc.constantFrom("tick", "started", "ended", "missed");
    fc.assert(
      fc.property(
        fc.constantFrom(...OVERLAPS),
        fc.array(step, { maxLength: 300 }),
        (how, steps) => {
          let log = EMPTY_RUN_LOG;
          for (const [index, each] of steps.entries()) {
            const nowMs = index + 1;
            log = {
              tick: () => withTick(log, runAt(nowMs), how, nowMs),
              started: () => withCurrentStarted(log),
              ended: () => (log.current === null ? log : withCurrentEnded(log, nowMs)),
              missed: () => withMissed(log, nowMs, { reason: "away", nowMs }),
            }[each]();
          }
          const ticks = steps.flatMap((each, at) =>
            each === "tick" || each === "missed" ? [at + 1] : [],
          );
          expect(
            outcomes(log)
              .map(([tick]) => tick)
              .toSorted(),
          ).toEqual(ticks.slice(-100).toSorted());
          expect(log.decidedUntilMs).toBe(ticks.at(-1) ?? 0);
          expect(log.waiting === null || log.current !== null).toBe(true);
        },
      ),
    );
  });
});
