// A tick is decided: its job starts, waits, or is left out.

import {
  type CatchUp,
  decidedFrom,
  derivedJobId,
  type Hashing,
  type Run,
  type RunLog,
  type Schedule,
  type ScheduleRef,
  scheduleKey,
  withCurrentEnded,
  withMissed,
  withTick,
} from "@penstock/core";
import { stateOfRun } from "./run-state.ts";
import { changeRunLog, readSchedule, type ScheduleEngine } from "./schedule-engine.ts";
import { settleRuns } from "./settle-runs.ts";

/** A tick that is decided by then was seen in time: an alarm may be late, and clocks differ. */
const PUNCTUAL_MS = 60_000;

/**
 * Decides the latest tick of a schedule, if it is due and no process has, and starts what has to start. An alarm calls
 * it at the tick, and the sweep again and again.
 *
 * @throws PenstockError `ledger-unavailable`, `journal-unavailable`: to be repeated
 */
export async function fireDue(engine: ScheduleEngine, ref: ScheduleRef): Promise<void> {
  const schedule = (await readSchedule(engine, ref))?.value;
  if (schedule === undefined) {
    return;
  }
  if (!schedule.isPaused) {
    await decideDue(engine, schedule);
  }
  await settleRuns(engine, schedule);
}

/**
 * Runs a schedule now, apart from its clock, also while it is paused.
 *
 * @returns the log in which the run is noted
 */
export async function fireNow(engine: ScheduleEngine, schedule: Schedule): Promise<RunLog> {
  const nowMs = engine.clock.nowMs();
  const origin = `${scheduleKey(schedule)} asked for`;
  const jobId = derivedJobId(origin, nowMs, engine.hashing);
  const run: Run = { scheduledForMs: nowMs, jobId, startAtMs: nowMs, isManual: true };
  await changeRunLog(engine, schedule, async (log) =>
    withTick(await withoutEnded(engine, schedule, log), run, schedule.overlap, nowMs),
  );
  return settleRuns(engine, schedule);
}

async function decideDue(engine: ScheduleEngine, schedule: Schedule): Promise<void> {
  const { calendar, clock, hashing } = engine;
  const { timing, catchUp, overlap, endAtMs = Number.POSITIVE_INFINITY } = schedule;
  const nowMs = clock.nowMs();
  const untilMs = Math.min(nowMs, endAtMs);
  await changeRunLog(engine, schedule, async (log) => {
    const due = calendar.due(timing, decidedFrom(log, schedule), untilMs);
    if (due === undefined) {
      return undefined;
    }
    const { firstMs, latestMs } = due;
    if (!isMadeUpFor(catchUp, nowMs - latestMs)) {
      return withMissed(log, latestMs, { reason: latenessBy(catchUp), nowMs });
    }
    const known = firstMs < latestMs ? withMissed(log, firstMs, { reason: EARLIER, nowMs }) : log;
    const idle = await withoutEnded(engine, schedule, known);
    return withTick(idle, runAt(schedule, latestMs, hashing), overlap, nowMs);
  });
}

const EARLIER =
  "nothing looked at the schedule from this tick on until a later one, which is made up for";

function latenessBy(catchUp: CatchUp): string {
  return catchUp === "none"
    ? "nothing looked at the schedule at this tick, and catchUp is none"
    : "nothing looked at the schedule before the time of catchUp was over";
}

function isMadeUpFor(catchUp: CatchUp, ageMs: number): boolean {
  return (
    ageMs <= PUNCTUAL_MS ||
    catchUp === "latest" ||
    (typeof catchUp === "number" && ageMs <= catchUp)
  );
}

function runAt(schedule: Schedule, scheduledForMs: number, hashing: Hashing): Run {
  const key = scheduleKey(schedule);
  return {
    scheduledForMs,
    jobId: derivedJobId(key, scheduledForMs, hashing),
    startAtMs: scheduledForMs + jitterOf(schedule, scheduledForMs, hashing),
  };
}

/** Of the tick's own bytes: it is the same for every process. */
function jitterOf({ jitterMs, ...ref }: Schedule, tickMs: number, hashing: Hashing): number {
  const hasher = hashing.hasher("md5");
  hasher.update(new TextEncoder().encode(`${scheduleKey(ref)} jitter ${tickMs}`));
  return Number.parseInt(hasher.digest().slice(0, 8), 16) % (jitterMs + 1);
}

/** A job that has ended is no reason to leave out a tick. */
async function withoutEnded(
  engine: ScheduleEngine,
  { tenant }: ScheduleRef,
  log: RunLog,
): Promise<RunLog> {
  const { current } = log;
  const hasEnded =
    current?.isStarted === true && (await stateOfRun(engine, tenant, current)) === "ended";
  return hasEnded ? withCurrentEnded(log, engine.clock.nowMs()) : log;
}
