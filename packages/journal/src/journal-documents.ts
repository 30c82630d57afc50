// The one place where text from the journal becomes types. Only what a transfer cannot be found again
// without is checked; whatever else was written is kept as it is, also what a newer version added.
import {
  isJobId,
  isTransferId,
  type Job,
  type JournalledJob,
  type OpenedUpload,
  type Transfer,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadedPart,
  type UploadId,
} from "@penstock/core";
import { z } from "zod";

const VERSION = 1;

const version = z.literal(VERSION, { error: "it was written by another version" });
const text = z.string().min(1);
const count = z.int().positive();
const bytes = z.int().nonnegative();
const address = z.looseObject({ connection: text, key: text });
const attributes = z.looseObject({ metadata: z.record(z.string(), z.string()) });

const upload = z.looseObject({
  token: text,
  uploadId: text.optional(),
  plan: z.looseObject({
    strategy: text,
    sizeBytes: bytes,
    partSizeBytes: bytes,
    partCount: count,
  }),
  sourceVersion: z.looseObject({ sizeBytes: bytes, validator: z.looseObject({ kind: text }) }),
  checksum: text,
  attributes,
});

const transfer = z.looseObject({
  id: z.string().refine(isTransferId, "not the id of a transfer"),
  jobId: z.string().refine(isJobId, "not the id of a job"),
  tenant: text,
  source: address,
  destination: address,
  options: z.looseObject({ overwrite: text, attributes }),
  generation: count,
  revision: count,
  state: z.union([
    z.looseObject({ kind: z.literal("planned"), intents: z.array(text) }),
    z.looseObject({ kind: z.enum(["uploading", "completing", "verifying"]), upload }),
  ]),
});

const jobDocument = z.looseObject({
  v: version,
  job: z.looseObject({
    id: z.string().refine(isJobId, "not the id of a job"),
    tenant: text,
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    createdAtMs: z.number(),
  }),
  transfers: z.array(transfer),
});

const transferDocument = z.looseObject({ v: version, transfer });

const partsDocument = z.looseObject({
  v: version,
  token: text,
  parts: z.array(
    z.tuple([
      z.int().min(1).max(10_000).transform(toPartNumber),
      text.transform(toETag),
      text.nullable(),
    ]),
  ),
});

const uploadIdDocument = z.looseObject({ v: version, token: text, uploadId: text });

const markerDocument = z.looseObject({ v: version });

/** A file that holds something else than what this version writes there. */
export class DamagedDocument extends Error {
  override readonly name = "DamagedDocument";
}

export function formatMarker(): string {
  return JSON.stringify({ v: VERSION });
}

/** @throws DamagedDocument, as all of them */
export function checkMarker(json: string): void {
  parseDocument(markerDocument, json);
}

export function formatJob(job: Job, transfers: readonly Transfer[]): string {
  return JSON.stringify({ v: VERSION, job, transfers });
}

export function parseJob(json: string): JournalledJob {
  const { job, transfers } = parseDocument(jobDocument, json);
  return { job, transfers } as unknown as JournalledJob;
}

export function formatTransfer(transfer: Transfer): string {
  return JSON.stringify({ v: VERSION, transfer });
}

export function parseTransfer(json: string): Transfer {
  return parseDocument(transferDocument, json).transfer as unknown as Transfer;
}

/** The token says which upload the parts belong to: a generation may have opened two, and lost one. */
export function formatParts(token: string, parts: readonly UploadedPart[]): string {
  const rows = parts.map(({ number, etag, checksum }) => [number, etag, checksum ?? null]);
  return JSON.stringify({ v: VERSION, token, parts: rows });
}

/** Nothing for the parts of another upload. */
export function parseParts(json: string, token: string): readonly UploadedPart[] {
  const document = parseDocument(partsDocument, json);
  return document.token !== token
    ? []
    : document.parts.map(([number, etag, checksum]) => ({
        number,
        etag,
        ...(checksum !== null && { checksum }),
      }));
}

export function formatUploadId({ token, uploadId }: OpenedUpload): string {
  return JSON.stringify({ v: VERSION, token, uploadId });
}

/** Undefined for the response to another intent. */
export function parseUploadId(json: string, token: string): UploadId | undefined {
  const document = parseDocument(uploadIdDocument, json);
  return document.token === token ? toUploadId(document.uploadId) : undefined;
}

/** @throws DamagedDocument */
export function parseDocument<Schema extends z.ZodType>(
  schema: Schema,
  json: string,
): z.output<Schema> {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new DamagedDocument("it is no JSON", { cause: error });
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new DamagedDocument(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
  }
  return parsed.data;
}
