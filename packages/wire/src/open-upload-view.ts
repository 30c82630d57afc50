import { z } from "zod";
import { duration } from "./duration.ts";
import { timestamp } from "./job-view.ts";

const connection = z.string().min(1).max(200);

/** The query of `GET /v1/uploads`. */
export const openUploadQuery = z.strictObject({
  connection: connection.optional().describe("Only this one; every writable one when left out."),
  olderThan: duration.optional(),
});

export const openUploadView = z.object({
  connection: z.string(),
  key: z.string(),
  uploadId: z.string().nullable().describe("Null while the response to our intent is not known."),
  openedAt: timestamp.describe("By the store's clock; by the ledger's where it does not show it."),
  ageSeconds: z.int(),
  isListed: z
    .boolean()
    .nullable()
    .describe("Whether the store shows it; null where its list has a gap."),
  parts: z.int().nullable().describe("At the store; null where it does not say."),
  bytes: z.int().nullable(),
  owner: z
    .enum(["transfer", "orphan", "intent", "foreign"])
    .describe(
      "By the ledger. `orphan`: ours, and no transfer uses it. `intent`: may be what one of our intents opened. `foreign`: not ours.",
    ),
  transferId: z.string().nullable(),
  jobId: z.string().nullable(),
  state: z.string().nullable().describe("Of the transfer that uses it."),
});

export const openUploadPage = z.object({
  data: z.array(openUploadView).describe("Oldest first, 200 at most."),
  total: z.int(),
  gaps: z
    .array(z.object({ connection: z.string(), code: z.string(), message: z.string() }))
    .describe("Connections whose uploads are not all here, and why."),
});

/** The body of `POST /v1/uploads:abortOrphans`. */
export const abortOrphansRequest = z
  .strictObject({
    connection: connection.optional(),
    olderThan: duration.optional(),
    uploadIds: z.array(z.string().min(1).max(1024)).min(1).max(100).optional(),
  })
  .refine(
    ({ olderThan, uploadIds }) => (olderThan === undefined) !== (uploadIds === undefined),
    "write either olderThan or uploadIds",
  );

export const abortOrphansView = z.object({
  data: z.array(
    z.object({
      uploadId: z.string(),
      connection: z.string().nullable(),
      key: z.string().nullable(),
      outcome: z.enum(["aborted", "refused", "failed"]),
      reason: z.string().nullable(),
      jobId: z.string().nullable().describe("Of the transfer that uses it."),
    }),
  ),
  leftAlone: z
    .object({ foreign: z.int(), transfers: z.int() })
    .describe("Old enough, and not to be aborted: not ours, or of a running transfer."),
  hasMore: z.boolean().describe("Ask again: one request aborts at most 200."),
});

export type OpenUploadView = z.infer<typeof openUploadView>;
export type OpenUploadPage = z.infer<typeof openUploadPage>;
export type AbortOrphansRequest = z.input<typeof abortOrphansRequest>;
export type AbortOrphansView = z.infer<typeof abortOrphansView>;
