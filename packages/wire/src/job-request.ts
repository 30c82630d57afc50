import { z } from "zod";
import { byteSize } from "./byte-size.ts";

const address = z.strictObject({
  connection: z.string().min(1).describe("The name of a connection in penstock.config.json."),
  key: z.string().min(1).max(1024).describe("The key, or the path below a file root or base URL."),
});

/** Text that may be shown as it is, also in a terminal: control characters would steer it. */
function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^\P{Cc}*$/u, "leave out control characters");
}

const MAX_LABELS = 32;

const metadata = z.record(
  z.string().regex(/^[a-z0-9-]{1,64}$/, "use lower-case letters, digits and hyphens"),
  z
    .string()
    .regex(/^[\x20-\x7e]*$/, "use printable ASCII")
    .max(1024),
);

const options = z.strictObject({
  partSize: byteSize.optional().describe("Whole MiB, for example 64MiB. Left out: chosen by size."),
  overwrite: z.enum(["always", "never"]).default("always"),
  contentType: z
    .string()
    .regex(/^[\x20-\x7e]+$/, "use printable ASCII")
    .max(255)
    .optional(),
  metadata: metadata
    .refine(
      (pairs) => JSON.stringify(pairs).length <= 2048,
      "stores take 2 KiB of metadata at most",
    )
    .default({}),
});

/** The body of `POST /v1/jobs`. Unknown keys are refused: a misspelt option is not an option. */
export const jobRequest = z.strictObject({
  name: plainText(200).min(1).optional().describe("Left out: the destination key."),
  source: address,
  destination: address,
  options: options.prefault({}),
  labels: z
    .record(plainText(63).min(1), plainText(255))
    .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`)
    .default({}),
});

export type JobRequest = z.infer<typeof jobRequest>;
/** What a client may send: defaults left out, sizes as text. */
export type JobRequestInput = z.input<typeof jobRequest>;
