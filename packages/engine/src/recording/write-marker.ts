// The object that says that all of a job's objects are there, for those who wait for them at the store.

import {
  type ChecksumAlgorithm,
  type Connections,
  checksumFor,
  type JobRecord,
  markerKeyOf,
  type NewObject,
  type PartBody,
  PenstockError,
  type RowArchive,
  stateOfJob,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { bulkReceiptFor } from "./read-report.ts";

export type MarkingEngine = OnPorts<"connectionTests"> &
  Pick<Engine, "hashing" | "log" | "repeats"> & {
    readonly connections: Pick<Connections, "store">;
    readonly rowArchive?: RowArchive | undefined;
  };

type Ended = { readonly record: JobRecord | undefined };

/**
 * Writes the markers that are missing of jobs whose rows are all in the journal.
 *
 * @returns those that have theirs, or want none
 */
export async function markJobs<Job extends Ended>(
  engine: MarkingEngine,
  jobs: readonly Job[],
  signal = new AbortController().signal,
): Promise<readonly Job[]> {
  const marked: Job[] = [];
  for (const job of jobs) {
    signal.throwIfAborted();
    if (await isMarked(engine, job.record, signal)) {
      marked.push(job);
    }
  }
  return marked;
}

async function isMarked(
  engine: MarkingEngine,
  record: JobRecord | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { rowArchive } = engine;
  const marker = record?.job.bulk?.onSuccess?.marker;
  const wantsOne = record !== undefined && stateOfJob(record) === "succeeded";
  if (!wantsOne || marker === undefined || rowArchive === undefined) {
    return true;
  }
  const about = { what: "the marker of a job", fields: { jobId: record.job.id } };
  const key = markerKeyOf(marker, record.job.createdAtMs);
  return apart(engine, about, () => writeMarker({ ...engine, rowArchive }, record, key, signal));
}

/**
 * The object itself is the note that it was written: its token is the job's id, so that a repeat finds it, and a process
 * that dies leaves nothing to tidy up.
 */
async function writeMarker(
  engine: MarkingEngine & { readonly rowArchive: RowArchive },
  record: JobRecord,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { job } = record;
  const connection = job.bulk?.destination.connection ?? "";
  const store = engine.connections.store(connection);
  const test = await engine.ledger.connectionTests.read(connection);
  const algorithm = checksumFor(store.profile, test?.measured);
  const head = await store.head(key, algorithm, signal);
  if (head?.token === job.id) {
    return;
  }
  const receipt = await bulkReceiptFor(engine.rowArchive, record);
  const body = bodyOf(engine, Buffer.from(`${JSON.stringify(receipt)}\n`), algorithm);
  const attributes = { contentType: "application/json", metadata: {} };
  const object: NewObject = { key, token: job.id, checksum: algorithm, attributes };
  const stored = await store.put(object, body, signal);
  if (stored.checksum !== undefined && stored.checksum !== body.checksum) {
    throw new PenstockError("checksum-mismatch", `the store got other bytes of the marker ${key}`);
  }
}

function bodyOf(
  { hashing }: Pick<Engine, "hashing">,
  bytes: Uint8Array,
  algorithm: ChecksumAlgorithm,
): PartBody {
  const hasher = hashing.hasher(algorithm);
  hasher.update(bytes);
  const again = async function* () {
    yield bytes;
  };
  return {
    ...{ lengthBytes: bytes.length, chunks: again(), isHeld: true, again },
    checksum: hasher.digest(),
  };
}
