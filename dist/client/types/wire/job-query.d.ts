import { z } from "zod";
/** The query of `GET /v1/jobs`: a job is in the list that fits all that is given. */
export declare const jobQuery: z.ZodObject<{
    limit: z.ZodPipe<z.ZodPrefault<z.ZodString>, z.ZodTransform<number, string>>;
    cursor: z.ZodOptional<z.ZodString>;
    state: z.ZodOptional<z.ZodEnum<{
        cancelled: "cancelled";
        completed_with_errors: "completed_with_errors";
        completing: "completing";
        failed: "failed";
        planning: "planning";
        queued: "queued";
        succeeded: "succeeded";
        transferring: "transferring";
    }>>;
    health: z.ZodOptional<z.ZodEnum<{
        degraded: "degraded";
        ok: "ok";
        retrying: "retrying";
        stalled: "stalled";
        throttled: "throttled";
        waiting_for_workers: "waiting_for_workers";
    }>>;
    label: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>, z.ZodTransform<(readonly [string, string])[], string | string[]>>>;
    createdAfter: z.ZodOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
    createdBefore: z.ZodOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
}, z.core.$strict>;
export type JobQuery = z.infer<typeof jobQuery>;
