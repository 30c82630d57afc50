import { z } from "zod";

const MAX_LIMIT = 500;

/** The query of every listing. A limit above 500 counts as 500. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "write a whole number from 1")
    .prefault("50")
    .transform((text) => Math.min(Number(text), MAX_LIMIT)),
  cursor: z
    .string()
    .regex(/^[\w-]{1,200}$/, "send the nextCursor of the page before")
    .optional()
    .describe("The nextCursor of the page before."),
});
