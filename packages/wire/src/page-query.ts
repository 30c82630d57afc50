import { z } from "zod";

const MAX_LIMIT = 500;
const limitText = `write a whole number from 1 to ${MAX_LIMIT}`;

/** The query of every listing. */
export const pageQuery = z.strictObject({
  limit: z
    .string(limitText)
    .regex(/^[1-9]\d{0,2}$/, limitText)
    .prefault("50")
    .transform(Number)
    .refine((limit) => limit <= MAX_LIMIT, limitText)
    .describe(`How many, 1 to ${MAX_LIMIT}; 50 when left out.`),
  cursor: z
    .string("write it once")
    .regex(/^[\w-]{1,400}$/, "send the nextCursor of the page before")
    .optional()
    .describe("The nextCursor of the page before."),
});

const fromText = "write the number of a part, 1 to 10000";

/** Parts have numbers: a page may begin anywhere. */
export const partQuery = pageQuery.extend({
  from: z
    .string(fromText)
    .regex(/^[1-9]\d{0,4}$/, fromText)
    .transform(Number)
    .optional()
    .describe(
      "The number of the first part; 1 when left out. A cursor continues from where it is.",
    ),
});
