import {
  type BatchEntry,
  type BulkSpec,
  type Cause,
  type ChecksumAlgorithm,
  type Connections,
  checksumFor,
  type EntryReader,
  type Job,
  type ObjectStore,
  type PutProof,
  putProofFor,
  type SelectionRules,
  selectionRules,
  toPartNumber,
} from "@penstock/core";
import type { Route } from "../failures/endpoint.ts";
import type { BatchEngine } from "./batch-engine.ts";

/** What all entries of a job are moved with. */
export type BatchScene = {
  readonly job: Job;
  readonly spec: BulkSpec;
  readonly rules: SelectionRules;
  readonly reader: EntryReader;
  readonly store: ObjectStore;
  readonly checksum: ChecksumAlgorithm;
  readonly putProof: PutProof | undefined;
  /** Where the store can copy what the job moves by itself. */
  readonly serverSideCopy: ServerSideCopy | undefined;
};

export type ServerSideCopy = {
  /** What the store calls the source's bucket. */
  readonly bucket: string;
  /** The store refused to copy: entries of this batch are read and written from then on. */
  rejection: Cause | undefined;
};

/** An entry, and where it goes. */
export type DestinationEntry = BatchEntry & { readonly destinationKey: string };

/** @throws PenstockError `connection-unknown`, `connection-unsuitable`, `ledger-unavailable` */
export async function sceneOf(engine: BatchEngine, job: Job, spec: BulkSpec): Promise<BatchScene> {
  const { selection, destination } = spec;
  const store = engine.connections.store(destination.connection);
  const test = await engine.ledger.connectionTests.read(destination.connection);
  const checksum = checksumFor(store.profile, test?.measured);
  return {
    job,
    spec,
    rules: selectionRules(spec, job.createdAtMs),
    reader: engine.connections.entryReader(selection.connection),
    store,
    checksum,
    putProof: putProofFor(store.profile, checksum, test),
    serverSideCopy: serverSideCopyOf(engine, spec),
  };
}

/**
 * A copy gets the attributes of its source, or those of the job, not both. Whether an object that is there
 * is the job's own tells its token, which a copy does not get; and bytes that are to be read back are read.
 */
export function serverSideCopyOf(
  { connections }: { readonly connections: Connections },
  { selection, destination, options }: BulkSpec,
): ServerSideCopy | undefined {
  const { overwrite, verify, attributePolicy, attributes } = options;
  const { metadata, ...plain } = attributes;
  const isMerged =
    attributePolicy === "preserve" && Object.keys({ ...metadata, ...plain }).length > 0;
  if (overwrite === "never" || verify === "full" || isMerged) {
    return undefined;
  }
  const { connection } = destination;
  const bucket = connections.serverSideCopySource(selection.connection, connection);
  return bucket === undefined ? undefined : { bucket, rejection: undefined };
}

/** An entry needs what a part needs: its source and its store. */
export const ENTRY = toPartNumber(1);

export function routeOf({ spec }: BatchScene, key: string, destinationKey: string): Route {
  return {
    source: { connection: spec.selection.connection, key },
    destination: { connection: spec.destination.connection, key: destinationKey },
  };
}
