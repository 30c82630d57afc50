import {
  type BodyPace,
  type Delivery,
  type ErrorCode,
  isPenstockError,
  type OpenedObject,
  type SourceVersion,
} from "@penstock/core";
import type { BatchEngine } from "./batch-engine.ts";
import type { BatchScene } from "./batch-scene.ts";
import { assertHeld } from "./entry-bytes.ts";
import { haveSameBytes } from "./same-bytes.ts";

/** They are of an object, not of who has it. */
const KNOWN: readonly ErrorCode[] = ["source-changed", "source-archived"];

export type Checking = Pick<Delivery, "signal" | "holdsLease">;

type Asked = {
  readonly key: string;
  readonly here: SourceVersion;
  readonly destinationKey: string;
  readonly there: SourceVersion;
};

/**
 * Whether two objects have the same bytes; undefined where the destination's is gone. Each is read once, at
 * the same time, and neither is held.
 *
 * @throws PenstockError `source-…` as an EntryReader, `store-…` where that is the destination's,
 * `attempt-interrupted`
 */
export async function readBoth(
  { connections }: BatchEngine,
  { reader, spec }: BatchScene,
  { key, here, destinationKey, there: version }: Asked,
  { signal, holdsLease }: Checking,
): Promise<boolean | undefined> {
  const destination = connections.entryReader(spec.destination.connection);
  const opened = await reader.open(key, here, signal);
  let other: OpenedObject;
  try {
    other = await destination.open(destinationKey, version, signal);
  } catch (error) {
    await leave(opened);
    if (isPenstockError(error, "source-missing")) {
      return undefined;
    }
    throw atDestination(error);
  }
  const there = ofDestination(paced(other, signal));
  return await haveSameBytes(paced(opened, signal), there, () => assertHeld(holdsLease));
}

/** Nothing is sent, so what is read is held back here. */
function paced({ chunks, pace }: OpenedObject, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return pace === undefined ? chunks : held(chunks, pace, signal);
}

async function* held(
  chunks: AsyncIterable<Uint8Array>,
  pace: BodyPace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await pace.takeAll(chunk.length, signal);
    yield chunk;
  }
}

/** What is not walked would stay open. */
async function leave({ chunks }: OpenedObject): Promise<void> {
  for await (const _ of chunks) {
    return;
  }
}

async function* ofDestination(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw atDestination(error);
  }
}

/** A reader calls whatever it reads a source: what its store said of the destination is the cause. */
function atDestination(error: unknown): unknown {
  if (!isPenstockError(error) || KNOWN.includes(error.code)) {
    return error;
  }
  return isPenstockError(error.cause) ? error.cause : error;
}
