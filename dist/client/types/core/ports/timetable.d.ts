import type { ScheduleRef, Timing } from "../schedules/schedule.js";
export type Alarm = ScheduleRef & {
    readonly timing: Timing;
};
/**
 * Rings at the ticks of schedules, one task for each tick. It may ring late, twice or, after the loss of
 * Redis, not at all: a process that hears it looks at the calendar, and so does a sweep.
 */
export type Timetable = {
    /**
     * Makes it ring for these and for nothing else. Any number of processes may repeat it.
     *
     * @returns how many alarms were missing or different
     */
    keep(alarms: readonly Alarm[]): Promise<number>;
};
