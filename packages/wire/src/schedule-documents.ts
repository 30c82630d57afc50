// How schedules are kept among the configuration, and the job that a tick makes of one.

import {
  type ConfigKind,
  isJobId,
  isScheduleName,
  type JobId,
  type JobOrder,
  OVERLAPS,
  PenstockError,
  RUN_OUTCOMES,
  type Run,
  type RunLog,
  type Schedule,
} from "@penstock/core";
import { z } from "zod";
import { describeIssues, issuesOf } from "./issues.ts";
import { toBulkRequest, toSubmitRequest } from "./job-orders.ts";
import { type JobRequest, jobRequest } from "./job-request.ts";
import { isBulkSource } from "./selection-request.ts";

const timing = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cron"), pattern: z.string(), timeZone: z.string() }),
  z.strictObject({ kind: z.literal("every"), everyMs: z.int().min(1000) }),
]);

const schedule = z.strictObject({
  tenant: z.string().min(1),
  name: z.string().refine(isScheduleName, "not the name of a schedule"),
  timing,
  overlap: z.enum(OVERLAPS),
  catchUp: z.union([z.literal("none"), z.literal("latest"), z.int().min(0)]),
  jitterMs: z.int().min(0),
  activeFromMs: z.int(),
  endAtMs: z.int().exactOptional(),
  isPaused: z.boolean(),
  job: z.record(z.string(), z.unknown()),
});

const jobId = z.custom<JobId>((value) => typeof value === "string" && isJobId(value));
const isManual = z.literal(true).exactOptional();
const run = { scheduledForMs: z.int(), jobId, startAtMs: z.int(), isManual };

const runLog = z.strictObject({
  decidedUntilMs: z.int(),
  current: z
    .strictObject({
      ...run,
      isStarted: z.boolean(),
      isCancelWanted: z.literal(true).exactOptional(),
    })
    .nullable(),
  waiting: z.strictObject(run).nullable(),
  notes: z.array(
    z.strictObject({
      scheduledForMs: z.int(),
      decidedAtMs: z.int(),
      outcome: z.enum(RUN_OUTCOMES),
      jobId: jobId.exactOptional(),
      reason: z.string().exactOptional(),
      isManual,
    }),
  ),
});

const span = z.object({ traceparent: z.string().max(1000) });

export const SCHEDULES: ConfigKind<Schedule> = {
  name: "schedules",
  parse: (value) => schedule.parse(value),
};

const RUN_LOGS: ConfigKind<RunLog> = {
  name: "schedule-runs",
  parse: (value) => runLog.parse(value),
};

/** A document beside that of a schedule; see ScheduleSpan of the engine. */
const SPANS: ConfigKind<{ readonly traceparent: string }> = {
  name: "schedule-spans",
  parse: (value) => span.parse(value),
};

/**
 * The job of a run. `{date:yyyy/MM/dd}` in its source, destination and name stands for the tick, in the time zone of the
 * schedule.
 *
 * @throws PenstockError `request-invalid`
 */
function orderOfRun(
  { tenant, name, timing: when, job }: Schedule,
  { scheduledForMs, jobId: id, isManual: manual }: Run,
): JobOrder {
  const timeZone = when.kind === "cron" ? when.timeZone : "UTC";
  const dated = withDates(job, dateFieldsOf(scheduledForMs, timeZone));
  const parsed = jobRequest.safeParse(dated);
  if (!parsed.success) {
    const issues = describeIssues(issuesOf(parsed.error));
    throw new PenstockError("request-invalid", `the job of the schedule ${name}: ${issues}`);
  }
  if (hasSignedUrl(parsed.data.source)) {
    throw new PenstockError(
      "request-invalid",
      `the job of the schedule ${name} has a signed URL, which would expire: name a connection`,
    );
  }
  const { manifest } = parsed.data.source;
  if (manifest !== undefined && "upload" in manifest) {
    throw new PenstockError(
      "request-invalid",
      `the job of the schedule ${name} has a manifest that was sent, which is removed: name a connection`,
    );
  }
  if (parsed.data.deadline?.kind === "at") {
    throw new PenstockError(
      "request-invalid",
      `the job of the schedule ${name} has one deadline for all runs: write a time of day such as 06:00 Europe/Berlin`,
    );
  }
  const origin = { jobId: id, name, scheduledForMs, ...(manual && { isManual: manual }) };
  return isBulkSource(parsed.data.source)
    ? { kind: "many", request: { ...toBulkRequest(tenant, parsed.data), origin } }
    : { kind: "one", request: { ...toSubmitRequest(tenant, parsed.data), origin } };
}

function hasSignedUrl(source: JobRequest["source"]): boolean {
  const own = "query" in source ? source.query : "";
  return own !== "" || (source.manifest?.query ?? "") !== "";
}

const DATED = ["name", "source", "destination"];

function withDates(job: Schedule["job"], fields: DateFields): unknown {
  return Object.fromEntries(
    Object.entries(job).map(([member, value]) => [
      member,
      DATED.includes(member) ? filled(value, fields) : value,
    ]),
  );
}

function filled(value: unknown, fields: DateFields): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\{date:([^{}]*)\}/g, (_all, pattern: string) =>
      pattern.replaceAll(/yyyy|MM|dd|HH|mm|ss|[A-Za-z]/g, (field) => fieldOf(fields, field)),
    );
  }
  if (Array.isArray(value)) {
    return value.map((each) => filled(each, fields));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, fields)]))
    : value;
}

type DateFields = Readonly<Record<string, string>>;

function fieldOf(fields: DateFields, field: string): string {
  const text = fields[field];
  if (text === undefined) {
    const known = Object.keys(fields).join(", ");
    throw new PenstockError("request-invalid", `{date:…} has "${field}": use ${known}`);
  }
  return text;
}

function dateFieldsOf(atMs: number, timeZone: string): DateFields {
  const numeric = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, ...numeric, ...time });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    ...{ yyyy: of("year"), MM: of("month"), dd: of("day") },
    ...{ HH: of("hour"), mm: of("minute"), ss: of("second") },
  };
}

/** What the engine asks of schedules. */
export const SCHEDULE_FORMS = {
  ...{ schedules: SCHEDULES, runLogs: RUN_LOGS, spans: SPANS, orderOf: orderOfRun },
};
