import type {
  Calendar,
  ConfigDocument,
  Run,
  RunLog,
  RunNote,
  Schedule,
  Timing,
} from "@penstock/core";
import {
  formatDuration,
  type PreviewView,
  type ScheduleRunView,
  type ScheduleView,
} from "@penstock/wire";

const NEXT_RUNS = 5;

export function toScheduleView(
  { value, revision, changedAtMs }: ConfigDocument<Schedule>,
  { current, waiting, notes }: RunLog,
  { calendar, nowMs }: { readonly calendar: Calendar; readonly nowMs: number },
): ScheduleView {
  const { timing, catchUp, jitterMs, activeFromMs, endAtMs, isPaused } = value;
  const fromMs = Math.max(nowMs, activeFromMs - 1);
  const next = isPaused ? [] : ticksAfter(timing, { calendar, fromMs, count: NEXT_RUNS });
  const [lastRun] = notes;
  return {
    name: value.name,
    cron: timing.kind === "cron" ? timing.pattern : null,
    timeZone: timing.kind === "cron" ? timing.timeZone : null,
    every: timing.kind === "every" ? formatDuration(timing.everyMs) : null,
    overlap: value.overlap,
    catchUp: typeof catchUp === "number" ? formatDuration(catchUp) : catchUp,
    jitter: formatDuration(jitterMs),
    activeFrom: textOf(activeFromMs),
    endAt: endAtMs === undefined ? null : textOf(endAtMs),
    ...{ isPaused, revision },
    changedAt: textOf(changedAtMs),
    nextRuns: next
      .filter((tick) => tick <= (endAtMs ?? Number.POSITIVE_INFINITY))
      .map((tick) => textOf(tick)),
    current: current && toCurrentRun(current),
    waiting: waiting && toCurrentRun(waiting),
    lastRun: lastRun === undefined ? null : toRunView(lastRun),
    job: { ...value.job },
  };
}

function toCurrentRun({ scheduledForMs, startAtMs, jobId, isManual }: Run) {
  return {
    scheduledFor: textOf(scheduledForMs),
    startsAt: textOf(startAtMs),
    jobId,
    isManual: isManual === true,
  };
}

export function toRunView(note: RunNote): ScheduleRunView {
  return {
    scheduledFor: textOf(note.scheduledForMs),
    outcome: note.outcome,
    decidedAt: textOf(note.decidedAtMs),
    jobId: note.jobId ?? null,
    reason: note.reason ?? null,
    isManual: note.isManual ?? false,
  };
}

export function toPreview(
  timing: Timing,
  asked: { readonly calendar: Calendar; readonly afterMs: number; readonly count: number },
): PreviewView {
  const timeZone = timing.kind === "cron" ? timing.timeZone : "UTC";
  const ticks = ticksAfter(timing, { ...asked, fromMs: asked.afterMs });
  return {
    ticks: ticks.map((tick, index) => {
      const before = ticks[index - 1] ?? asked.afterMs;
      return {
        at: textOf(tick),
        local: localText(tick, timeZone),
        note: clockChange(offsetOf(before, timeZone), offsetOf(tick, timeZone)),
      };
    }),
  };
}

function ticksAfter(
  timing: Timing,
  asked: { readonly calendar: Calendar; readonly fromMs: number; readonly count: number },
): readonly number[] {
  const ticks: number[] = [];
  let tick = asked.calendar.next(timing, asked.fromMs);
  while (tick !== undefined && ticks.length < asked.count) {
    ticks.push(tick);
    tick = asked.calendar.next(timing, tick);
  }
  return ticks;
}

function clockChange(before: string, after: string): string | null {
  return before === after
    ? null
    : `the clocks changed from ${before} to ${after} since the tick before: a time that was left out ran an hour later, one that came twice ran once`;
}

function localText(atMs: number, timeZone: string): string {
  const date = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(atMs);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(atMs);
  return `${date} ${time} ${offsetOf(atMs, timeZone)}`;
}

/** `GMT+02:00`, and `GMT` alone for UTC. */
function offsetOf(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const part = parts.formatToParts(atMs).find(({ type }) => type === "timeZoneName");
  return part?.value ?? "";
}

function textOf(ms: number): string {
  return new Date(ms).toISOString();
}
