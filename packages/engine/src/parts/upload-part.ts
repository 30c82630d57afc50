// One part brought to the store, by the way that is open to it.

import {
  isOurs,
  isPenstockError,
  type PartTask,
  type PenstockError,
  type StoredPart,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { copyPart } from "./copy-part.ts";
import type { TimedDelivery } from "./read-part.ts";
import { type RelayedPart, readChecksum, relayPart } from "./relay-part.ts";

/**
 * Brings one part to the store: the store copies it by itself where it can, else it is relayed.
 *
 * @returns its ETag, and the checksum of what was read, which only a store that copies may not tell
 */
export function uploadPartOnce(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  const { serverSideCopySource: bucket, uploadId } = task.upload;
  if (uploadId === undefined) {
    return putOnce(engine, task, delivery);
  }
  return bucket === undefined
    ? relayPart(engine, task, delivery)
    : copyOrRelay(engine, task, { bucket, uploadId }, delivery);
}

async function copyOrRelay(
  engine: PartEngine,
  task: PartTask,
  from: Parameters<typeof copyPart>[2],
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  const copied = await copyPart(engine, task, from, delivery.signal);
  return copied ?? (await relayPart(engine, task, delivery));
}

async function putOnce(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  try {
    return await relayPart(engine, task, delivery);
  } catch (error) {
    if (isPenstockError(error, "destination-exists")) {
      return adoptPut(engine, task, error, delivery);
    }
    throw error;
  }
}

/** A PUT that may not overwrite is refused as well when an earlier one of ours lost its response. */
async function adoptPut(
  engine: PartEngine,
  task: PartTask,
  rejection: PenstockError,
  delivery: TimedDelivery,
): Promise<StoredPart> {
  const { upload, destination } = task;
  const store = engine.connections.store(destination.connection);
  const head = await store.head(destination.key, upload.checksum, delivery.signal);
  if (head === undefined || !isOurs(head, upload)) {
    throw rejection;
  }
  // What that one sent is not known here: reading again tells what the object has to be.
  return { etag: head.etag, checksum: await readChecksum(engine, task, delivery) };
}
