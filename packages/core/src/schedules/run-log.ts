// What a schedule has done: one document that is replaced as a whole, so that of two processes that
// decide about one tick one decides.

import type { JobId } from "../ids.ts";
import type { Overlap, Schedule } from "./schedule.ts";

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

export const RUN_OUTCOMES = [
  "started",
  "queued",
  "skipped",
  "superseded",
  "missed",
  "refused",
] as const;
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

export const EMPTY_RUN_LOG: RunLog = { decidedUntilMs: 0, current: null, waiting: null, notes: [] };

/** Some 150 bytes each: the document stays well below what the configuration takes. */
const MAX_RUN_NOTES = 100;

/** The log after a tick was decided. `log.current` is a run whose job has not ended. */
export function withTick(log: RunLog, run: Run, overlap: Overlap, nowMs: number): RunLog {
  const decided = run.isManual
    ? log
    : { ...log, decidedUntilMs: Math.max(log.decidedUntilMs, run.scheduledForMs) };
  const { current } = decided;
  if (current === null) {
    return started(decided, run, nowMs);
  }
  const running = `the job ${current.jobId} of ${textOf(current.scheduledForMs)} has not ended`;
  if (overlap === "skip") {
    return noted(decided, noteOf(run, "skipped", nowMs, running));
  }
  const superseded = decided.waiting
    ? noted(decided, noteOf(decided.waiting, "superseded", nowMs, "a later tick takes its turn"))
    : decided;
  const reason = overlap === "queue" ? running : `${running}, and is being cancelled`;
  return {
    ...noted(superseded, noteOf(run, "queued", nowMs, reason)),
    waiting: run,
    current: overlap === "queue" ? current : { ...current, isCancelWanted: true },
  };
}

/** The log when the job of the current run has ended: what waits for it is the next. */
export function withCurrentEnded(log: RunLog, nowMs: number): RunLog {
  const { waiting } = log;
  const idle = { ...log, current: null, waiting: null };
  return waiting === null ? idle : started(idle, waiting, nowMs);
}

export function withCurrentStarted(log: RunLog): RunLog {
  return { ...log, current: log.current && { ...log.current, isStarted: true } };
}

/** The job of the current run cannot be made: its tick is over. */
export function withCurrentRefused(log: RunLog, reason: string, nowMs: number): RunLog {
  const { current } = log;
  return current === null
    ? log
    : withCurrentEnded(noted(log, noteOf(current, "refused", nowMs, reason)), nowMs);
}

/** No process saw the tick in time, and nothing makes up for it. */
export function withMissed(
  log: RunLog,
  scheduledForMs: number,
  { reason, nowMs }: { readonly reason: string; readonly nowMs: number },
): RunLog {
  const note = { scheduledForMs, decidedAtMs: nowMs, outcome: "missed", reason } as const;
  const decidedUntilMs = Math.max(log.decidedUntilMs, scheduledForMs);
  return { ...noted(log, note), decidedUntilMs };
}

/** No tick up to it counts any more. */
export function decidedFrom(log: RunLog, { activeFromMs }: Schedule): number {
  return Math.max(log.decidedUntilMs, activeFromMs - 1);
}

function started(log: RunLog, run: Run, nowMs: number): RunLog {
  return {
    ...noted(log, noteOf(run, "started", nowMs)),
    current: { ...run, isStarted: false },
  };
}

function noteOf(run: Run, outcome: RunOutcome, nowMs: number, reason?: string): RunNote {
  const { scheduledForMs, jobId, isManual } = run;
  return {
    ...{ scheduledForMs, decidedAtMs: nowMs, outcome },
    ...(outcome === "started" && { jobId }),
    ...(reason !== undefined && { reason }),
    ...(isManual && { isManual }),
  };
}

/** A tick has one note: what became of it last. */
function noted(log: RunLog, note: RunNote): RunLog {
  const others = log.notes.filter(
    (each) => each.scheduledForMs !== note.scheduledForMs || each.isManual !== note.isManual,
  );
  return { ...log, notes: [note, ...others].slice(0, MAX_RUN_NOTES) };
}

function textOf(ms: number): string {
  return new Date(ms).toISOString();
}
