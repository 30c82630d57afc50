import {
  type ChecksumValue,
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
 * Moves the bytes of one part from the pinned source to the store, hashes each byte once on the way,
 * and compares with what the store says that it got.
 */
export async function carryPart(
  carrier: Carrier,
  task: PartTask,
  signal: AbortSignal,
): Promise<CarriedPart> {
  const { upload, range } = task;
  const source = carrier.connections.source(task.source.connection);
  const hasher = carrier.hashing.hasher(upload.checksum);
  const chunks = hashed(source.read(task.source.key, upload.pin, range, signal), hasher);
  const { stored, checksum } = mustBuffer(carrier, task)
    ? await sendBuffered(carrier, task, { chunks, hasher }, signal)
    : await sendStreamed(carrier, task, { chunks, hasher }, signal);
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

type Reading = { readonly chunks: AsyncIterable<Uint8Array>; readonly hasher: Hasher };
type Sent = { readonly stored: StoredPart; readonly checksum: ChecksumValue };

async function sendStreamed(
  carrier: Carrier,
  task: PartTask,
  { chunks, hasher }: Reading,
  signal: AbortSignal,
): Promise<Sent> {
  const body: PartBody = { lengthBytes: task.range.lengthBytes, chunks };
  const stored = await send(carrier, task, body, signal);
  return { stored, checksum: hasher.digest() };
}

async function sendBuffered(
  carrier: Carrier,
  task: PartTask,
  { chunks, hasher }: Reading,
  signal: AbortSignal,
): Promise<Sent> {
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
