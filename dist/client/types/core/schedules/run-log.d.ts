import type { JobId } from "../ids.js";
import type { Overlap, Schedule } from "./schedule.js";
/** One tick, and the job that is made of it. */
export type Run = {
    readonly scheduledForMs: number;
    readonly jobId: JobId;
    /** Later than the tick by the jitter. */
    readonly startAtMs: number;
    readonly isManual?: true;
};
type CurrentRun = Run & {
    /** Its job is accepted. */
    readonly isStarted: boolean;
    /** A later run waits for its end. */
    readonly isCancelWanted?: true;
};
export declare const RUN_OUTCOMES: readonly ["started", "queued", "skipped", "superseded", "missed", "refused"];
export type RunOutcome = (typeof RUN_OUTCOMES)[number];
/** What became of one tick. */
export type RunNote = {
    readonly scheduledForMs: number;
    readonly decidedAtMs: number;
    readonly outcome: RunOutcome;
    readonly jobId?: JobId;
    readonly reason?: string;
    readonly isManual?: true;
};
export type RunLog = {
    /** Every tick up to it has been decided. */
    readonly decidedUntilMs: number;
    /** The run whose job has not ended, as far as is known. */
    readonly current: CurrentRun | null;
    /** Starts when the current one has ended. */
    readonly waiting: Run | null;
    /** Newest first. */
    readonly notes: readonly RunNote[];
};
export declare const EMPTY_RUN_LOG: RunLog;
/** The log after a tick was decided. `log.current` is a run whose job has not ended. */
export declare function withTick(log: RunLog, run: Run, overlap: Overlap, nowMs: number): RunLog;
/** The log when the job of the current run has ended: what waits for it is the next. */
export declare function withCurrentEnded(log: RunLog, nowMs: number): RunLog;
export declare function withCurrentStarted(log: RunLog): RunLog;
/** The job of the current run cannot be made: its tick is over. */
export declare function withCurrentRefused(log: RunLog, reason: string, nowMs: number): RunLog;
/** No process saw the tick in time, and nothing makes up for it. */
export declare function withMissed(log: RunLog, scheduledForMs: number, { reason, nowMs }: {
    readonly reason: string;
    readonly nowMs: number;
}): RunLog;
/** No tick up to it counts any more. */
export declare function decidedFrom(log: RunLog, { activeFromMs }: Schedule): number;
export {};
