import { z } from "zod";

/** What a job would do, as far as its list is known. */
export const planView = z.object({
  isComplete: z
    .boolean()
    .describe("False where the list was not read to its end in time: all counts are so far."),
  objects: z.int(),
  bytes: z.int(),
  bytesRead: z.int().describe("What of them leaves the source: nothing where its store copies."),
  largeObjects: z.int().describe("Objects that are moved in parts, each by an upload of its own."),
  parts: z.int(),
  partSizes: z.array(z.object({ upToBytes: z.int(), parts: z.int() })),
  requests: z
    .object({ list: z.int(), head: z.int(), get: z.int(), put: z.int(), copy: z.int() })
    .describe(
      "As they are billed; repeats are not among them. `copy`: the store copies by itself.",
    ),
  rejections: z
    .array(
      z.object({
        code: z.string(),
        objects: z.int(),
        samples: z.array(z.object({ key: z.string(), message: z.string() })),
      }),
    )
    .describe("Objects that would not be moved, by the reason that their rows will have."),
  durationSeconds: z
    .number()
    .nullable()
    .describe(
      "At the best rates of the newest jobs; null where none of them moved anything. So far, as all counts.",
    ),
  costs: z
    .array(
      z.object({
        side: z.enum(["source", "destination"]),
        provider: z.string(),
        currency: z.string(),
        requests: z.number(),
        traffic: z.number(),
        total: z.number(),
      }),
    )
    .describe("By the price table; without a side whose provider the table does not have."),
  samples: z.array(z.object({ key: z.string(), destinationKey: z.string(), sizeBytes: z.int() })),
});

export type PlanView = z.infer<typeof planView>;
