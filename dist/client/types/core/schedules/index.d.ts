export { decidedFrom, EMPTY_RUN_LOG, RUN_OUTCOMES, type Run, type RunLog, type RunNote, type RunOutcome, withCurrentEnded, withCurrentRefused, withCurrentStarted, withMissed, withTick, } from "./run-log.js";
export { type CatchUp, isScheduleName, type JobOrigin, OVERLAPS, type Overlap, type Schedule, type ScheduleRef, scheduleKey, type Timing, } from "./schedule.js";
