import { z } from "zod";

const text = z.string("write it once").max(1100);
const limitText = "write a whole number from 1 to 500";

export const browseQuery = z.strictObject({
  prefix: text.default("").describe("Of the keys; a folder ends in a slash."),
  delimiter: z
    .string("write it once")
    .max(1, "write one character, or none")
    .default("/")
    .describe("Keys that go on behind it are shown as one folder. Empty: every key is shown."),
  after: text.default("").describe("The `next` of the page before."),
  limit: z
    .string(limitText)
    .regex(/^[1-9]\d{0,2}$/, limitText)
    .prefault("100")
    .transform(Number)
    .refine((limit) => limit <= 500, limitText)
    .describe("How many objects and folders, 1 to 500; 100 when left out."),
});

export const browsePage = z.object({
  folders: z.array(z.string()),
  objects: z.array(z.object({ key: z.string(), sizeBytes: z.number() })),
  next: z.string().nullable().describe("The `after` of the next page; null where there is none."),
});
