// The level beside the alarms' edge: alarms that no process heard, runs that none settled.

import { type ScheduleRef, scheduleKey, type Timetable } from "@penstock/core";
import type { Engine } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { fireDue } from "./fire-schedule.ts";
import type { ScheduleEngine } from "./schedule-engine.ts";

/**
 * Makes the timetable ring for what is scheduled, also where Redis lost it, decides ticks that no process heard,
 * and goes on with runs. What fails about one schedule holds up no other.
 */
export async function sweepSchedules(
  engine: ScheduleEngine & Pick<Engine, "repeats"> & { readonly timetable: Timetable },
  signal: AbortSignal,
): Promise<void> {
  const { config, forms, clock, timetable, log } = engine;
  const schedules = (await config.list(forms.schedules)).map(({ value }) => value);
  const nowMs = clock.nowMs();
  const ringing = schedules.filter(
    ({ isPaused, endAtMs = Number.POSITIVE_INFINITY }) => !isPaused && nowMs <= endAtMs,
  );
  const set = await timetable.keep(ringing);
  if (set > 0) {
    log.info({ schedules: set }, "the timetable was set by the schedules");
  }
  await forgetLogsOfOthers(engine, schedules);
  for (const schedule of schedules) {
    if (signal.aborted) {
      return;
    }
    const piece = { what: "a schedule", fields: { schedule: scheduleKey(schedule) } };
    await apart(engine, piece, () => fireDue(engine, schedule));
  }
}

/** Those of schedules that were deleted. */
async function forgetLogsOfOthers(
  engine: ScheduleEngine & Pick<Engine, "repeats">,
  schedules: readonly ScheduleRef[],
): Promise<void> {
  const { config, forms } = engine;
  const known = new Set(schedules.map(scheduleKey));
  for (const { name, revision } of await config.list(forms.runLogs)) {
    // It may have been made in between.
    if (!known.has(name) && (await config.read(forms.schedules, name)) === undefined) {
      const piece = { what: "the runs of a schedule that was deleted", fields: { schedule: name } };
      await apart(engine, piece, () => config.delete(forms.runLogs, name, revision));
    }
  }
}
