import { z } from "zod";

/** What a job would do, as far as its list is known. */
export const planView = z.object({
  isComplete: z
    .boolean()
    .describe("False where the list was not read to its end in time: all counts are so far."),
  objects: z.int(),
  bytes: z.int(),
  largeObjects: z.int().describe("Objects that are moved in parts, each by an upload of its own."),
  parts: z.int(),
  partSizes: z.array(z.object({ upToBytes: z.int(), parts: z.int() })),
  requests: z
    .object({ list: z.int(), head: z.int(), get: z.int(), put: z.int() })
    .describe("As they are billed; repeats are not among them."),
  rejections: z
    .array(
      z.object({
        code: z.string(),
        objects: z.int(),
        samples: z.array(z.object({ key: z.string(), message: z.string() })),
      }),
    )
    .describe("Objects that would not be moved, by the reason that their rows will have."),
  samples: z.array(z.object({ key: z.string(), destinationKey: z.string(), sizeBytes: z.int() })),
});

export type PlanView = z.infer<typeof planView>;
