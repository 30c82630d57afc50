import { type ConfigKind, type Limits, readLimits } from "@penstock/core";
import { z } from "zod";

const MAX_LINE = 100;

const limit = z.union([
  z.number(),
  z.string().max(50 * MAX_LINE),
  z.array(z.string().max(MAX_LINE)).max(50).readonly(),
]);

const FORM =
  "A value, or lines such as `Mon-Fri 08:00-18:00 VALUE` of which the first that fits counts; 0 lets nothing run, left out is no limit.";

/** Limits as they are written, shown and kept: in a request in several forms, out of here in one. */
export const limitsDocument = z
  .strictObject({
    bytesPerSecond: limit
      .exactOptional()
      .describe(`Bytes sent to stores, such as \`50MiB/s\`. ${FORM}`),
    requestsPerSecond: limit
      .exactOptional()
      .describe(`Requests to stores and sources, such as \`200/s\`. ${FORM}`),
    unitsInFlight: limit.exactOptional().describe(`Parts and batches in flight at once. ${FORM}`),
    partsPerUpload: limit
      .exactOptional()
      .describe(`Parts of each upload in flight at once. ${FORM}`),
    timeZone: z
      .string()
      .max(64)
      .exactOptional()
      .describe("Of the IANA database, such as Europe/Berlin; of every line. Left out: UTC."),
  })
  .transform((input, context): Limits => {
    const { limits, issues } = readLimits(input);
    for (const { path, message } of issues) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
    return issues.length > 0 ? z.NEVER : limits;
  });

const changed = limit.nullable().exactOptional();

/** A change of limits by a JSON merge patch: null takes one away, what is left out stays. */
export const limitsPatch = z.strictObject({
  bytesPerSecond: changed,
  requestsPerSecond: changed,
  unitsInFlight: changed,
  partsPerUpload: changed,
  timeZone: z.string().max(64).nullable().exactOptional(),
});

/** Of the deployment, and of each connection. */
export const LIMITS: ConfigKind<Limits> = {
  name: "limits",
  parse: (value) => limitsDocument.parse(value),
};

/** Of each job that has some, as long as it runs. */
export const JOB_LIMITS: ConfigKind<Limits> = {
  name: "job-limits",
  parse: (value) => limitsDocument.parse(value),
};
