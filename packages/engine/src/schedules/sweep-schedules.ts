// The level beside the alarms' edge: alarms that no process heard, runs that none settled.

import {
  type ConfigDocument,
  decidedFrom,
  EMPTY_RUN_LOG,
  type RunLog,
  type Schedule,
  scheduleKey,
  type Timetable,
} from "@penstock/core";
import { ConfigView } from "../configuration/config-view.ts";
import type { Engine } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { fireDue } from "./fire-schedule.ts";
import type { ScheduleEngine } from "./schedule-engine.ts";

type SweptEngine = ScheduleEngine & Pick<Engine, "repeats"> & { readonly timetable: Timetable };

/** What the sweep knows from the pass before: a pass in which nothing changed asks for the version of the configuration alone. */
export type ScheduleViews = {
  readonly schedules: ConfigView<Schedule>;
  readonly runLogs: ConfigView<RunLog>;
};

export function scheduleViews({
  config,
  forms,
}: Pick<ScheduleEngine, "config" | "forms">): ScheduleViews {
  return {
    schedules: new ConfigView(config, forms.schedules),
    runLogs: new ConfigView(config, forms.runLogs),
  };
}

/**
 * Makes the timetable ring for what is scheduled, also where Redis lost it, decides ticks that no process heard,
 * and goes on with runs. What fails about one schedule holds up no other.
 */
export async function sweepSchedules(
  engine: SweptEngine,
  signal: AbortSignal,
  views = scheduleViews(engine),
): Promise<void> {
  const { config, clock, timetable, log } = engine;
  const version = await config.version();
  await views.schedules.refreshOnce(version);
  await views.runLogs.refreshOnce(version);
  const schedules = [...views.schedules.documents.values()].map(({ value }) => value);
  const nowMs = clock.nowMs();
  const ringing = schedules.filter(
    ({ isPaused, endAtMs = Number.POSITIVE_INFINITY }) => !isPaused && nowMs <= endAtMs,
  );
  const set = await timetable.keep(ringing);
  if (set > 0) {
    log.info({ schedules: set }, "the timetable was set by the schedules");
  }
  await forgetLogsOfOthers(engine, views);
  for (const schedule of schedules) {
    if (signal.aborted) {
      return;
    }
    if (hasToDo(engine, schedule, views.runLogs.documents.get(scheduleKey(schedule)))) {
      const piece = { what: "a schedule", fields: { schedule: scheduleKey(schedule) } };
      await apart(engine, piece, () => fireDue(engine, schedule));
    }
  }
}

/** A tick is due, or a run is to be settled. */
function hasToDo(
  { calendar, clock }: ScheduleEngine,
  schedule: Schedule,
  { value: log }: Pick<ConfigDocument<RunLog>, "value"> = { value: EMPTY_RUN_LOG },
): boolean {
  const { timing, isPaused, endAtMs = Number.POSITIVE_INFINITY } = schedule;
  const untilMs = Math.min(clock.nowMs(), endAtMs);
  return (
    log.current !== null ||
    log.waiting !== null ||
    (!isPaused && calendar.due(timing, decidedFrom(log, schedule), untilMs) !== undefined)
  );
}

/** Those of schedules that were deleted. */
async function forgetLogsOfOthers(
  engine: SweptEngine,
  { schedules, runLogs }: ScheduleViews,
): Promise<void> {
  const { config, forms } = engine;
  for (const { name, revision } of runLogs.documents.values()) {
    // It may have been made in between.
    if (
      !schedules.documents.has(name) &&
      (await config.read(forms.schedules, name)) === undefined
    ) {
      const piece = { what: "the runs of a schedule that was deleted", fields: { schedule: name } };
      await apart(engine, piece, () => config.delete(forms.runLogs, name, revision));
    }
  }
}
