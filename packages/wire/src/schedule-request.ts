import { isScheduleName, OVERLAPS, type Schedule, type Timing } from "@penstock/core";
import { z } from "zod";
import { duration } from "./duration.ts";
import { timestampInput } from "./job-view.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LONGEST_MS = 366 * DAY_MS;

const interval = duration
  .refine((ms) => ms >= 1000 && ms <= LONGEST_MS, "write a time of 1s to 366d")
  .describe("Instead of `cron`: at every whole multiple of it since 1970, such as 6h.");

const timingFields = {
  cron: z
    .string()
    .max(200)
    .exactOptional()
    .describe(
      "Minute, hour, day of the month, month, day of the week; or six fields with seconds in front.",
    ),
  timeZone: z
    .string()
    .max(64)
    .exactOptional()
    .describe("Of the IANA database, such as Europe/Berlin; for `cron`. Left out: UTC."),
  every: interval.exactOptional(),
};

type TimingFields = { cron?: string; timeZone?: string; every?: number };

function checkTiming({ cron, every, timeZone }: TimingFields, context: z.RefinementCtx): void {
  if ((cron === undefined) === (every === undefined)) {
    context.addIssue({ code: "custom", path: [], message: 'name either "cron" or "every"' });
  }
  if (every !== undefined && timeZone !== undefined) {
    const message = 'an interval has no time zone: leave it out, or write a "cron" pattern';
    context.addIssue({ code: "custom", path: ["timeZone"], message });
  }
}

export function timingOf({ cron, every, timeZone = "UTC" }: TimingFields): Timing {
  return cron === undefined
    ? { kind: "every", everyMs: every ?? HOUR_MS }
    : { kind: "cron", pattern: cron.trim(), timeZone };
}

const fields = {
  ...timingFields,
  overlap: z
    .enum(OVERLAPS)
    .default("skip")
    .describe(
      "What becomes of a tick while the job of an earlier one runs: left out, waits for its end (later ones take its place), or cancels it.",
    ),
  catchUp: z
    .union([z.enum(["none", "latest"]), duration.refine((ms) => ms <= LONGEST_MS, "at most 366d")])
    .default(HOUR_MS)
    .describe(
      "Which tick is made up for that came while nothing ran: none, the latest, or the latest if it is no older than this. Left out: `1h`.",
    ),
  jitter: duration
    .refine((ms) => ms <= DAY_MS, "write at most 24h")
    .default(0)
    .describe("The job starts up to so much after its tick; the same tick always waits as long."),
  startAt: timestampInput.exactOptional().describe("No tick before it counts."),
  endAt: timestampInput.exactOptional().describe("No tick after it counts."),
  job: z
    .record(z.string(), z.unknown())
    .describe(
      "The body of `POST /v1/jobs`. `{date:yyyy/MM/dd}` in its source, destination and name stands for the tick, in the schedule's time zone.",
    ),
};

/** The body of `PUT /v1/schedules/{name}`. */
export const scheduleChange = z.strictObject(fields).superRefine(checkTiming);

/** The body of `POST /v1/schedules`. */
export const scheduleRequest = z
  .strictObject({
    name: z
      .string()
      .refine(
        isScheduleName,
        "write up to 60 letters, digits and . _ -, beginning with a letter or digit",
      ),
    ...fields,
  })
  .superRefine(checkTiming);

export const previewRequest = z
  .strictObject({
    ...timingFields,
    count: z.int().min(1).max(100).default(5).describe("How many; 5 when left out."),
    after: timestampInput.exactOptional().describe("Ticks after this time. Left out: now."),
  })
  .superRefine(checkTiming);

export type ScheduleChange = z.infer<typeof scheduleChange>;
export type ScheduleRequestInput = z.input<typeof scheduleRequest>;
export type PreviewRequestInput = z.input<typeof previewRequest>;

export function toSchedule(
  tenant: string,
  name: string,
  change: Omit<ScheduleChange, "name">,
  nowMs: number,
): Schedule {
  const { overlap, catchUp, jitter, startAt, endAt, job } = change;
  return {
    ...{ tenant, name, overlap, catchUp, job },
    timing: timingOf(change),
    jitterMs: jitter,
    activeFromMs: Math.max(nowMs, startAt ?? 0),
    ...(endAt !== undefined && { endAtMs: endAt }),
    isPaused: false,
  };
}
