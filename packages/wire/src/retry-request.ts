// What is tried again of a job that has ended, and what failed in one.

import type { BulkOptions, RowFilter } from "@penstock/core";
import { z } from "zod";
import { byteSize } from "./byte-size.ts";
import { jobView } from "./job-view.ts";
import { globs, rowChoice } from "./selection-request.ts";

const options = z.strictObject({
  partSize: byteSize.exactOptional(),
  overwrite: z.enum(["always", "never", "if_different"]).exactOptional(),
  compare: z.enum(["content", "size", "size+time"]).exactOptional(),
  missing: z.enum(["fail", "skip"]).exactOptional(),
  verify: z.enum(["none", "part", "full"]).exactOptional(),
});

/** The body of `POST /v1/jobs/{id}:retry`; without one everything that failed is tried again. */
export const retryRequest = z
  .strictObject({
    outcomes: rowChoice.outcomes.describe(
      "Left out: `failed`, of a cancelled job `aborted` as well; of a check all that is not the same.",
    ),
    codes: rowChoice.codes.describe("Only what failed by one of these."),
    include: globs.exactOptional().describe("Only keys that one of these globs takes."),
    exclude: globs.exactOptional().describe("And none that one of these takes."),
    options: options
      .exactOptional()
      .describe("In place of those of the job; all others are taken over."),
    dryRun: z.boolean().exactOptional().describe("Counts, and makes no job."),
  })
  .optional();

export type RetryBody = z.infer<typeof retryRequest>;
export type RetryInput = z.input<typeof retryRequest>;

const counted = z.object({
  outcome: z.string(),
  code: z.string().nullable(),
  objects: z.int(),
});

export const retryView = z.object({
  objects: z.int().describe("How many are tried again."),
  causes: z.array(counted),
  job: jobView.nullable().describe("The new job; null after a dry run."),
});

export const errorsView = z.object({
  isComplete: z
    .boolean()
    .describe("False while the job runs, or its last rows are being written: counts are so far."),
  data: z.array(
    counted.extend({
      samples: z.array(z.object({ key: z.string(), message: z.string() })),
      title: z.string(),
      next: z.string().describe("What happens by itself, and what is to be done."),
      help: z.string().describe("Where the code is explained."),
    }),
  ),
});

export type RetryView = z.infer<typeof retryView>;
export type ErrorsView = z.infer<typeof errorsView>;

export function toRetryFilter(body: RetryBody): RowFilter {
  const { outcomes, codes, include = [], exclude = [] } = body ?? {};
  return {
    ...(outcomes !== undefined && { outcomes }),
    ...(codes !== undefined && { codes }),
    keys: { include, exclude },
  };
}

/** Those that are given. */
export function toChangedOptions(body: RetryBody): Partial<BulkOptions> {
  const { partSize, missing, ...rest } = body?.options ?? {};
  return {
    ...rest,
    ...(partSize !== undefined && { partSizeBytes: partSize }),
    ...(missing !== undefined && { onMissing: missing }),
  };
}
