import { type JobId, type ListingTask, type PlanTask } from "../core/index.js";
import { z } from "zod";
/** What the queue `plan` carries beside transfers: a job whose list is to be continued. */
declare const listingTaskV1: z.ZodObject<{
    v: z.ZodLiteral<1>;
    kind: z.ZodLiteral<"listing">;
    tenant: z.ZodString;
    jobId: z.ZodCustom<JobId, JobId>;
}, z.core.$strip>;
type ListingTaskPayload = z.input<typeof listingTaskV1>;
export declare function encodeListingTask({ tenant, jobId }: ListingTask): ListingTaskPayload;
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export declare function decodePlanTask(payload: unknown): PlanTask;
export {};
