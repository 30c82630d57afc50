// The bytes of a part: read from the pinned source, hashed once, sent, and compared.

import {
  type ChecksumValue,
  canCombine,
  isPenstockError,
  newObjectOf,
  type PartBody,
  type PartTask,
  PenstockError,
  precedesBody,
  provesPut,
  type StoredPart,
  type StoredPut,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { assertHeld, readSource, type TimedDelivery } from "./read-part.ts";

/** Large enough that a write costs little per byte, small enough that TLS does not copy a whole part. */
const SLICE_BYTES = 1024 * 1024;

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
