import { MAX_WEIGHT, OWN_NAMES } from "@penstock/core";
import { z } from "zod";
import { byteSize } from "./byte-size.ts";
import { unsuitableOptions } from "./check-options.ts";
import { deadline } from "./deadline.ts";
import { limitsDocument, limitsPatch } from "./limits-document.ts";
import { sourceUrl } from "./place-request.ts";
import { destination, isBulkSource, source } from "./selection-request.ts";

/** Text that may be shown as it is, also in a terminal: control characters would steer it. */
function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^\P{Cc}*$/u, "leave out control characters");
}

const MAX_LABELS = 32;

/** The value of a header: what HTTP carries without an encoding. */
function headerText(maxLength: number) {
  return z
    .string()
    .regex(/^[\x20-\x7e]+$/, "use printable ASCII")
    .max(maxLength);
}

const metadata = z
  .record(
    z.string().regex(/^[a-z0-9-]{1,64}$/, "use lower-case letters, digits and hyphens"),
    z
      .string()
      .regex(/^[\x20-\x7e]*$/, "use printable ASCII")
      .max(1024),
  )
  .refine(
    (pairs) => !OWN_NAMES.some((name) => name in pairs),
    `${OWN_NAMES.join(" and ")} are the names of Penstock's own marks`,
  )
  .refine(
    (pairs) => JSON.stringify(pairs).length <= 1920,
    "give at most 1920 bytes of metadata: stores take 2 KiB, and 128 bytes of them mark the object",
  );

/** What both COS and S3 take in tags (COS document 436/7746; S3 user guide, "Object tagging"). */
const tagText = z
  .string()
  .regex(/^[\p{L}\p{N} +\-=._:/@]*$/u, "use letters, digits, spaces and + - = . _ : / @");
const MAX_TAGS = 10;
const tags = z
  .record(tagText.min(1).max(128), tagText.max(256))
  .refine((pairs) => Object.keys(pairs).length <= MAX_TAGS, `stores take ${MAX_TAGS} tags at most`);

/** RFC 9110's IMF-fixdate: stores hand it out as it came in, to clients that read no other form. */
const httpDate = z
  .string()
  .regex(
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
    "write an HTTP date such as Wed, 21 Oct 2026 07:28:00 GMT",
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), "there is no such day or time");

/** What is stored with the object. Left out: what the source says of itself, or the store's default. */
const given = {
  contentType: headerText(255).exactOptional(),
  cacheControl: headerText(1024).exactOptional(),
  contentDisposition: headerText(1024).exactOptional(),
  contentEncoding: headerText(255).exactOptional(),
  contentLanguage: headerText(255).exactOptional(),
  expires: httpDate.exactOptional(),
  metadata: metadata.default({}),
  storageClass: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "write it as the store does, such as STANDARD_IA")
    .exactOptional(),
  acl: z
    .string()
    .regex(/^[a-z][a-z-]{0,63}$/, "write a canned ACL as the store does, such as private")
    .exactOptional(),
  tags: tags.exactOptional(),
};

const options = z.strictObject({
  partSize: byteSize
    .exactOptional()
    .describe("Whole MiB, for example 64MiB. Left out: chosen by size."),
  overwrite: z
    .enum(["always", "never", "if_different"])
    .exactOptional()
    .describe(
      "What becomes of an object that is there. Left out: `always` for `key`, and for `keys`; `if_different` for whatever else lists objects.",
    ),
  compare: z
    .enum(["content", "size", "size+time", "read"])
    .exactOptional()
    .describe(
      "How `if_different`, or a check, tells a difference: by what shows the bytes, as when left out; or one takes size, or size and time, for enough. Only a check may `read` all bytes of both sides.",
    ),
  sample: z
    .int()
    .min(1)
    .max(100)
    .exactOptional()
    .describe(
      "Of a check: how many of a hundred objects that would be read are read, chosen by their keys. The others are compared by size. Left out: 100.",
    ),
  oneWay: z
    .boolean()
    .exactOptional()
    .describe(
      "Of a check: keys that only the destination has are not looked for, and it is not listed.",
    ),
  missing: z
    .enum(["fail", "skip"])
    .exactOptional()
    .describe("An object that was listed and is gone when it is read. Left out: `fail`."),
  allowEmpty: z
    .boolean()
    .exactOptional()
    .describe("Whether a list without objects is a success. Left out: it is an error."),
  report: z
    .enum(["all", "changed"])
    .exactOptional()
    .describe(
      "Which rows the job's report has where its reader does not say: `changed` leaves out what was skipped, or is the same. Every row is kept. Left out: `all`.",
    ),
  verify: z
    .enum(["none", "part", "full"])
    .exactOptional()
    .describe(
      "How the object is compared with what was read: by its size; by the store's checksums, as when left out; or by reading it back.",
    ),
  attributes: z
    .enum(["preserve", "none", "set"])
    .exactOptional()
    .describe(
      "What is stored with the object: what its source says of itself, where nothing is given here, as when left out; nothing; or what is given here alone.",
    ),
  ...given,
});

function isGiven(wanted: object): boolean {
  return Object.keys(given).some((name) => name in wanted);
}

export const weight = z.int().min(1).max(MAX_WEIGHT);

/** The body of `PATCH /v1/jobs/{id}`: a JSON merge patch (RFC 7396). */
export const jobPatch = z.strictObject({
  weight: weight.nullable().exactOptional().describe("Null: 1. It counts from the next turn on."),
  labels: z
    .record(plainText(63).min(1), plainText(255).nullable())
    .nullable()
    .exactOptional()
    .describe("Labels that change; null takes one away, or all of them."),
  deadline: deadline.nullable().exactOptional().describe("As in `POST /v1/jobs`; null: none."),
  limits: limitsPatch
    .nullable()
    .exactOptional()
    .describe("Limits that change, as in `PUT /v1/jobs/{id}/limits`; null takes one away, or all."),
  source: z
    .strictObject({
      url: sourceUrl.describe("A new signed URL of the same object: only its query may differ."),
    })
    .exactOptional(),
});

export type JobPatch = z.input<typeof jobPatch>;

const labels = z
  .record(plainText(63).min(1), plainText(255))
  .refine((pairs) => Object.keys(pairs).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`);

/** The body of `POST /v1/jobs`. Unknown keys are refused: a misspelt option is not an option. */
export const jobRequest = z
  .strictObject({
    name: plainText(200).min(1).optional().describe("Left out: made of source or destination."),
    verb: z
      .enum(["copy", "check"])
      .exactOptional()
      .describe("`check` compares two places and moves nothing. Left out: `copy`."),
    source,
    destination,
    options: options
      .refine(
        ({ attributes, metadata, ...rest }) =>
          attributes !== "none" || !(Object.keys(metadata).length > 0 || isGiven(rest)),
        { path: ["attributes"], message: 'with "none" give no attributes, or say "set"' },
      )
      .prefault({}),
    onSuccess: z
      .strictObject({ marker: z.string().min(1).max(1024) })
      .exactOptional()
      .describe(
        "A key at the destination's connection, `{date:yyyy/MM/dd}` of the job's creation included. The object is written last, once every object is stored or skipped and every row is in the journal: the job's receipt as JSON, without signature. Not for a `check`.",
      ),
    weight: weight
      .exactOptional()
      .describe("Its share beside the tenant's other jobs: 3 gets three times what 1 gets."),
    limits: limitsDocument
      .exactOptional()
      .describe(
        "What bounds it, beside the limits of its tenant, its connections and the deployment.",
      ),
    deadline: deadline
      .exactOptional()
      .describe(
        "By when it should be done: `2026-11-28T06:00:00Z`, or the next `06:00 Europe/Berlin`. Where it will not be, its health is `late` and its weight is raised.",
      ),
    labels: labels.default({}),
  })
  .superRefine((request, context) => {
    for (const name of ONLY_FOR_BULK.filter((option) => option in request.options)) {
      if (!isBulkSource(request.source)) {
        const message =
          'a job of one "key" has no list: leave it out, or name "keys" or a "prefix"';
        context.addIssue({ code: "custom", path: ["options", name], message });
      }
    }
    for (const [name, message] of unsuitableOptions(request.verb, request.options)) {
      context.addIssue({ code: "custom", path: ["options", name], message });
    }
    if (request.verb === "check" && request.onSuccess !== undefined) {
      const message = "a check writes nothing: leave it out, or copy";
      context.addIssue({ code: "custom", path: ["onSuccess"], message });
    }
    for (const name of (["verb", "onSuccess"] as const).filter((each) => each in request)) {
      if (!isBulkSource(request.source)) {
        const message =
          'give it with a list of objects: "keys", "prefix", "tree", "manifest" or "rows"';
        context.addIssue({ code: "custom", path: [name], message });
      }
    }
  });

const ONLY_FOR_BULK = ["missing", "allowEmpty", "report"] as const;

export type JobRequest = z.infer<typeof jobRequest>;
/** What a client may send: defaults left out, sizes as text. */
export type JobRequestInput = z.input<typeof jobRequest>;
