import {
  ERRORS,
  isPenstockError,
  type PartTask,
  type PenstockError,
  type StoredPart,
  type UploadId,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { type RelayedPart, relayPart, type TimedDelivery } from "./relay-part.ts";

type From = { readonly bucket: string; readonly uploadId: UploadId };

/** Copied by the store, where it does that after all. */
export async function copyOrRelay(
  engine: PartEngine,
  task: PartTask,
  from: From,
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  const copied = await copyPart(engine, task, from, delivery.signal);
  return copied ?? (await relayPart(engine, task, delivery));
}

/** Undefined where the store does not copy after all: relaying either works, or says itself why not. */
async function copyPart(
  { connections, log }: PartEngine,
  task: PartTask,
  { bucket, uploadId }: From,
  signal: AbortSignal,
): Promise<StoredPart | undefined> {
  const { upload, source, destination, number, range, jobId, transferId, generation } = task;
  const { sourceVersion, checksum } = upload;
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
    const fields = { jobId, transferId, generation, part: number, code: error.code, err: error };
    log.warn(fields, "the store does not copy this part by itself, so the worker uploads it");
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
