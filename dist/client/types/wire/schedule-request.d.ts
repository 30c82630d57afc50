import { type Schedule, type Timing } from "../core/index.js";
import { z } from "zod";
type TimingFields = {
    cron?: string;
    timeZone?: string;
    every?: number;
};
export declare function timingOf({ cron, every, timeZone }: TimingFields): Timing;
/** The body of `PUT /v1/schedules/{name}`. */
export declare const scheduleChange: z.ZodObject<{
    cron: z.ZodExactOptional<z.ZodString>;
    timeZone: z.ZodExactOptional<z.ZodString>;
    every: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    overlap: z.ZodDefault<z.ZodEnum<{
        cancel_running: "cancel_running";
        queue: "queue";
        skip: "skip";
    }>>;
    catchUp: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
        latest: "latest";
        none: "none";
    }>, z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>]>>;
    jitter: z.ZodDefault<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    startAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
    endAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
    job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
}, z.core.$strict>;
/** The body of `POST /v1/schedules`. */
export declare const scheduleRequest: z.ZodObject<{
    cron: z.ZodExactOptional<z.ZodString>;
    timeZone: z.ZodExactOptional<z.ZodString>;
    every: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    overlap: z.ZodDefault<z.ZodEnum<{
        cancel_running: "cancel_running";
        queue: "queue";
        skip: "skip";
    }>>;
    catchUp: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
        latest: "latest";
        none: "none";
    }>, z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>]>>;
    jitter: z.ZodDefault<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    startAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
    endAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
    job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    name: z.ZodString;
}, z.core.$strict>;
export declare const previewRequest: z.ZodObject<{
    cron: z.ZodExactOptional<z.ZodString>;
    timeZone: z.ZodExactOptional<z.ZodString>;
    every: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    count: z.ZodDefault<z.ZodInt>;
    after: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
}, z.core.$strict>;
export type ScheduleChange = z.infer<typeof scheduleChange>;
export type ScheduleRequestInput = z.input<typeof scheduleRequest>;
export type PreviewRequestInput = z.input<typeof previewRequest>;
export declare function toSchedule(tenant: string, name: string, change: Omit<ScheduleChange, "name">, nowMs: number): Schedule;
export {};
