import { type BatchTask, type JobId, type WorkTask } from "../core/index.js";
import { z } from "zod";
/** What the queue `parts` carries beside parts. A worker that does not know batches leaves it for others. */
declare const batchTaskV1: z.ZodObject<{
    v: z.ZodLiteral<1>;
    kind: z.ZodLiteral<"batch">;
    tenant: z.ZodString;
    jobId: z.ZodCustom<JobId, JobId>;
    epoch: z.ZodInt;
    number: z.ZodInt;
}, z.core.$strip>;
type BatchTaskPayload = z.input<typeof batchTaskV1>;
export declare function encodeBatchTask({ tenant, jobId, epoch, number }: BatchTask): BatchTaskPayload;
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export declare function decodeWorkTask(payload: unknown): WorkTask;
export {};
