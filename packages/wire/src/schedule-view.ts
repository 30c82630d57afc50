import { OVERLAPS, RUN_OUTCOMES } from "@penstock/core";
import { z } from "zod";
import { timestamp } from "./job-view.ts";

const run = z.object({
  scheduledFor: timestamp,
  startsAt: timestamp.describe("Later than the tick by the jitter."),
  jobId: z.string(),
  isManual: z.boolean().describe("It was asked for, apart from the clock."),
});

const scheduleRunView = z.object({
  scheduledFor: timestamp,
  outcome: z
    .enum(RUN_OUTCOMES)
    .describe(
      "`started`: its job was made; `queued`: it waits for the job before; `skipped`: that job ran; `superseded`: a later tick took its turn; `missed`: nothing ran at its time; `refused`: its job cannot be made.",
    ),
  decidedAt: timestamp,
  jobId: z.string().nullable(),
  reason: z.string().nullable(),
  isManual: z.boolean(),
});

export const scheduleView = z.object({
  name: z.string(),
  cron: z.string().nullable(),
  timeZone: z.string().nullable(),
  every: z.string().nullable().describe("A duration, such as 6h."),
  overlap: z.enum(OVERLAPS),
  catchUp: z.string().describe("`none`, `latest`, or a duration."),
  jitter: z.string(),
  activeFrom: timestamp.describe("No tick before it counts."),
  endAt: timestamp.nullable(),
  isPaused: z.boolean(),
  revision: z.int().describe("Grows with every change."),
  changedAt: timestamp,
  nextRuns: z.array(timestamp).describe("The next ticks, five at most; empty while it is paused."),
  current: run.nullable().describe("The run whose job has not ended, as far as is known."),
  waiting: run.nullable().describe("Starts when the current one has ended."),
  lastRun: scheduleRunView.nullable(),
  job: z.record(z.string(), z.unknown()),
});

/** All of them: a deployment has some dozens. */
export const schedulePage = z.object({ data: z.array(scheduleView) });
export const scheduleRunPage = z.object({
  data: z.array(scheduleRunView).describe("Newest first, the last 100."),
});

export const previewView = z.object({
  ticks: z.array(
    z.object({
      at: timestamp,
      local: z.string().describe("The same in the time zone, with its offset from UTC."),
      note: z
        .string()
        .nullable()
        .describe("Where the clocks change between this tick and the one before."),
    }),
  ),
});

export type ScheduleView = z.infer<typeof scheduleView>;
export type SchedulePage = z.infer<typeof schedulePage>;
export type ScheduleRunView = z.infer<typeof scheduleRunView>;
export type ScheduleRunPage = z.infer<typeof scheduleRunPage>;
export type PreviewView = z.infer<typeof previewView>;
