import {
  type Delivery,
  ERRORS,
  isOurs,
  isPenstockError,
  type PartTask,
  type PenstockError,
  type StoredPart,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { readChecksum, relayPart } from "./relay-part.ts";

/**
 * Brings one part to the store: the store copies it by itself where it can, else it is relayed.
 *
 * @returns its ETag, and the checksum of what was read, which only a store that copies may not tell
 */
export async function uploadPartOnce(
  engine: PartEngine,
  task: PartTask,
  delivery: Delivery,
): Promise<StoredPart> {
  const copied = await copyPart(engine, task, delivery.signal);
  if (copied !== undefined) {
    return copied;
  }
  try {
    return await relayPart(engine, task, delivery);
  } catch (error) {
    const isPut = task.upload.uploadId === undefined;
    if (isPut && isPenstockError(error, "destination-exists")) {
      return adoptPut(engine, task, error, delivery);
    }
    throw error;
  }
}

/** Undefined where the store cannot copy, or will not: relaying either works, or says itself why not. */
async function copyPart(
  { connections, log }: PartEngine,
  task: PartTask,
  signal: AbortSignal,
): Promise<StoredPart | undefined> {
  const { upload, source, destination, number, range, transferId } = task;
  const { serverSideCopySource: bucket, uploadId, sourceVersion, checksum } = upload;
  if (bucket === undefined || uploadId === undefined) {
    return undefined;
  }
  const ref = { key: destination.key, uploadId };
  const from = { bucket, key: source.key, sourceVersion, range };
  try {
    return await connections
      .store(destination.connection)
      .copyPart(ref, number, from, checksum, signal);
  } catch (error) {
    if (!isPenstockError(error) || !mayRelay(error)) {
      throw error;
    }
    const fields = { transferId, part: number, code: error.code, err: error };
    log.warn(fields, "the store does not copy this part by itself, so it is relayed");
    return undefined;
  }
}

/**
 * What the store will never copy is relayed, and so is what it takes for another version: reading
 * compares each response with the planned one, and says what differs.
 */
function mayRelay({ code }: PenstockError): boolean {
  return code === "source-changed" || ERRORS[code].retry === "never";
}

/** A PUT that may not overwrite is refused as well when an earlier one of ours lost its response. */
async function adoptPut(
  engine: PartEngine,
  task: PartTask,
  rejection: PenstockError,
  delivery: Delivery,
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
