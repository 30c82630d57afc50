// The names of things: jobs, transfers, parts, uploads, and ETags, which are never parsed.

import type { Hashing } from "./ports/system.ts";

declare const brand: unique symbol;
type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

export type JobId = Brand<string, "JobId">;
export type TransferId = Brand<string, "TransferId">;

/** The store's multipart handle. Opaque: only ever sent back to the store that issued it. */
export type UploadId = Brand<string, "UploadId">;

/** Opaque. Compare for equality, never parse: COS sends 40 hex digits where S3 sends 32. Held without its quotes. */
export type ETag = Brand<string, "ETag">;

/** 1..10 000, consecutive: COS refuses a Complete with a hole. */
export type PartNumber = Brand<number, "PartNumber">;

export const MAX_PART_NUMBER = 10_000;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BODY = /^[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * A new id: prefix and 26 characters of lower-case Crockford base32 of a UUIDv7 (RFC 9562 5.7), so
 * that ids sort by the time they were made and select with one double click.
 *
 * @param nowMs milliseconds since the epoch
 * @param randomBytes ten fresh random bytes
 */
function newId(
  prefix: "job" | "tr" | "up" | "key" | "whk" | "mf",
  nowMs: number,
  randomBytes: Uint8Array,
): string {
  if (randomBytes.length !== 10) {
    throw new RangeError(`an id needs 10 random bytes, got ${randomBytes.length}`);
  }
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(nowMs / 2 ** 32));
  view.setUint32(2, nowMs);
  bytes.set(randomBytes, 6);
  // Version 7 and variant 10 replace six of the random bits.
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  return `${prefix}_${base32Of(bytes)}`;
}

/** Two bits of nothing come first: 26 characters have 130 of them. */
function base32Of(bytes: Uint8Array): string {
  let text = "";
  let left = 0;
  let bits = 2;
  for (const byte of bytes) {
    left = ((left << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) {
      text += ALPHABET[(left >> (bits - 5)) & 31];
    }
  }
  return text;
}

export function newJobId(nowMs: number, randomBytes: Uint8Array): JobId {
  return newId("job", nowMs, randomBytes) as JobId;
}

export function newTransferId(nowMs: number, randomBytes: Uint8Array): TransferId {
  return newId("tr", nowMs, randomBytes) as TransferId;
}

export function newKeyId(nowMs: number, randomBytes: Uint8Array): string {
  return newId("key", nowMs, randomBytes);
}

export function newWebhookId(nowMs: number, randomBytes: Uint8Array): string {
  return newId("whk", nowMs, randomBytes);
}

/** Of a manifest that a client sent. */
export function newManifestId(nowMs: number, randomBytes: Uint8Array): string {
  return newId("mf", nowMs, randomBytes);
}

/** Ten bytes make an id; MD5 has sixteen, and no client knows the id of a job before it is made. */
const ID_BYTES = 10;

/**
 * The id of a transfer that a job lists: the same for every planner, at any time, so that an object which
 * is listed twice is one transfer.
 */
export function derivedTransferId(
  jobId: JobId,
  destinationKey: string,
  hashing: Hashing,
): TransferId {
  return newTransferId(timeOfJobId(jobId), idBytesOf(`${jobId}\n${destinationKey}`, hashing));
}

function idBytesOf(text: string, hashing: Hashing): Uint8Array {
  const hasher = hashing.hasher("md5");
  hasher.update(new TextEncoder().encode(text));
  const bytes = Uint8Array.from(hasher.digest().match(/../g) ?? [], (byte) => parseInt(byte, 16));
  return bytes.subarray(0, ID_BYTES);
}

/** The id of the job that a schedule makes at a tick: the same for every process, however often. */
export function derivedJobId(origin: string, scheduledForMs: number, hashing: Hashing): JobId {
  return newJobId(scheduledForMs, idBytesOf(`${origin}\n${scheduledForMs}`, hashing));
}

/** What marks an upload, and the object that it becomes, as one transfer's. */
export function newUploadToken(nowMs: number, randomBytes: Uint8Array): string {
  return newId("up", nowMs, randomBytes);
}

/** When the token was made; undefined for one that says nothing of it. */
export function timeOfUploadToken(token: string): number | undefined {
  return token.startsWith("up_") && BODY.test(token.slice(3)) ? timeIn(token.slice(3)) : undefined;
}

/** When it was sent. */
export function timeOfManifestId(id: string): number {
  return timeIn(id.slice("mf_".length));
}

/** When the job was made. */
export function timeOfJobId(id: JobId): number {
  return timeIn(id.slice("job_".length));
}

/** Where the ids of jobs begin that were made at this time or later; ids sort by time. */
export function jobIdsFrom(ms: number): string {
  let text = "";
  for (let shift = 45n; shift >= 0n; shift -= 5n) {
    text += ALPHABET[Number((BigInt(ms) >> shift) & 31n)];
  }
  return `job_${text}`;
}

/** The first 48 of the 128 bits that the 26 characters spell. */
function timeIn(body: string): number {
  let value = 0n;
  for (const digit of body) {
    value = (value << 5n) | BigInt(ALPHABET.indexOf(digit));
  }
  return Number(value >> 80n);
}

export function isJobId(text: string): text is JobId {
  return text.startsWith("job_") && BODY.test(text.slice(4));
}

export function isKeyId(text: string): boolean {
  return text.startsWith("key_") && BODY.test(text.slice(4));
}

export function isWebhookId(text: string): boolean {
  return text.startsWith("whk_") && BODY.test(text.slice(4));
}

export function isManifestId(text: string): boolean {
  return text.startsWith("mf_") && BODY.test(text.slice(3));
}

export function isTransferId(text: string): text is TransferId {
  return text.startsWith("tr_") && BODY.test(text.slice(3));
}

export function toPartNumber(value: number): PartNumber {
  if (!Number.isInteger(value) || value < 1 || value > MAX_PART_NUMBER) {
    throw new RangeError(`part number ${value} is outside 1..${MAX_PART_NUMBER}`);
  }
  return value as PartNumber;
}

/** Takes an ETag as a store wrote it, quoted, weak or bare. Some servers quote it in one response and not in the next. */
export function toETag(text: string): ETag {
  const trimmed = text.trim();
  const strong = trimmed.startsWith("W/") ? trimmed.slice(2) : trimmed;
  // No regular expressions: each part's response comes through here.
  const isQuoted = strong.length > 1 && strong.startsWith('"') && strong.endsWith('"');
  const bare = isQuoted ? strong.slice(1, -1) : strong;
  if (bare === "") {
    throw new RangeError("an ETag cannot be empty");
  }
  return bare as ETag;
}

export function toUploadId(text: string): UploadId {
  if (text === "") {
    throw new RangeError("an upload id cannot be empty");
  }
  return text as UploadId;
}
