import {
  assertAsPublished,
  type ChecksumValue,
  canCombine,
  type Delivery,
  type Hasher,
  newObjectOf,
  type PartBody,
  type PartTask,
  PenstockError,
  precedesBody,
  type StoredPart,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";

/** Large enough that a write costs little per byte, small enough that TLS does not copy a whole part. */
const SLICE_BYTES = 1024 * 1024;

/**
 * Moves the bytes of one part from the pinned source to the store, hashes each byte on the way, and
 * compares with what the store says that it got.
 */
export async function relayPart(
  engine: PartEngine,
  task: PartTask,
  delivery: Delivery,
): Promise<StoredPart> {
  const { upload } = task;
  const { stored, checksum } = mustBuffer(engine, task)
    ? await sendBuffered(engine, task, delivery)
    : await sendStreamed(engine, task, delivery);
  if (stored.checksum !== undefined && stored.checksum !== checksum) {
    throw new PenstockError(
      "checksum-mismatch",
      `the store got other bytes for part ${task.number} than were read: ${upload.checksum} ${stored.checksum} instead of ${checksum}`,
    );
  }
  return { etag: stored.etag, checksum };
}

/** Reads a part for its checksum alone. */
export async function readChecksum(
  engine: PartEngine,
  task: PartTask,
  delivery: Delivery,
): Promise<ChecksumValue> {
  const { chunks, checksum } = readSource(engine, task, delivery);
  for await (const _ of chunks) {
    // Reading is hashing.
  }
  return checksum();
}

/** A checksum that precedes the body is known only once the part is read; a part above the cap always streams. */
function mustBuffer(engine: PartEngine, { upload, range }: PartTask): boolean {
  return precedesBody(upload.checksum) && range.lengthBytes <= engine.buffers.bufferBytes;
}

/** Without its checksum in front nothing would prove a streamed part, unless the whole object is compared. */
function mustReadTwice({ upload }: PartTask): boolean {
  const isProvedByWhole = canCombine(upload.checksum) && upload.uploadId !== undefined;
  return precedesBody(upload.checksum) && !isProvedByWhole;
}

type Sent = { readonly stored: StoredPart; readonly checksum: ChecksumValue };

async function sendStreamed(engine: PartEngine, task: PartTask, delivery: Delivery): Promise<Sent> {
  const announced = mustReadTwice(task) ? await readChecksum(engine, task, delivery) : undefined;
  let reading = readSource(engine, task, delivery);
  const body: PartBody = {
    lengthBytes: task.range.lengthBytes,
    chunks: reading.chunks,
    again: () => {
      reading = readSource(engine, task, delivery);
      return reading.chunks;
    },
    ...(announced !== undefined && { checksum: announced }),
  };
  const stored = await send(engine, task, body, delivery);
  return { stored, checksum: reading.checksum() };
}

async function sendBuffered(engine: PartEngine, task: PartTask, delivery: Delivery): Promise<Sent> {
  const reading = readSource(engine, task, delivery);
  const buffer = engine.buffers.take();
  try {
    let filled = 0;
    for await (const chunk of reading.chunks) {
      buffer.set(chunk, filled);
      filled += chunk.length;
    }
    const part = buffer.subarray(0, filled);
    const checksum = reading.checksum();
    const again = () => slices(part);
    const held = { chunks: again(), again, isHeld: true };
    const body: PartBody = { lengthBytes: filled, checksum, ...held };
    return { stored: await send(engine, task, body, delivery), checksum };
  } finally {
    engine.buffers.release(buffer);
  }
}

function send(
  { connections }: PartEngine,
  { destination, upload, number }: PartTask,
  { chunks, again, ...rest }: PartBody,
  { signal, holdsLease }: Delivery,
): Promise<StoredPart> {
  const body: PartBody = {
    ...rest,
    chunks: whileHeld(chunks, holdsLease),
    ...(again !== undefined && { again: () => whileHeld(again(), holdsLease) }),
  };
  const store = connections.store(destination.connection);
  const { uploadId, checksum } = upload;
  const { key } = destination;
  return uploadId === undefined
    ? store.put(newObjectOf(key, upload), body, signal)
    : store.uploadPart({ key, uploadId }, number, body, checksum, signal);
}

/** A process that was stopped for a while wakes up in the middle of a body that is another one's by now. */
async function* whileHeld(
  chunks: AsyncIterable<Uint8Array>,
  holdsLease: () => boolean,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (!holdsLease()) {
      throw new PenstockError(
        "attempt-interrupted",
        "the part's lease was over before it was sent",
      );
    }
    yield chunk;
  }
}

async function* slices(part: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < part.length; at += SLICE_BYTES) {
    yield part.subarray(at, at + SLICE_BYTES);
  }
}

type Reading = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of what was read: call it when `chunks` has ended. */
  checksum(): ChecksumValue;
};

/**
 * The bytes of a part, hashed on the way. A part that is the whole object is compared with what the
 * source publishes before its last bytes are given out: what comes out otherwise never becomes an object.
 */
function readSource(
  { connections, hashing }: Pick<PartEngine, "connections" | "hashing">,
  { source, upload, range }: PartTask,
  { signal }: Pick<Delivery, "signal">,
): Reading {
  const { sourceVersion } = upload;
  const own = hashing.hasher(upload.checksum);
  let digest: ChecksumValue | undefined;
  const checksum = () => {
    digest ??= own.digest();
    return digest;
  };

  const published =
    range.lengthBytes === sourceVersion.sizeBytes ? sourceVersion.checksum : undefined;
  const isOtherAlgorithm = published !== undefined && published.algorithm !== upload.checksum;
  const other = isOtherAlgorithm ? hashing.hasher(published.algorithm) : undefined;
  const prove = () => {
    if (published !== undefined) {
      const { algorithm } = published;
      assertAsPublished(published, { algorithm, checksum: other?.digest() ?? checksum() });
    }
  };

  if (range.lengthBytes === 0) {
    prove();
  }
  const chunks = connections
    .source(source.connection)
    .read(source.key, sourceVersion, range, signal);
  const hashers = other === undefined ? [own] : [own, other];
  return { chunks: hashed(chunks, range.lengthBytes, hashers, prove), checksum };
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  lengthBytes: number,
  hashers: readonly Hasher[],
  prove: () => void,
): AsyncGenerator<Uint8Array> {
  let restBytes = lengthBytes;
  for await (const chunk of chunks) {
    for (const hasher of hashers) {
      hasher.update(chunk);
    }
    restBytes -= chunk.length;
    if (restBytes === 0) {
      prove();
    }
    yield chunk;
  }
}
