// The parts of an upload that is there, its abort, and the proof that it is gone.

import {
  isPenstockError,
  type ListedPart,
  type ObjectStore,
  type OpenedUpload,
  PenstockError,
  type UploadRef,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

/** Aborts once, and returns whether the store says that the upload is gone: parts in flight may survive. */
export async function abortOnce(
  store: ObjectStore,
  ref: UploadRef,
  signal: AbortSignal,
): Promise<boolean> {
  await store.abort(ref, signal);
  return (await partsUnlessGone(store, ref, signal)) === undefined;
}

/** Aborts an upload that no transfer uses; the ledger forgets it once it is gone. */
export async function abortRegistered(
  { ledger, connections }: OnPorts<"uploads"> & Pick<Engine, "connections">,
  upload: OpenedUpload,
  signal: AbortSignal,
): Promise<boolean> {
  const isGone = await abortOnce(connections.store(upload.connection), upload, signal);
  if (isGone) {
    await ledger.uploads.forgetUpload(upload);
  }
  return isGone;
}

/** Parts that are on their way may survive an abort: it is repeated once they have ended. */
export function stillShown(): PenstockError {
  return new PenstockError("store-conflict", "the store still shows the upload after an abort");
}

export async function partsUnlessGone(
  store: ObjectStore,
  ref: UploadRef,
  signal: AbortSignal,
): Promise<readonly ListedPart[] | undefined> {
  try {
    return await store.listParts(ref, signal);
  } catch (error) {
    if (isPenstockError(error, "upload-gone")) {
      return undefined;
    }
    throw error;
  }
}
