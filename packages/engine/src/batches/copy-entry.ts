// One entry that its store copies: no byte of it comes through this process.

import {
  causeOf,
  isPenstockError,
  PenstockError,
  type SourceVersion,
  type StoredPut,
  sourceVersionOfEntry,
} from "@penstock/core";
import type { BatchEngine } from "./batch-engine.ts";
import type { BatchScene, DestinationEntry, ServerSideCopy } from "./batch-scene.ts";
import { type Lane, NO_ATTRIBUTES } from "./entry-bytes.ts";
import type { Moved } from "./move-entry.ts";
import { newObjectOf } from "./new-object.ts";

/** What a store says that cannot copy, or not with these rights: the bytes may be read all the same. */
const COPY_REJECTIONS = ["store-rejected", "store-refused", "source-forbidden"] as const;

/**
 * Has the store copy an entry; undefined where it cannot, or this entry is none for it.
 *
 * @throws PenstockError as `ObjectStore.copyObject`, and `store-response-invalid` for a copy that is none
 */
export async function copyEntry(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  lane: Lane,
): Promise<Moved | undefined> {
  const { serverSideCopy: copy } = scene;
  const sourceVersion = sourceVersionOfEntry(entry);
  const etag = comparableETag(entry.key, sourceVersion);
  if (copy === undefined || copy.rejection !== undefined || etag === undefined) {
    return undefined;
  }
  try {
    const stored = await copyObject(scene, copy, { entry, sourceVersion }, lane);
    return await proved(engine, scene, { entry, etag, stored }, lane);
  } catch (error) {
    if (!isPenstockError(error, ...COPY_REJECTIONS)) {
      throw error;
    }
    copy.rejection = causeOf(error);
    const { id: jobId } = scene.job;
    engine.log.info(
      { jobId, key: entry.key, code: error.code, err: error },
      "the store does not copy: the objects of this batch are read and written",
    );
    return undefined;
  }
}

/**
 * Without an ETag a copy may be of any version, and a checksum that is known is compared with what is read.
 * Some stores misread a percent sign in the name of a source.
 */
function comparableETag(
  key: string,
  { validator, checksum, versionId }: SourceVersion,
): string | undefined {
  const isCopied = checksum === undefined && versionId === undefined && !key.includes("%");
  return isCopied && validator.kind === "etag"
    ? validator.etag.replace(/^"(.*)"$/, "$1")
    : undefined;
}

async function copyObject(
  scene: BatchScene,
  { bucket }: ServerSideCopy,
  {
    entry,
    sourceVersion,
  }: { readonly entry: DestinationEntry; readonly sourceVersion: SourceVersion },
  { signal, holdsLease }: Lane,
): Promise<StoredPut> {
  if (!holdsLease()) {
    throw new PenstockError("attempt-interrupted", "the batch's lease was over before its copy");
  }
  const { object } = newObjectOf(scene, entry.destinationKey, {
    found: NO_ATTRIBUTES,
    sourceVersion,
  });
  const keepsAttributes = scene.spec.options.attributePolicy === "preserve";
  const source = { bucket, key: entry.key, sourceVersion };
  return await scene.store.copyObject({ object, source, keepsAttributes }, signal);
}

type Copied = {
  readonly entry: DestinationEntry;
  readonly etag: string;
  readonly stored: StoredPut;
};

/** The ETag of the source is that of its bytes: the same one says that they are there. */
async function proved(
  engine: BatchEngine,
  scene: BatchScene,
  { entry, etag, stored }: Copied,
  lane: Lane,
): Promise<Moved> {
  const moved = {
    etag: stored.etag,
    ...(stored.versionId !== undefined && { versionId: stored.versionId }),
    ...(stored.checksum !== undefined && {
      checksum: { algorithm: scene.checksum, value: stored.checksum },
    }),
  };
  if (stored.etag === etag) {
    return { ...moved, verifiedBy: "copy-response" };
  }
  await assertCopied(engine, scene, { entry, etag, stored }, lane);
  return { ...moved, verifiedBy: "size" };
}

/** That of an object made of parts, or encrypted, is another one: both are looked at. */
async function assertCopied(
  { connections }: BatchEngine,
  { spec, store, checksum }: BatchScene,
  { entry, etag, stored }: Copied,
  { signal }: Lane,
): Promise<void> {
  const head = await store.head(entry.destinationKey, checksum, signal);
  if (head?.etag !== stored.etag || head.sizeBytes !== entry.sizeBytes) {
    throw new PenstockError(
      "store-response-invalid",
      `the store copied ${entry.key} and shows ${head === undefined ? "nothing" : "another object"} at ${entry.destinationKey}`,
    );
  }
  const source = connections.source(spec.selection.connection);
  const { validator } = (await source.stat(entry.key, signal)).sourceVersion;
  if (validator.kind !== "etag" || validator.etag !== `"${etag}"`) {
    throw new PenstockError("source-changed", `${entry.key} changed while it was copied`);
  }
}
