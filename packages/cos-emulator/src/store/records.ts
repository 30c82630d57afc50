import { renameSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checksumRecord, crc32Checksum } from "../checksum.ts";

const encryption = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("store") }),
  z.object({
    kind: z.literal("kms"),
    keyId: z.string().optional(),
    context: z.string().optional(),
  }),
  /** The key itself is never kept. */
  z.object({ kind: z.literal("customer"), keyMd5: z.string() }),
]);

/** How the object claims to be encrypted. The bytes lie on the disk as they came. */
export type Encryption = z.infer<typeof encryption>;

const attributes = z.object({
  /** Content-Type and its like, by their lower-case header names. */
  headers: z.record(z.string(), z.string()),
  /** User metadata, by names without the prefix of either vendor. */
  metadata: z.record(z.string(), z.string()),
  // The rest has defaults because records written by earlier versions lack it.
  storageClass: z.string().default("STANDARD"),
  /** A canned one. */
  acl: z.string().default("default"),
  tags: z.record(z.string(), z.string()).default({}),
  encryption: encryption.default({ kind: "none" }),
});

export type Attributes = z.infer<typeof attributes>;

const uploadFields = z.object({
  uploadId: z.string(),
  bucket: z.string(),
  key: z.string(),
  attributes,
  /** Which checksum the uploader wants of the parts, and of the whole. */
  checksum: checksumRecord.omit({ value: true }).optional(),
  /** In earlier versions: a CRC32 of the whole. */
  hasObjectCrc32: z.boolean().optional(),
  initiatedMs: z.number(),
});

export const uploadRecord = uploadFields.transform(({ hasObjectCrc32 = false, ...upload }) => {
  const ofTheWhole = { name: "crc32", type: "FULL_OBJECT" } as const;
  return hasObjectCrc32 ? { ...upload, checksum: ofTheWhole } : upload;
});

export type UploadRecord = z.infer<typeof uploadRecord>;

const objectFields = z.object({
  bucket: z.string(),
  key: z.string(),
  attributes,
  /** Without quotes. */
  etag: z.string(),
  sizeBytes: z.number(),
  crc64: z.string(),
  checksum: checksumRecord.optional(),
  /** In earlier versions, of the whole: 8 hex digits. */
  crc32: z.string().optional(),
  storedMs: z.number(),
  /** The name of its blob folder. */
  folder: z.string(),
  /** The files that make up the object, in order. */
  pieces: z.array(z.object({ file: z.string(), sizeBytes: z.number() })),
});

export const objectRecord = objectFields.transform(({ crc32, ...object }) => {
  return crc32 === undefined
    ? object
    : { ...object, checksum: { ...crc32Checksum(crc32), type: "FULL_OBJECT" as const } };
});

export type ObjectRecord = z.infer<typeof objectRecord>;

/** How many records are read at once when the store opens: enough to hide the disk, few open files. */
const READS_AT_ONCE = 64;

const SUFFIX = ".json";

export const DRAFT_SUFFIX = ".draft";

export function recordPath(folder: string, name: string): string {
  return join(folder, name + SUFFIX);
}

/**
 * Puts a record in its place, whole or not at all. Synchronous like every short step on files here:
 * a trip through the thread pool costs more than the step, and nothing can come in between.
 */
export function writeRecord(path: string, record: unknown): void {
  const draft = `${path}${DRAFT_SUFFIX}`;
  writeFileSync(draft, JSON.stringify(record));
  renameSync(draft, path);
}

/** Every record of a folder; drafts that never got their name are left out. */
export async function readRecords<Record>(
  folder: string,
  schema: z.ZodType<Record>,
): Promise<readonly Record[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX));
  const records: Record[] = [];
  for (let at = 0; at < names.length; at += READS_AT_ONCE) {
    const texts = await Promise.all(
      names.slice(at, at + READS_AT_ONCE).map((name) => readFile(join(folder, name), "utf8")),
    );
    records.push(
      ...texts.map((text, index) =>
        readRecord(join(folder, names[at + index] ?? ""), text, schema),
      ),
    );
  }
  return records;
}

/** @throws Error that names the file: the store cannot tell what is lost with it, its owner can */
function readRecord<Record>(path: string, text: string, schema: z.ZodType<Record>): Record {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is damaged: put it right or remove it, and what it tells of`, {
      cause,
    });
  }
}
