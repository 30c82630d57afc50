// Schedules over virtual time, with processes that die at any call, alarms that ring twice, and a Redis that is emptied.

import {
  derivedJobId,
  isFinished,
  isPenstockError,
  type JobRecord,
  OVERLAPS,
  type Overlap,
  PenstockError,
  scheduleKey,
  stateOfJob,
} from "@penstock/core";
import { fireDue, JournalSweep, sweepSchedules } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import { interceptLedger, interceptPort, type LedgerCall } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE_MS, REF, ScheduleWorld } from "../support/schedule-world.ts";

const TICK_MINUTES = 60;

const PLAIN = ["ring", "ring twice", "sweep", "end the job", "empty Redis", "refill"] as const;

type Step =
  | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: (typeof PLAIN)[number] }
  /** A process that sweeps or hears an alarm dies after so many calls; the last one may have been done. */
  | {
      readonly kind: "die";
      readonly calls: number;
      readonly isDone: boolean;
      readonly by: "ring" | "sweep";
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .integer({ min: 1, max: 150 })
      .map((minutes) => ({ kind: "wait", minutes }) as const),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(...PLAIN.map((kind) => ({ kind }))),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("die" as const),
      calls: fc.integer({ min: 0, max: 12 }),
      isDone: fc.boolean(),
      by: fc.constantFrom("ring" as const, "sweep" as const),
    }),
  },
);

/** A process of which everything outside fails from a call on. */
function dying(world: ScheduleWorld, calls: number, isDone: boolean): ScheduleWorld["engine"] {
  let left = calls;
  const intercept = async ({ run }: LedgerCall) => {
    left -= 1;
    if (left > 0 || (left === 0 && isDone)) {
      const result = await run();
      if (left > 0) {
        return result;
      }
    }
    throw new PenstockError("ledger-unavailable", "this process died");
  };
  return {
    ...world.engine,
    ledger: interceptLedger(world.ledger, intercept),
    config: interceptPort(world.config, intercept),
  };
}

async function play(world: ScheduleWorld, each: Step): Promise<void> {
  switch (each.kind) {
    case "wait":
      world.clock.advance(each.minutes * MINUTE_MS);
      return;
    // What a lost job refuses is repeated, as everything is that fails.
    case "ring":
      return world.ring().catch(isRepeated);
    case "ring twice":
      await Promise.all([world.ring().catch(isRepeated), world.ring().catch(isRepeated)]);
      return;
    case "sweep":
      return world.sweep().catch(isRepeated);
    case "end the job":
      return endCurrent(world);
    case "empty Redis":
      // The configuration, and the jobs, are in the journal.
      world.ledger.flush();
      return;
    case "refill":
      return refill(world);
    case "die": {
      const engine = dying(world, each.calls, each.isDone);
      const run =
        each.by === "ring"
          ? fireDue(engine, REF)
          : sweepSchedules(engine, new AbortController().signal);
      await run.catch(() => undefined);
      return;
    }
    default:
      each satisfies never;
  }
}

function isRepeated(error: unknown): void {
  if (!isPenstockError(error, "ledger-unavailable")) {
    throw error;
  }
}

/** One that was decided and not made, or that is lost, has no job to end. */
async function endCurrent(world: ScheduleWorld): Promise<void> {
  await world.endCurrent().catch((error: unknown) => {
    if (!isPenstockError(error, "not-found") && !isPenstockError(error, "ledger-unavailable")) {
      throw error;
    }
  });
}

async function refill(world: ScheduleWorld): Promise<void> {
  const { journal } = world.engine;
  const sweep = journal && new JournalSweep({ ...world.engine, journal });
  // What was there at the last look, and is not, is lost.
  await sweep?.sweepOnce();
  await sweep?.sweepOnce();
}

function isRunning(record: JobRecord): boolean {
  return !record.isCancelled && !isFinished(stateOfJob(record));
}

describe.each(OVERLAPS)("a schedule with the overlap %s", (overlap: Overlap) => {
  test("makes at most one job of a tick and runs at most one, whatever dies, rings twice or is lost", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = new ScheduleWorld();
        await world.make({ overlap });
        for (const each of steps) {
          await play(world, each);
          const records = await world.jobs();
          expect(records.filter(isRunning).length).toBeLessThanOrEqual(1);
          for (const { job } of records) {
            const tickMs = job.schedule?.scheduledForMs ?? 0;
            expect(tickMs % (TICK_MINUTES * MINUTE_MS)).toBe(0);
            expect(job.id).toBe(derivedJobId(scheduleKey(REF), tickMs, systemHashing));
          }
        }
        // Past all trouble: what is due is decided, and the job of the newest tick runs or ran.
        await refill(world);
        await world.sweep();
        await endCurrent(world);
        world.clock.advance(TICK_MINUTES * MINUTE_MS);
        for (let pass = 0; pass < 4; pass += 1) {
          await world.sweep();
          await endCurrent(world);
        }
        const { decidedUntilMs, notes } = await world.runs();
        const tickMs = TICK_MINUTES * MINUTE_MS;
        const newest = Math.floor(world.clock.nowMs() / tickMs) * tickMs;
        expect(decidedUntilMs).toBe(newest);
        expect(notes.some(({ scheduledForMs }) => scheduledForMs === newest)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

test("a sweep in which nothing changed asks for the version of the configuration alone, and once", async () => {
  const world = new ScheduleWorld();
  await world.make();
  const views = world.views();
  await world.sweep(views);
  const calls: string[] = [];
  const config = interceptPort(world.config, ({ name, run }) => {
    calls.push(name);
    return run();
  });
  const counted = world.views({ ...world.engine, config });
  await sweepSchedules({ ...world.engine, config }, new AbortController().signal, counted);
  const first = calls.splice(0).length;

  await sweepSchedules({ ...world.engine, config }, new AbortController().signal, counted);

  expect(first).toBeGreaterThan(2);
  expect(calls).toEqual(["version"]);
});
