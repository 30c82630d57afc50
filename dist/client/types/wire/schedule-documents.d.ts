import { type ConfigKind, type JobOrder, type Run, type RunLog, type Schedule } from "../core/index.js";
export declare const SCHEDULES: ConfigKind<Schedule>;
export declare const RUN_LOGS: ConfigKind<RunLog>;
/**
 * The job of a run. `{date:yyyy/MM/dd}` in its source, destination and name stands for the tick, in the time zone of the
 * schedule.
 *
 * @throws PenstockError `request-invalid`
 */
export declare function orderOfRun({ tenant, name, timing: when, job }: Schedule, { scheduledForMs, jobId: id, isManual: manual }: Run): JobOrder;
