import {
  type BatchEntry,
  type BulkSpec,
  type ChecksumAlgorithm,
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
  };
}

/** An entry needs what a part needs: its source and its store. */
export const ENTRY = toPartNumber(1);

export function routeOf({ spec }: BatchScene, key: string, destinationKey: string): Route {
  return {
    source: { connection: spec.selection.connection, key },
    destination: { connection: spec.destination.connection, key: destinationKey },
  };
}
