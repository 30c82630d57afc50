/**
 * Our data path without queue, ledger and coordinator: the real connections, and the engine's
 * `relayPart` for each part. Without integrity, the hashes cost nothing: all bytes are zeros, so what
 * they come to is known.
 */

import { openConnections } from "@penstock/connections";
import {
  type ChecksumAlgorithm,
  type Delivery,
  type Hashing,
  newJobId,
  newTransferId,
  type PartTask,
  partRange,
  planParts,
  toPartNumber,
  type Upload,
  WorkMeter,
} from "@penstock/core";
import { Breakers, BufferPool, type PartEngine } from "@penstock/engine";
import { systemClock, systemHashing, systemRandom } from "@penstock/process";
import { silentLog } from "@penstock/testkit";
import { relayPart } from "../../../packages/engine/src/parts/relay-part.ts";
import { checksumOfZeros } from "../sink/zeros.ts";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { readOptions, serveRuns } from "./serve-runs.ts";

export type DataPathOptions = {
  readonly from: readonly [string, string];
  /** Connection and the beginning of the key. */
  readonly to: readonly [string, string];
  readonly partBytes: number;
  readonly atOnce: number;
  readonly hasIntegrity: boolean;
};

const options = readOptions<DataPathOptions>();
const connections = await openConnections(process.env["PENSTOCK_CONFIG"] ?? "", {
  secrets: new Set(),
  clock: systemClock,
});
const signal = new AbortController().signal;

const knownZeros: Hashing = {
  hasher: (algorithm: ChecksumAlgorithm) => {
    let lengthBytes = 0;
    return {
      update: (bytes) => {
        lengthBytes += bytes.length;
      },
      digest: () => checksumOfZeros(algorithm, lengthBytes),
    };
  },
};

// Of the engine only what carrying a part needs: there is neither a ledger nor a queue here.
const engine = {
  connections,
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  processId: "bench",
  breakers: new Breakers(),
  hashing: options.hasIntegrity ? systemHashing : knownZeros,
  buffers: new BufferPool(options.partBytes),
  meter: new WorkMeter(systemClock, "bench"),
} as unknown as PartEngine;

const delivery: Delivery = {
  signal,
  isRepeated: false,
  holdsLease: () => true,
  mayContinue: () => false,
};

serveRuns(async (run) => {
  const [sourceConnection, sourceKey] = options.from;
  const [connection, keyBegin] = options.to;
  const store = connections.store(connection);
  const { sourceVersion } = await connections.source(sourceConnection).stat(sourceKey, signal);
  const { limits, checksum } = store.profile;
  const plan = planParts({
    sizeBytes: sourceVersion.sizeBytes,
    limits,
    hasRanges: true,
    partSizeBytes: options.partBytes,
  });
  const key = `${keyBegin}-${run}`;
  const attributes = { metadata: {} };
  const uploadId = await store.initiate({ key, attributes, token: "bench", checksum }, signal);
  const upload: Upload = { token: "bench", uploadId, plan, sourceVersion, checksum, attributes };
  const transfer = {
    tenant: "default",
    transferId: newTransferId(systemClock.nowMs(), systemRandom.bytes(10)),
    jobId: newJobId(systemClock.nowMs(), systemRandom.bytes(10)),
    generation: 1,
    source: { connection: sourceConnection, key: sourceKey },
    destination: { connection, key },
    upload,
  };
  await inParallel(upTo(plan.partCount), options.atOnce, async (index) => {
    const number = toPartNumber(index + 1);
    const range = partRange(plan, number);
    const task: PartTask = { ...transfer, number, taskPart: number, range };
    const run = engine.meter.begin(task.jobId);
    await relayPart(engine, task, { ...delivery, timer: run.timer });
    engine.meter.end(run);
  });
  await store.abort({ key, uploadId }, signal);
});
