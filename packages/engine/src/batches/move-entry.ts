// One entry: read by one request, sent by one, proved by the response.

import {
  assertAsPublished,
  type ChecksumValue,
  type Entry,
  type NewObject,
  type ObjectHead,
  PenstockError,
  precedesBody,
  provesPut,
  type Row,
  type SourceVersion,
  type StoredPut,
  sourceVersionOfEntry,
} from "@penstock/core";
import type { BatchEngine } from "./batch-engine.ts";
import type { BatchScene } from "./batch-scene.ts";
import { type Lane, readEntry, type TimedLane } from "./entry-bytes.ts";
import { newObjectOf } from "./new-object.ts";

/** What a row says of the object that an entry became. */
export type Moved = Pick<Row, "etag" | "checksum" | "versionId" | "verifiedBy" | "leftBehind">;

/**
 * Brings one object to the destination.
 *
 * @throws PenstockError `source-…` as an EntryReader, `store-…` and `destination-exists` as an ObjectStore,
 * `checksum-mismatch`, `integrity-mismatch`, `attempt-interrupted`
 */
export async function moveEntry(
  engine: BatchEngine,
  scene: BatchScene,
  entry: Entry & { readonly destinationKey: string },
  lane: TimedLane,
): Promise<Moved> {
  const sourceVersion = sourceVersionOfEntry(entry);
  const bytes = await readEntry(engine, scene, { key: entry.key, sourceVersion }, lane);
  try {
    const { object, leftBehind } = newObjectOf(scene, entry.destinationKey, {
      found: bytes.attributes,
      sourceVersion,
    });
    const stored = await scene.store.put(object, bytes.body(), lane.signal);
    lane.timer.lap("responseMs", "responseMs");
    const checksum = bytes.checksum();
    assertAsPublished(sourceVersion.checksum, { algorithm: scene.checksum, checksum });
    const verifiedBy = await prove(engine, scene, {
      object,
      stored,
      checksum,
      sourceVersion,
      lane,
    });
    return {
      etag: stored.etag,
      checksum: { algorithm: scene.checksum, value: checksum },
      ...(stored.versionId !== undefined && { versionId: stored.versionId }),
      verifiedBy,
      ...(leftBehind.length > 0 && { leftBehind }),
    };
  } finally {
    bytes.close();
  }
}

type Put = {
  readonly object: NewObject;
  readonly stored: StoredPut;
  /** Of the bytes that were sent. */
  readonly checksum: ChecksumValue;
  readonly sourceVersion: SourceVersion;
  readonly lane: Lane;
};

/** @returns what the proof rests on */
async function prove(engine: BatchEngine, scene: BatchScene, put: Put): Promise<string> {
  const { stored, checksum } = put;
  if (stored.checksum !== undefined && stored.checksum !== checksum) {
    throw mismatch(put, `the store got other bytes (${stored.checksum})`);
  }
  if (scene.spec.options.verify === "full") {
    await readBack(engine, scene, put);
    return "read-back";
  }
  const sent = precedesBody(scene.checksum) ? checksum : undefined;
  if (provesPut(scene.putProof, { read: checksum, sent, echoed: stored.checksum })) {
    return "put-response";
  }
  return await look(scene, put);
}

/** Where the store neither refuses other bytes nor says what it got. */
async function look({ store, checksum: algorithm }: BatchScene, put: Put): Promise<string> {
  const { object, checksum, sourceVersion, lane } = put;
  const head = await store.head(object.key, algorithm, lane.signal);
  if (head === undefined || !isOurs(head, put)) {
    throw new PenstockError(
      "store-response-invalid",
      `the store took ${object.key} and shows ${head === undefined ? "nothing" : "another object"} there`,
    );
  }
  if (head.checksum !== undefined && head.checksum !== checksum) {
    throw mismatch(put, `the object has ${head.checksum}`);
  }
  if (head.sizeBytes !== sourceVersion.sizeBytes) {
    throw mismatch(put, `the object has ${head.sizeBytes} bytes`);
  }
  return head.checksum === undefined ? "size" : "object-checksum";
}

function isOurs(head: ObjectHead, { object, sourceVersion }: Put): boolean {
  return head.token === object.token && head.sizeBytes === sourceVersion.sizeBytes;
}

async function readBack(
  { connections, hashing }: BatchEngine,
  { spec, checksum: algorithm }: BatchScene,
  put: Put,
): Promise<void> {
  const { object, stored, checksum, sourceVersion, lane } = put;
  const { connection } = spec.destination;
  const version: SourceVersion = {
    sizeBytes: sourceVersion.sizeBytes,
    validator: { kind: "etag", etag: `"${stored.etag}"` },
  };
  const reader = connections.entryReader(connection);
  const { chunks } = await reader.open(object.key, version, lane.signal);
  const hasher = hashing.hasher(algorithm);
  for await (const chunk of chunks) {
    hasher.update(chunk);
  }
  const read = hasher.digest();
  if (read !== checksum) {
    throw mismatch(put, `the object that was read back has ${read}`);
  }
}

function mismatch({ object, checksum }: Put, found: string): PenstockError {
  return new PenstockError(
    "checksum-mismatch",
    `${object.key}: ${found}, and the bytes that were read have ${checksum}`,
  );
}
