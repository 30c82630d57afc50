import { z } from "zod";
declare const scheduleRunView: z.ZodObject<{
    scheduledFor: z.ZodISODateTime;
    outcome: z.ZodEnum<{
        missed: "missed";
        queued: "queued";
        refused: "refused";
        skipped: "skipped";
        started: "started";
        superseded: "superseded";
    }>;
    decidedAt: z.ZodISODateTime;
    jobId: z.ZodNullable<z.ZodString>;
    reason: z.ZodNullable<z.ZodString>;
    isManual: z.ZodBoolean;
}, z.core.$strip>;
export declare const scheduleView: z.ZodObject<{
    name: z.ZodString;
    cron: z.ZodNullable<z.ZodString>;
    timeZone: z.ZodNullable<z.ZodString>;
    every: z.ZodNullable<z.ZodString>;
    overlap: z.ZodEnum<{
        cancel_running: "cancel_running";
        queue: "queue";
        skip: "skip";
    }>;
    catchUp: z.ZodString;
    jitter: z.ZodString;
    activeFrom: z.ZodISODateTime;
    endAt: z.ZodNullable<z.ZodISODateTime>;
    isPaused: z.ZodBoolean;
    revision: z.ZodInt;
    changedAt: z.ZodISODateTime;
    nextRuns: z.ZodArray<z.ZodISODateTime>;
    current: z.ZodNullable<z.ZodObject<{
        scheduledFor: z.ZodISODateTime;
        startsAt: z.ZodISODateTime;
        jobId: z.ZodString;
        isManual: z.ZodBoolean;
    }, z.core.$strip>>;
    waiting: z.ZodNullable<z.ZodObject<{
        scheduledFor: z.ZodISODateTime;
        startsAt: z.ZodISODateTime;
        jobId: z.ZodString;
        isManual: z.ZodBoolean;
    }, z.core.$strip>>;
    lastRun: z.ZodNullable<z.ZodObject<{
        scheduledFor: z.ZodISODateTime;
        outcome: z.ZodEnum<{
            missed: "missed";
            queued: "queued";
            refused: "refused";
            skipped: "skipped";
            started: "started";
            superseded: "superseded";
        }>;
        decidedAt: z.ZodISODateTime;
        jobId: z.ZodNullable<z.ZodString>;
        reason: z.ZodNullable<z.ZodString>;
        isManual: z.ZodBoolean;
    }, z.core.$strip>>;
    job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
}, z.core.$strip>;
/** All of them: a deployment has some dozens. */
export declare const schedulePage: z.ZodObject<{
    data: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        cron: z.ZodNullable<z.ZodString>;
        timeZone: z.ZodNullable<z.ZodString>;
        every: z.ZodNullable<z.ZodString>;
        overlap: z.ZodEnum<{
            cancel_running: "cancel_running";
            queue: "queue";
            skip: "skip";
        }>;
        catchUp: z.ZodString;
        jitter: z.ZodString;
        activeFrom: z.ZodISODateTime;
        endAt: z.ZodNullable<z.ZodISODateTime>;
        isPaused: z.ZodBoolean;
        revision: z.ZodInt;
        changedAt: z.ZodISODateTime;
        nextRuns: z.ZodArray<z.ZodISODateTime>;
        current: z.ZodNullable<z.ZodObject<{
            scheduledFor: z.ZodISODateTime;
            startsAt: z.ZodISODateTime;
            jobId: z.ZodString;
            isManual: z.ZodBoolean;
        }, z.core.$strip>>;
        waiting: z.ZodNullable<z.ZodObject<{
            scheduledFor: z.ZodISODateTime;
            startsAt: z.ZodISODateTime;
            jobId: z.ZodString;
            isManual: z.ZodBoolean;
        }, z.core.$strip>>;
        lastRun: z.ZodNullable<z.ZodObject<{
            scheduledFor: z.ZodISODateTime;
            outcome: z.ZodEnum<{
                missed: "missed";
                queued: "queued";
                refused: "refused";
                skipped: "skipped";
                started: "started";
                superseded: "superseded";
            }>;
            decidedAt: z.ZodISODateTime;
            jobId: z.ZodNullable<z.ZodString>;
            reason: z.ZodNullable<z.ZodString>;
            isManual: z.ZodBoolean;
        }, z.core.$strip>>;
        job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export declare const scheduleRunPage: z.ZodObject<{
    data: z.ZodArray<z.ZodObject<{
        scheduledFor: z.ZodISODateTime;
        outcome: z.ZodEnum<{
            missed: "missed";
            queued: "queued";
            refused: "refused";
            skipped: "skipped";
            started: "started";
            superseded: "superseded";
        }>;
        decidedAt: z.ZodISODateTime;
        jobId: z.ZodNullable<z.ZodString>;
        reason: z.ZodNullable<z.ZodString>;
        isManual: z.ZodBoolean;
    }, z.core.$strip>>;
}, z.core.$strip>;
export declare const previewView: z.ZodObject<{
    ticks: z.ZodArray<z.ZodObject<{
        at: z.ZodISODateTime;
        local: z.ZodString;
        note: z.ZodNullable<z.ZodString>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export type ScheduleView = z.infer<typeof scheduleView>;
export type SchedulePage = z.infer<typeof schedulePage>;
export type ScheduleRunView = z.infer<typeof scheduleRunView>;
export type ScheduleRunPage = z.infer<typeof scheduleRunPage>;
export type PreviewView = z.infer<typeof previewView>;
export {};
