import { type ScheduleRef } from "../core/index.js";
import { z } from "zod";
/** What the queue `schedules` carries. */
declare const scheduleTaskV1: z.ZodObject<{
    v: z.ZodLiteral<1>;
    tenant: z.ZodString;
    name: z.ZodString;
}, z.core.$strip>;
type ScheduleTaskPayload = z.input<typeof scheduleTaskV1>;
export declare function encodeScheduleTask({ tenant, name }: ScheduleRef): ScheduleTaskPayload;
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export declare function decodeScheduleTask(payload: unknown): ScheduleRef;
export {};
