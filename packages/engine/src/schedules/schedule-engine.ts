import type {
  Calendar,
  ConfigDocument,
  ConfigKind,
  ConfigStore,
  JobOrder,
  JobRecord,
  Run,
  RunLog,
  RunNote,
  Schedule,
  ScheduleRef,
} from "@penstock/core";
import { EMPTY_RUN_LOG, isPenstockError, type Ruled, scheduleKey } from "@penstock/core";
import type { Engine } from "../engine.ts";
import type { LimitDesk } from "../limits/set-limits.ts";

/**
 * The request that made a schedule, as its ticks link to it. A document beside that of the schedule: older versions refuse
 * a schedule that has what they do not know, and leave kinds of documents alone that they do not know.
 */
type ScheduleSpan = { readonly traceparent: string };

/** Makes the job of a tick below a span; `make` gets what the job is to keep. */
type TraceTick = (
  tick: {
    readonly schedule: Schedule;
    readonly run: Run;
    /** Of the request that made or replaced the schedule. */
    readonly traceparent: string | undefined;
  },
  make: (traceparent: string | undefined) => Promise<JobRecord>,
) => Promise<JobRecord>;

/** How the documents of schedules are written, and what a job's body means. */
type ScheduleForms = {
  readonly schedules: ConfigKind<Schedule>;
  readonly runLogs: ConfigKind<RunLog>;
  readonly spans: ConfigKind<ScheduleSpan>;
  /** @throws PenstockError `request-invalid` for a body that is no job */
  orderOf(schedule: Schedule, run: Run): JobOrder;
};

export type ScheduleEngine = Pick<
  Engine,
  | "ledger"
  | "journal"
  | "archive"
  | "rowArchive"
  | "queue"
  | "connections"
  | "hashing"
  | "clock"
  | "random"
  | "log"
> &
  Ruled & {
    readonly config: ConfigStore;
    readonly calendar: Calendar;
    readonly forms: ScheduleForms;
    readonly limitDesk?: LimitDesk | undefined;
    /** Left out where nothing records spans: then a job keeps the request that made its schedule. */
    readonly traceTick?: TraceTick;
  };

export type ScheduleReader = Pick<ScheduleEngine, "config" | "forms">;

export function readSchedule(
  { config, forms }: ScheduleReader,
  ref: ScheduleRef,
): Promise<ConfigDocument<Schedule> | undefined> {
  return config.read(forms.schedules, scheduleKey(ref));
}

export async function readRunLog(
  { config, forms }: ScheduleReader,
  ref: ScheduleRef,
): Promise<RunLog> {
  return (await config.read(forms.runLogs, scheduleKey(ref)))?.value ?? EMPTY_RUN_LOG;
}

/** As often as others may change the same document in between: then there is something to see for all of them. */
const MAX_TRIES = 8;

/**
 * Changes a run log by what is in it. Another process that changes it at the same time makes this one look
 * again.
 *
 * @param change undefined when there is nothing to change
 * @returns the log as it is then
 */
export async function changeRunLog(
  engine: ScheduleReader & Pick<ScheduleEngine, "ledger">,
  ref: ScheduleRef,
  change: (log: RunLog) => Promise<RunLog | undefined>,
): Promise<RunLog> {
  const { config, forms } = engine;
  const key = scheduleKey(ref);
  for (let tries = 1; ; tries += 1) {
    const document = await config.read(forms.runLogs, key);
    const log = document?.value ?? EMPTY_RUN_LOG;
    const value = await change(log);
    if (value === undefined) {
      return log;
    }
    try {
      const revision = document?.revision ?? 0;
      const written = (await config.write(forms.runLogs, key, { revision, value })).value;
      await noteDecided(engine, ref, { before: log, after: written });
      return written;
    } catch (error) {
      if (!isPenstockError(error, "state-conflict") || tries === MAX_TRIES) {
        throw error;
      }
    }
  }
}

/** What of its ticks was decided becomes events, in that order. */
async function noteDecided(
  { ledger }: Pick<ScheduleEngine, "ledger">,
  { tenant, name }: ScheduleRef,
  { before, after }: { readonly before: RunLog; readonly after: RunLog },
): Promise<void> {
  const keyOf = ({ scheduledForMs, outcome }: RunNote) => `${scheduledForMs} ${outcome}`;
  const known = new Set(before.notes.map(keyOf));
  for (const note of after.notes.filter((each) => !known.has(keyOf(each))).toReversed()) {
    const { scheduledForMs, outcome: state, jobId } = note;
    await ledger.events.note(tenant, {
      ...{ kind: "schedule", schedule: name, state, scheduledForMs },
      ...(jobId !== undefined && { jobId }),
    });
  }
}
