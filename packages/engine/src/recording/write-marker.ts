// The object that says that all of a job's objects are there, for those who wait for them at the store.

import {
  type ChecksumAlgorithm,
  type Connections,
  checksumFor,
  isPenstockError,
  type JobRecord,
  markerKeyOf,
  type NewObject,
  type ObjectStore,
  type PartBody,
  PenstockError,
  type RowArchive,
  stateOfJob,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { bulkReceiptFor } from "./read-report.ts";

export type MarkingEngine = OnPorts<"connectionTests"> &
  Pick<Engine, "clock" | "hashing" | "log" | "repeats"> & {
    readonly connections: Pick<Connections, "store">;
    readonly rowArchive?: RowArchive | undefined;
  };

type Ended = { readonly record: JobRecord | undefined };

/**
 * Longer than an outage takes that is noticed. Until then the ledger and the journal hold the job, which for a marker
 * that is always refused would be for ever.
 */
const GIVEN_UP_AFTER_MS = 86_400_000;

/**
 * Writes the markers that are missing of jobs whose rows are all in the journal.
 *
 * @returns those that have theirs, want none, or wanted one for too long
 */
export async function markJobs<Job extends Ended>(
  engine: MarkingEngine,
  jobs: readonly Job[],
  signal = new AbortController().signal,
): Promise<readonly Job[]> {
  const marked: Job[] = [];
  const away = new Set<string>();
  for (const job of jobs) {
    signal.throwIfAborted();
    if (await isMarked(engine, job.record, { away, signal })) {
      marked.push(job);
    }
  }
  return marked;
}

type Pass = {
  /** Connections that gave no response in this pass: it would wait for each job anew, and what comes after it as well. */
  readonly away: Set<string>;
  readonly signal: AbortSignal;
};

async function isMarked(
  engine: MarkingEngine,
  record: JobRecord | undefined,
  { away, signal }: Pass,
): Promise<boolean> {
  const { rowArchive, clock, log } = engine;
  const { onSuccess, destination } = record?.job.bulk ?? {};
  const wantsOne = record !== undefined && stateOfJob(record) === "succeeded";
  if (!wantsOne || onSuccess === undefined || !destination || rowArchive === undefined) {
    return true;
  }
  const { connection } = destination;
  const { id: jobId, createdAtMs } = record.job;
  const marker = { connection, key: markerKeyOf(onSuccess.marker, createdAtMs) };
  const about = { what: "the marker of a job", fields: { jobId } };
  const write = async () => {
    try {
      await writeMarker({ ...engine, rowArchive }, record, marker, signal);
    } catch (error) {
      if (isPenstockError(error, "store-unreachable")) {
        away.add(connection);
      }
      throw error;
    }
  };
  if (away.has(connection)) {
    return false;
  }
  if (await apart(engine, about, write)) {
    return true;
  }
  const isGivenUp = clock.nowMs() - (record.finishedAtMs ?? createdAtMs) >= GIVEN_UP_AFTER_MS;
  if (isGivenUp) {
    log.error({ jobId, ...marker }, "the marker of a job is given up: its objects are all there");
  }
  return isGivenUp;
}

type Marker = { readonly connection: string; readonly key: string };

/**
 * The object itself is the note that it was written: its token is the job's id, so that a repeat finds it, and a process
 * that dies leaves nothing to tidy up.
 */
async function writeMarker(
  engine: MarkingEngine & { readonly rowArchive: RowArchive },
  record: JobRecord,
  { connection, key }: Marker,
  signal: AbortSignal,
): Promise<void> {
  const { id: token } = record.job;
  const store = engine.connections.store(connection);
  const test = await engine.ledger.connectionTests.read(connection);
  const checksum = checksumFor(store.profile, test?.measured);
  if ((await tokenOf(store, key, { checksum, signal })) === token) {
    return;
  }
  const receipt = await bulkReceiptFor(engine.rowArchive, record);
  const body = bodyOf(engine, Buffer.from(`${JSON.stringify(receipt)}\n`), checksum);
  const attributes = { contentType: "application/json", metadata: {} };
  const object: NewObject = { key, token, checksum, attributes };
  const stored = await store.put(object, body, signal);
  if (stored.checksum !== undefined && stored.checksum !== body.checksum) {
    throw new PenstockError("checksum-mismatch", `the store got other bytes of the marker ${key}`);
  }
}

/**
 * Undefined also where the credentials may write and not look, or may not list, which makes a HEAD of what is not there
 * refused as well: there a marker whose writer died is written twice, with the same bytes.
 */
async function tokenOf(
  store: ObjectStore,
  key: string,
  { checksum, signal }: { readonly checksum: ChecksumAlgorithm; readonly signal: AbortSignal },
): Promise<string | undefined> {
  try {
    return (await store.head(key, checksum, signal))?.token;
  } catch (error) {
    if (isPenstockError(error, "store-refused")) {
      return undefined;
    }
    throw error;
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
