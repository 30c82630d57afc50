// The bytes of one entry: in memory where a checksum precedes them, else on their way through.

import {
  type ChecksumValue,
  type Delivery,
  type PartBody,
  PenstockError,
  type PhaseTimer,
  precedesBody,
  type SourceAttributes,
  type SourceVersion,
} from "@penstock/core";
import type { BatchEngine } from "./batch-engine.ts";
import type { BatchScene } from "./batch-scene.ts";
import type { Regions } from "./regions.ts";

/** Where an entry is moved: beside others of its batch, in one buffer. */
export type Lane = {
  readonly regions: Regions;
  readonly signal: AbortSignal;
  readonly holdsLease: Delivery["holdsLease"];
};

/** A lane while it moves one entry. */
export type TimedLane = Lane & { readonly timer: PhaseTimer };

type Asked = { readonly key: string; readonly sourceVersion: SourceVersion };

export type EntryBytes = {
  readonly attributes: SourceAttributes;
  body(): PartBody;
  /** Of what was read: known once the body was sent. */
  checksum(): ChecksumValue;
  close(): void;
};

export const NO_ATTRIBUTES: SourceAttributes = { attributes: { metadata: {} }, leftBehind: [] };

/** What fits in the buffer is read before anything is sent. What does not, and needs its checksum in front, is read twice. */
export async function readEntry(
  engine: BatchEngine,
  scene: BatchScene,
  asked: Asked,
  lane: TimedLane,
): Promise<EntryBytes> {
  if (asked.sourceVersion.sizeBytes <= lane.regions.bytes) {
    return await hold(engine, scene, asked, lane);
  }
  return await stream(engine, scene, asked, lane);
}

async function hold(
  { hashing }: BatchEngine,
  { reader, checksum: algorithm }: BatchScene,
  { key, sourceVersion }: Asked,
  { regions, signal, holdsLease, timer }: TimedLane,
): Promise<EntryBytes> {
  const buffer = await regions.take(sourceVersion.sizeBytes);
  try {
    timer.lap("queueMs", "firstByteMs");
    const { chunks, attributes = NO_ATTRIBUTES } = await reader.open(key, sourceVersion, signal);
    timer.lap("firstByteMs", "readMs");
    const hasher = hashing.hasher(algorithm);
    let filled = 0;
    for await (const chunk of chunks) {
      timer.movedBytes += chunk.length;
      hasher.update(chunk);
      buffer.set(chunk, filled);
      filled += chunk.length;
    }
    timer.lap("readMs", "sendMs");
    timer.movedBytes = 0;
    assertHeld(holdsLease);
    const checksum = hasher.digest();
    const again = () => once(buffer, timer);
    return {
      attributes,
      body: () => ({ lengthBytes: buffer.length, checksum, chunks: again(), again, isHeld: true }),
      checksum: () => checksum,
      close: () => regions.release(buffer),
    };
  } catch (error) {
    regions.release(buffer);
    throw error;
  }
}

async function stream(
  engine: BatchEngine,
  { reader, checksum: algorithm }: BatchScene,
  { key, sourceVersion }: Asked,
  lane: TimedLane,
): Promise<EntryBytes> {
  const { timer, holdsLease } = lane;
  const open = async () => await reader.open(key, sourceVersion, lane.signal);
  const announced = precedesBody(algorithm)
    ? await digestOf(engine, algorithm, (await open()).chunks)
    : undefined;
  timer.lap(announced === undefined ? "queueMs" : "readMs", "firstByteMs");
  const { chunks, attributes = NO_ATTRIBUTES } = await open();
  timer.lap("firstByteMs", "readMs");
  const hasher = engine.hashing.hasher(algorithm);
  let checksum: ChecksumValue | undefined;
  return {
    attributes,
    body: () => ({
      lengthBytes: sourceVersion.sizeBytes,
      chunks: hashed(chunks, hasher, { timer, holdsLease }),
      ...(announced !== undefined && { checksum: announced }),
    }),
    checksum: () => (checksum ??= hasher.digest()),
    close: () => undefined,
  };
}

async function digestOf(
  { hashing }: BatchEngine,
  algorithm: BatchScene["checksum"],
  chunks: AsyncIterable<Uint8Array>,
): Promise<ChecksumValue> {
  const hasher = hashing.hasher(algorithm);
  for await (const chunk of chunks) {
    hasher.update(chunk);
  }
  return hasher.digest();
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hasher: { update(bytes: Uint8Array): void },
  { timer, holdsLease }: Pick<TimedLane, "timer" | "holdsLease">,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    timer.lap("readMs", "sendMs");
    hasher.update(chunk);
    assertHeld(holdsLease);
    yield chunk;
    timer.movedBytes += chunk.length;
    timer.lap("sendMs", "readMs");
  }
}

async function* once(bytes: Uint8Array, timer: PhaseTimer): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) {
    yield bytes;
    timer.movedBytes = bytes.length;
    timer.lap("sendMs", "responseMs");
  }
}

/** A process that was stopped for a while wakes up with entries that are another one's by now. */
export function assertHeld(holdsLease: () => boolean): void {
  if (!holdsLease()) {
    throw new PenstockError(
      "attempt-interrupted",
      "the batch's lease was over before its entry was sent",
    );
  }
}
