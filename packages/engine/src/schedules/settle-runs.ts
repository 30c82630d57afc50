// What was decided is done: jobs are made, cancelled, and followed by those that wait.

import {
  ERRORS,
  isPenstockError,
  type Run,
  type RunLog,
  type Schedule,
  withCurrentEnded,
  withCurrentRefused,
  withCurrentStarted,
} from "@penstock/core";
import { cancelJob } from "../jobs/cancel-job.ts";
import { submitBulkJob } from "../jobs/submit-bulk-job.ts";
import { submitJob } from "../jobs/submit-job.ts";
import { stateOfRun } from "./run-state.ts";
import { changeRunLog, readRunLog, type ScheduleEngine } from "./schedule-engine.ts";
import { readScheduleSpan } from "./schedule-span.ts";

/** A manifest is looked at before its job is made. */
const LOOK_MS = 10_000;

/**
 * Brings a schedule's runs as far as they can be brought now. May be repeated, and run by several processes
 * at once: jobs have derived ids, and the log is changed by comparing.
 */
export async function settleRuns(engine: ScheduleEngine, schedule: Schedule): Promise<RunLog> {
  const log = await readRunLog(engine, schedule);
  const { current } = log;
  if (current === null) {
    return log;
  }
  if (!current.isStarted) {
    return current.startAtMs > engine.clock.nowMs() ? log : startRun(engine, schedule, current);
  }
  const state = await stateOfRun(engine, schedule.tenant, current);
  if (state === "ended") {
    const idle = await endCurrent(engine, schedule, current);
    return idle.current === null ? idle : settleRuns(engine, schedule);
  }
  if (current.isCancelWanted && state !== "cancelling") {
    await cancelCurrent(engine, schedule, current);
  }
  return log;
}

function endCurrent(engine: ScheduleEngine, schedule: Schedule, ended: Run): Promise<RunLog> {
  return changeRunLog(engine, schedule, async (log) =>
    log.current?.jobId === ended.jobId ? withCurrentEnded(log, engine.clock.nowMs()) : undefined,
  );
}

async function startRun(engine: ScheduleEngine, schedule: Schedule, run: Run): Promise<RunLog> {
  const rejection = await rejectionOf(engine, schedule, run);
  const nowMs = engine.clock.nowMs();
  if (rejection !== undefined) {
    const fields = { schedule: schedule.name, jobId: run.jobId, reason: rejection };
    engine.log.error(fields, "a schedule could not make its job: correct the schedule");
  }
  return changeRunLog(engine, schedule, async (log) => {
    if (log.current?.jobId !== run.jobId || log.current.isStarted) {
      return undefined;
    }
    return rejection === undefined
      ? withCurrentStarted(log)
      : withCurrentRefused(log, rejection, nowMs);
  });
}

/** Why the job of a run cannot be made, also not later; what passes is thrown. */
async function rejectionOf(
  engine: ScheduleEngine,
  schedule: Schedule,
  run: Run,
): Promise<string | undefined> {
  try {
    const order = engine.forms.orderOf(schedule, run);
    const traceparent = await readScheduleSpan(engine, schedule);
    const { traceTick = (_tick, make) => make(traceparent) } = engine;
    await traceTick({ schedule, run, traceparent }, (kept) =>
      order.kind === "one"
        ? submitJob(engine, { ...order.request, traceparent: kept })
        : submitBulkJob(
            engine,
            { ...order.request, traceparent: kept },
            AbortSignal.timeout(LOOK_MS),
          ),
    );
    return undefined;
  } catch (error) {
    if (isPenstockError(error) && ERRORS[error.code].retry === "never") {
      return `${error.code}: ${error.message}`;
    }
    throw error;
  }
}

/** It may end by itself in between, which is as good. */
async function cancelCurrent(
  engine: ScheduleEngine,
  { tenant }: Schedule,
  { jobId }: Run,
): Promise<void> {
  try {
    await cancelJob(engine, tenant, jobId);
  } catch (error) {
    if (!isPenstockError(error, "state-conflict")) {
      throw error;
    }
  }
}
