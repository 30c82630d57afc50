import { JOB_HEALTHS, JOB_STATES, LATE_REASONS } from "@penstock/core";
import { z } from "zod";

export const timestamp = z.iso.datetime().describe("RFC 3339, UTC");
/** A time that a client gives, as milliseconds. */
export const timestampInput = z.iso
  .datetime({ offset: true, error: "write a time such as 2026-11-28T09:30:00Z" })
  .transform((text) => Date.parse(text));

const address = z.object({ connection: z.string(), key: z.string() });
const cause = z.object({ code: z.string(), message: z.string() });

const progressView = z.object({
  totalsFinal: z.boolean().describe("False while transfers are still to be planned."),
  bytesTotal: z.int(),
  bytesStored: z.int().describe("Bytes of parts whose ETag is held."),
  partsTotal: z.int(),
  partsStored: z.int(),
  transfersTotal: z.int(),
  transfersStored: z.int(),
  transfersSkipped: z.int(),
  transfersFailed: z.int(),
  transfersCancelled: z.int(),
  transfersPending: z
    .int()
    .describe("Total = stored + skipped + failed + cancelled + pending, at every instant."),
  retries: z.int().describe("Failed attempts that were or will be tried again."),
  percent: z
    .number()
    .nullable()
    .describe("Null until the totals are final; below 100 until the job is done."),
  bytesPerSecond: z
    .int()
    .nullable()
    .describe("Of the last minute, or of as many as a part takes; null while nothing is moved."),
  etaSeconds: z
    .int()
    .nullable()
    .describe(
      "Until it is done, if it goes on as it does. Null while the totals are not final, in the first 10 s, while it is paused, and where nothing moves.",
    ),
  etaRange: z
    .tuple([z.int(), z.int()])
    .nullable()
    .describe("The same at the earliest and at the latest."),
});

export const jobAction = z.enum(["pause", "resume", "cancel"]);

export const jobView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(JOB_STATES),
  health: z.enum(JOB_HEALTHS),
  isPaused: z.boolean().describe("Nothing of it is begun; what is under way is moved to its end."),
  actions: z.array(jobAction),
  weight: z.int().describe("Its share beside other jobs of the tenant."),
  deadline: z
    .object({
      at: timestamp,
      isLate: z.boolean().describe("It will not be done by then, or was not."),
      since: timestamp.nullable().describe("Since when it is late."),
      reason: z
        .enum(LATE_REASONS)
        .nullable()
        .describe(
          "`too-slow`: at the rate of now it ends later; `unknown`: much of the time is gone, and nothing says that the rest is enough; `missed`: it has passed.",
        ),
      weight: z.int().describe("By which its turns go now: raised while it is late."),
    })
    .nullable()
    .describe("Of a job that should be done by some time."),
  labels: z.record(z.string(), z.string()),
  progress: progressView,
  list: z
    .object({
      verb: z.enum(["copy", "check"]),
      source: z
        .object({
          connection: z.string(),
          kind: z.enum(["keys", "prefix", "tree", "manifest", "rows"]),
          name: z
            .string()
            .describe(
              "The prefix, the folder, the manifest, the job of the rows, or the first key.",
            ),
        })
        .exactOptional()
        .describe("What is listed. An API of an earlier version does not say."),
      destination: z
        .object({
          connection: z.string(),
          key: z.string().describe("What makes the key of each object there."),
        })
        .exactOptional()
        .describe("Where it goes to. An API of an earlier version does not say."),
      isComplete: z.boolean().describe("False while objects are still being listed."),
      openPieces: z.int(),
      brokenPieces: z.int().describe("What could not be listed to its end: no such job succeeds."),
      brokenBy: cause.nullable(),
      extra: z.int().describe("Keys that only the destination has; they are left alone."),
      isOneWay: z
        .boolean()
        .describe("Keys that only the destination has are not known: it is not listed as a whole."),
      isRecorded: z.boolean().describe("The job has ended, and every row is in the journal."),
    })
    .nullable()
    .describe("Of a job that lists what it moves."),
  workers: z.int().describe("Workers that are alive right now."),
  repeats: z
    .array(
      z.object({
        process: z.string(),
        role: z.enum(["planner", "worker", "coordinator"]),
        what: z.string().describe("What it does for the job: `the journal of a job`."),
        failures: z.int().describe("In a row."),
        cause,
        since: timestamp,
        nextTry: timestamp,
      }),
    )
    .describe("What a process repeats for this job because it failed, beside the job's own steps."),
  schedule: z
    .object({ name: z.string(), scheduledFor: timestamp, isManual: z.boolean() })
    .nullable()
    .describe("Of a job that a schedule made: which, and at what tick."),
  retryOf: z.string().nullable().describe("The job of which it tries something again."),
  supersededBy: z.string().nullable().describe("The newest job that tries this one again."),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
});

/** A connection that a process does not use for a while, because it failed again and again. */
export const leftAloneView = z.object({
  process: z.string(),
  role: z.enum(["planner", "worker", "coordinator"]),
  connection: z.string(),
  side: z.enum(["source", "store"]),
  cause,
  since: timestamp,
  nextTry: timestamp,
});

/** How far a source could be pinned: by the strongest sign of its version that it shows. */
export const sourcePinnedBy = z.enum([
  "version",
  "etag",
  "checksum",
  "file",
  "weak-etag",
  "date",
  "size-only",
]);

/** As `POST /v1/jobs` takes them, the defaults filled in. */
const transferOptions = z.object({
  partSizeBytes: z.int().exactOptional().describe("As asked for; left out: chosen by size."),
  overwrite: z.enum(["always", "never", "if_different"]),
  verify: z.enum(["none", "part", "full"]),
  attributes: z.enum(["preserve", "none", "set"]),
  contentType: z.string().exactOptional(),
  cacheControl: z.string().exactOptional(),
  contentDisposition: z.string().exactOptional(),
  contentEncoding: z.string().exactOptional(),
  contentLanguage: z.string().exactOptional(),
  expires: z.string().exactOptional(),
  metadata: z.record(z.string(), z.string()),
  storageClass: z.string().exactOptional(),
  acl: z.string().exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
});

export const transferView = z.object({
  id: z.string(),
  source: address,
  destination: address,
  options: transferOptions.describe("What its job asked for."),
  state: z.enum([
    "planned",
    "uploading",
    "completing",
    "verifying",
    "aborting",
    "stored",
    "skipped",
    "aborted",
    "failed",
  ]),
  generation: z.int(),
  pinnedBy: sourcePinnedBy
    .nullable()
    .describe("How far the source could be pinned; `size-only`: it shows no version."),
  leftBehind: z
    .array(z.object({ names: z.array(z.string()), reason: z.string() }))
    .describe("Attributes of the source that the object does not get, and why."),
  plan: z
    .object({
      strategy: z.enum(["put", "multipart"]),
      sizeBytes: z.int(),
      partSizeBytes: z.int(),
      partCount: z.int(),
      reason: z.string(),
      warning: z.string().exactOptional().describe("What may go wrong with it all the same."),
    })
    .nullable(),
  object: z
    .object({
      etag: z.string(),
      sizeBytes: z.int(),
      checksum: z.object({ algorithm: z.string(), value: z.string() }).nullable(),
      verifiedBy: z.enum([
        "read-back",
        "object-checksum",
        "put-response",
        "part-checksums",
        "size",
      ]),
      encryption: z.string().nullable().describe("As the store names it, such as AES256."),
      versionId: z.string().nullable().describe("Where the bucket keeps versions."),
    })
    .nullable(),
  /** Why it failed, was aborted or was skipped. */
  cause: cause.nullable(),
  /** Why it may stand still: what a process does not use for a while. */
  leftAlone: z.array(leftAloneView),
  failures: z.array(
    z.object({
      step: z.string().describe("`part 17`, `plan`, `complete`, `verify` or `abort`."),
      at: timestamp,
      process: z.string(),
      cause,
      requestId: z.string().nullable().describe("The store's own name for the request."),
    }),
  ),
});

/** What every response but a success carries, as application/problem+json (RFC 9457). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean().default(false).describe("Whether the same request may succeed later."),
  actions: z
    .array(z.string())
    .optional()
    .describe("What can be asked of the resource in its state, where that is why it was refused."),
  requestId: z.string(),
  errors: z
    .array(
      z.object({
        pointer: z.string().describe("A JSON pointer (RFC 6901) into the body or the query."),
        parameter: z.string().optional().describe("The query parameter, where it is one."),
        message: z.string(),
      }),
    )
    .optional(),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

export const jobPage = pageOf(jobView);
export const transferPage = pageOf(transferView);

export type JobView = z.infer<typeof jobView>;
export type TransferView = z.infer<typeof transferView>;
export type Problem = z.infer<typeof problem>;
export type JobPage = z.infer<typeof jobPage>;
export type TransferPage = z.infer<typeof transferPage>;
