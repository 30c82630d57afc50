import { z } from "zod";

export const autoscaleQuery = z.strictObject({
  drainSeconds: z.coerce
    .number()
    .int()
    .min(1)
    .max(604_800)
    .default(600)
    .describe("In what time the backlog is to be moved."),
  most: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe("No more workers than this."),
});

/** For a scaler such as KEDA's `metrics-api`. */
export const autoscaleView = z.object({
  desiredWorkers: z.int(),
  cappedBy: z
    .enum(["throttled", "no-gain", "most"])
    .nullable()
    .describe(
      "Why it is no more: a store asks for fewer requests, twice as many workers moved no more, or the parameter `most`.",
    ),
  workers: z.object({ live: z.int() }),
  slots: z.object({ total: z.int(), busy: z.int() }),
  backlog: z.object({ jobs: z.int(), bytes: z.int() }),
  perWorkerBytesPerSecond: z.int(),
  drainSeconds: z.int().nullable().describe("With the workers that there are."),
});

export type AutoscaleView = z.infer<typeof autoscaleView>;
