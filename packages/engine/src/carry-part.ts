import {
  type ChecksumValue,
  canCombine,
  type Hasher,
  type Hashing,
  type PartBody,
  type PartTask,
  PenstockError,
  precedesBody,
  type StoredPart,
} from "@penstock/core";
import type { BufferPool } from "./buffer-pool.ts";
import type { Engine } from "./engine.ts";

/** Large enough that a write costs little per byte, small enough that TLS does not copy a whole part. */
const SLICE_BYTES = 1024 * 1024;

export type Carrier = Engine & { readonly hashing: Hashing; readonly buffers: BufferPool };

export type CarriedPart = Pick<StoredPart, "etag"> & { readonly checksum: ChecksumValue };

/**
 * Moves the bytes of one part from the pinned source to the store, hashes each byte on the way, and
 * compares with what the store says that it got.
 */
export async function carryPart(
  carrier: Carrier,
  task: PartTask,
  signal: AbortSignal,
): Promise<CarriedPart> {
  const { upload } = task;
  const { stored, checksum } = mustBuffer(carrier, task)
    ? await sendBuffered(carrier, task, signal)
    : await sendStreamed(carrier, task, signal);
  if (stored.checksum !== undefined && stored.checksum !== checksum) {
    throw new PenstockError(
      "checksum-mismatch",
      `the store got other bytes for part ${task.number} than were read: ${upload.checksum} ${stored.checksum} instead of ${checksum}`,
    );
  }
  return { etag: stored.etag, checksum };
}

/** A checksum that precedes the body is known only once the part is read; a part above the cap always streams. */
function mustBuffer(carrier: Carrier, { upload, range }: PartTask): boolean {
  return precedesBody(upload.checksum) && range.lengthBytes <= carrier.buffers.bufferBytes;
}

/** Without its checksum in front nothing would prove a streamed part, unless the whole object is compared. */
function mustReadTwice({ upload }: PartTask): boolean {
  const isProvedByWhole = canCombine(upload.checksum) && upload.uploadId !== undefined;
  return precedesBody(upload.checksum) && !isProvedByWhole;
}

type Reading = { readonly chunks: AsyncIterable<Uint8Array>; readonly hasher: Hasher };
type Sent = { readonly stored: StoredPart; readonly checksum: ChecksumValue };

function read(carrier: Carrier, { source, upload, range }: PartTask, signal: AbortSignal): Reading {
  const hasher = carrier.hashing.hasher(upload.checksum);
  const reader = carrier.connections.source(source.connection);
  return { hasher, chunks: hashed(reader.read(source.key, upload.pin, range, signal), hasher) };
}

async function sendStreamed(carrier: Carrier, task: PartTask, signal: AbortSignal): Promise<Sent> {
  const announced = mustReadTwice(task) ? await readChecksum(carrier, task, signal) : undefined;
  const { chunks, hasher } = read(carrier, task, signal);
  const body: PartBody = {
    lengthBytes: task.range.lengthBytes,
    chunks,
    ...(announced !== undefined && { checksum: announced }),
  };
  const stored = await send(carrier, task, body, signal);
  return { stored, checksum: hasher.digest() };
}

async function readChecksum(
  carrier: Carrier,
  task: PartTask,
  signal: AbortSignal,
): Promise<ChecksumValue> {
  const { chunks, hasher } = read(carrier, task, signal);
  for await (const _ of chunks) {
    // Reading is hashing.
  }
  return hasher.digest();
}

async function sendBuffered(carrier: Carrier, task: PartTask, signal: AbortSignal): Promise<Sent> {
  const { chunks, hasher } = read(carrier, task, signal);
  const buffer = carrier.buffers.take();
  try {
    let filled = 0;
    for await (const chunk of chunks) {
      buffer.set(chunk, filled);
      filled += chunk.length;
    }
    const part = buffer.subarray(0, filled);
    const checksum = hasher.digest();
    const body: PartBody = { lengthBytes: filled, chunks: slices(part), checksum, isHeld: true };
    return { stored: await send(carrier, task, body, signal), checksum };
  } finally {
    carrier.buffers.giveBack(buffer);
  }
}

function send(
  { connections }: Carrier,
  { destination, upload, number }: PartTask,
  body: PartBody,
  signal: AbortSignal,
): Promise<StoredPart> {
  const store = connections.store(destination.connection);
  const { uploadId, token, attributes, checksum } = upload;
  return uploadId === undefined
    ? store.put({ key: destination.key, attributes, token, checksum }, body, signal)
    : store.uploadPart({ key: destination.key, uploadId }, number, body, checksum, signal);
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hasher: Hasher,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hasher.update(chunk);
    yield chunk;
  }
}

async function* slices(part: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < part.length; at += SLICE_BYTES) {
    yield part.subarray(at, at + SLICE_BYTES);
  }
}
