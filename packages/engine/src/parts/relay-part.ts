// The bytes of a part: read from the pinned source, hashed once, sent, and compared.

import {
  assertHeld,
  type ChecksumValue,
  canCombine,
  type Delivery,
  HashedChunks,
  hasherOfPart,
  isPenstockError,
  newObjectOf,
  type PartBody,
  type PartTask,
  PenstockError,
  type PhaseTimer,
  precedesBody,
  provesPut,
  type StoredPart,
  type StoredPut,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";

/** Large enough that a write costs little per byte, small enough that TLS does not copy a whole part. */
const SLICE_BYTES = 1024 * 1024;

/** With what tells where the time goes. */
export type TimedDelivery = Pick<Delivery, "signal" | "holdsLease"> & {
  readonly timer: PhaseTimer;
};

/** A part that the store has. */
export type RelayedPart = StoredPart & {
  /** The object that it is, where the response to its PUT proves that. */
  readonly proved?: StoredPut;
};

/**
 * Moves the bytes of one part from the pinned source to the store, hashes each byte on the way, and
 * compares with what the store says that it got.
 */
export async function relayPart(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  const { upload } = task;
  const { stored, checksum, announced } = mustBuffer(engine, task)
    ? await sendBuffered(engine, task, delivery)
    : await sendStreamed(engine, task, delivery);
  if (stored.checksum !== undefined && stored.checksum !== checksum) {
    throw new PenstockError(
      "checksum-mismatch",
      `the store got other bytes for part ${task.number} than were read: ${upload.checksum} ${stored.checksum} instead of ${checksum}`,
    );
  }
  const part = { etag: stored.etag, checksum };
  const checksums = { read: checksum, sent: announced, echoed: stored.checksum };
  return provesPut(upload.putProof, checksums)
    ? { ...part, proved: { ...stored, checksum } }
    : part;
}

/** Reads a part for its checksum alone. */
export async function readChecksum(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<ChecksumValue> {
  const { chunks, checksum } = readSource(engine, task, delivery, "readMs");
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

type Sent = {
  readonly stored: StoredPut;
  /** Of what was read. */
  readonly checksum: ChecksumValue;
  /** The same, where it went before the bytes. */
  readonly announced: ChecksumValue | undefined;
};

function sendStreamed(engine: PartEngine, task: PartTask, delivery: TimedDelivery): Promise<Sent> {
  if (mustReadTwice(task)) {
    return sendAnnounced(engine, task, delivery);
  }
  const sent = sendAsRead(engine, task, delivery);
  if (!precedesBody(task.upload.checksum)) {
    return sent;
  }
  return sent.catch((error: unknown) => {
    // A bucket with a default retention accepts no bytes without their checksum in front (Object Lock).
    if (!isPenstockError(error, "store-rejected")) {
      throw error;
    }
    return sendAnnounced(engine, task, delivery);
  });
}

async function sendAnnounced(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<Sent> {
  return sendAsRead(engine, task, delivery, await readChecksum(engine, task, delivery));
}

async function sendAsRead(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
  announced?: ChecksumValue,
): Promise<Sent> {
  let reading = readSource(engine, task, delivery, "sendMs");
  const body: PartBody = {
    lengthBytes: task.range.lengthBytes,
    chunks: reading.chunks,
    again: () => {
      reading = readSource(engine, task, delivery, "sendMs");
      return reading.chunks;
    },
    ...(announced !== undefined && { checksum: announced }),
  };
  const stored = await send(engine, task, body, delivery);
  return { stored, checksum: reading.checksum(), announced };
}

async function sendBuffered(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<Sent> {
  const reading = readSource(engine, task, delivery, "readMs");
  const buffer = engine.buffers.take();
  try {
    let filled = 0;
    for await (const chunk of reading.chunks) {
      buffer.set(chunk, filled);
      filled += chunk.length;
    }
    delivery.timer.lap("readMs", "sendMs");
    delivery.timer.movedBytes = 0;
    const part = buffer.subarray(0, filled);
    const checksum = reading.checksum();
    const again = () => slices(part, delivery);
    const held = { chunks: again(), again, isHeld: true };
    const body: PartBody = { lengthBytes: filled, checksum, ...held };
    return { stored: await send(engine, task, body, delivery), checksum, announced: checksum };
  } finally {
    engine.buffers.release(buffer);
  }
}

function send(
  { connections }: PartEngine,
  { destination, upload, number }: PartTask,
  body: PartBody,
  { signal }: TimedDelivery,
): Promise<StoredPut> {
  const store = connections.store(destination.connection);
  const { uploadId, checksum } = upload;
  const { key } = destination;
  return uploadId === undefined
    ? store.put(newObjectOf(key, upload), body, signal)
    : store.uploadPart({ key, uploadId }, number, body, checksum, signal);
}

async function* slices(
  part: Uint8Array,
  { holdsLease, timer }: TimedDelivery,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < part.length; at += SLICE_BYTES) {
    assertHeld(holdsLease);
    const slice = part.subarray(at, at + SLICE_BYTES);
    yield slice;
    timer.movedBytes = at + slice.length;
    timer.lap("sendMs", "sendMs");
  }
  timer.lap("sendMs", "responseMs");
}

type Reading = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of what was read: call it once, when `chunks` has ended. */
  checksum(): ChecksumValue;
};

/**
 * The bytes of a part, hashed on the way, for as long as its task is surely ours.
 *
 * @param then what happens to each chunk
 */
function readSource(
  { connections, hashing }: Pick<PartEngine, "connections" | "hashing">,
  task: PartTask,
  delivery: TimedDelivery,
  then: "readMs" | "sendMs",
): Reading {
  const { source, upload, range } = task;
  const hasher = hasherOfPart(hashing, task);
  const chunks = connections
    .source(source.connection)
    .read(source.key, upload.sourceVersion, range, delivery.signal);
  return {
    chunks: new HashedChunks(chunks, hasher, delivery, then),
    checksum: () => hasher.digest(),
  };
}
