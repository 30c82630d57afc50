// The bytes of a part as they are read: from the planned version, hashed once, and timed.

import {
  assertAsPublished,
  type ChecksumValue,
  type Delivery,
  type Hasher,
  type Hashing,
  type PartTask,
  PenstockError,
  type Phase,
  type PublishedChecksum,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import type { PhaseTimer } from "./phase-timer.ts";

/** With what tells where the time goes. */
export type TimedDelivery = Pick<Delivery, "signal" | "holdsLease"> & {
  readonly timer: PhaseTimer;
};

export type Reading = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of what was read: call it once, when `chunks` has ended. */
  checksum(): ChecksumValue;
};

/**
 * The bytes of a part, hashed on the way, for as long as its task is surely ours.
 *
 * @param then what happens to each chunk
 */
export function readSource(
  { connections, hashing }: Pick<PartEngine, "connections" | "hashing">,
  task: PartTask,
  delivery: TimedDelivery,
  then: "readMs" | "sendMs",
): Reading {
  const { source, upload, range } = task;
  const hasher = hasherOf(hashing, task);
  const chunks = connections
    .source(source.connection)
    .read(source.key, upload.sourceVersion, range, delivery.signal);
  return { chunks: hashed(chunks, hasher, delivery, then), checksum: () => hasher.digest() };
}

/** A process that was stopped for a while wakes up in the middle of a body that is another one's by now. */
export function assertHeld(holdsLease: () => boolean): void {
  if (!holdsLease()) {
    throw new PenstockError("attempt-interrupted", "the part's lease was over before it was sent");
  }
}

/** The only layer over what a source gives: each more is paid for with every chunk. */
async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hasher: Hasher,
  { holdsLease, timer }: TimedDelivery,
  then: Phase,
): AsyncGenerator<Uint8Array> {
  let phase: Phase = "firstByteMs";
  for await (const chunk of chunks) {
    timer.lap(phase, then);
    phase = "readMs";
    timer.readBytes += chunk.length;
    hasher.update(chunk);
    assertHeld(holdsLease);
    yield chunk;
    timer.lap(then, "readMs");
  }
  timer.lap("readMs", then === "sendMs" ? "responseMs" : then);
}

function hasherOf(hashing: Hashing, task: PartTask): Hasher {
  const { checksum: published, sizeBytes } = task.upload.sourceVersion;
  const isWholeObject = task.range.lengthBytes === sizeBytes;
  return published !== undefined && isWholeObject
    ? comparing(hashing, task, published)
    : hashing.hasher(task.upload.checksum);
}

/**
 * Compares the whole object with what its source publishes, before its last bytes are given out: what
 * comes out otherwise never becomes an object.
 */
function comparing(
  hashing: Hashing,
  { upload, range }: PartTask,
  published: PublishedChecksum,
): Hasher {
  const own = hashing.hasher(upload.checksum);
  const { algorithm } = published;
  const other = algorithm === upload.checksum ? undefined : hashing.hasher(algorithm);
  let digest: ChecksumValue | undefined;
  const ownDigest = () => {
    digest ??= own.digest();
    return digest;
  };
  let restBytes = range.lengthBytes;
  const compareAtEnd = () => {
    if (restBytes === 0) {
      assertAsPublished(published, { algorithm, checksum: other?.digest() ?? ownDigest() });
    }
  };
  compareAtEnd();
  return {
    update: (bytes) => {
      own.update(bytes);
      other?.update(bytes);
      restBytes -= bytes.length;
      compareAtEnd();
    },
    digest: ownDigest,
  };
}
