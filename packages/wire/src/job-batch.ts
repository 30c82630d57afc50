// Many jobs by one request: made, or tried again.

import { z } from "zod";
import { API_LIMITS } from "./api-limits.ts";
import { jobRequest } from "./job-request.ts";
import { jobView, problem, timestampInput } from "./job-view.ts";
import { rowChoice } from "./selection-request.ts";

/** The body of `POST /v1/jobs:batch`. */
export const jobBatch = z.strictObject({
  jobs: z
    .array(jobRequest)
    .min(1)
    .max(API_LIMITS.jobsPerRequest)
    .describe(
      "Each is a job; a form that is wrong in one of them refuses all, before any is made.",
    ),
});

const result = z.object({
  job: jobView.nullable(),
  isReplayed: z.boolean().describe("An earlier request with this key made it."),
  problem: problem.nullable().describe("Why there is no job."),
});

export const jobBatchView = z.object({
  data: z.array(result).describe("In the order of the request."),
  made: z.int().describe("Jobs that are there now, those of an earlier request included."),
  refused: z.int(),
});

/** The body of `POST /v1/jobs:retryMatching`. */
export const retryMatchingRequest = z.strictObject({
  filter: z
    .strictObject({
      state: z.enum(["failed", "completed_with_errors", "cancelled"]).exactOptional(),
      labels: z.record(z.string(), z.string()).exactOptional().describe("A job has all of them."),
      createdAfter: timestampInput
        .exactOptional()
        .describe("Jobs of this time or later, RFC 3339."),
      createdBefore: timestampInput.exactOptional().describe("Jobs of an earlier time, RFC 3339."),
    })
    .default({})
    .describe("Which jobs. State left out: `failed` and `completed_with_errors`."),
  codes: rowChoice.codes.describe("Only what failed by one of these."),
  cursor: z
    .string()
    .regex(/^[\w-]{1,400}$/, "send the nextCursor of the response before")
    .exactOptional(),
  dryRun: z.boolean().default(false).describe("Count what would be tried again; make no job."),
});

export const retryMatchingView = z.object({
  data: z.array(
    z.object({
      retryOf: z.string(),
      objects: z.int().describe("That are tried again."),
      job: jobView.nullable().describe("The new job; null for a dry run."),
      problem: problem.nullable().describe("Why there is none."),
    }),
  ),
  nextCursor: z
    .string()
    .nullable()
    .describe("There may be more jobs: send the same request with it as `cursor`."),
});

export type JobBatchInput = z.input<typeof jobBatch>;
export type JobBatchView = z.infer<typeof jobBatchView>;
export type RetryMatchingInput = z.input<typeof retryMatchingRequest>;
export type RetryMatching = z.infer<typeof retryMatchingRequest>;
export type RetryMatchingView = z.infer<typeof retryMatchingView>;
