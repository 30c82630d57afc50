import type { JobView, TransferView } from "@penstock/wire";

const MIB = 1024 * 1024;

/** A job half way, for tests. */
export function sampleJob(changes: Partial<JobView> = {}): JobView {
  return {
    id: "job_01k9ze2m7q0000000000000000",
    name: "nightly-raw",
    state: "transferring",
    health: "ok",
    isPaused: false,
    actions: ["pause", "cancel"],
    weight: 1,
    deadline: null,
    labels: {},
    progress: {
      totalsFinal: true,
      bytesTotal: 1024 * MIB,
      bytesStored: 592 * MIB,
      partsTotal: 64,
      partsStored: 37,
      transfersTotal: 1,
      transfersStored: 0,
      transfersSkipped: 0,
      transfersFailed: 0,
      transfersCancelled: 0,
      transfersPending: 1,
      retries: 2,
      percent: 57.8,
      bytesPerSecond: 12 * MIB,
      etaSeconds: null,
      etaRange: null,
    },
    workers: 3,
    repeats: [],
    list: null,
    schedule: null,
    retryOf: null,
    supersededBy: null,
    createdAt: "2026-11-22T07:41:03.000Z",
    finishedAt: null,
    ...changes,
  };
}

/** Of a job whose list is still read, for tests. */
export function sampleList(
  changes: Partial<NonNullable<JobView["list"]>> = {},
): NonNullable<JobView["list"]> {
  return {
    verb: "copy",
    isComplete: false,
    openPieces: 3,
    brokenPieces: 0,
    brokenBy: null,
    extra: 0,
    isOneWay: true,
    isRecorded: false,
    ...changes,
  };
}

/** A transfer that is stored, for tests. */
export function sampleTransfer(changes: Partial<TransferView> = {}): TransferView {
  return {
    id: "tr_01k9ze2m7q0000000000000000",
    source: { connection: "files", key: "big.bin" },
    destination: { connection: "local", key: "demo/big.bin" },
    options: { overwrite: "always", verify: "part", attributes: "preserve", metadata: {} },
    state: "stored",
    generation: 1,
    pinnedBy: "etag",
    leftBehind: [],
    plan: {
      strategy: "multipart",
      sizeBytes: 1024 * MIB,
      partSizeBytes: 16 * MIB,
      partCount: 64,
      reason: "the default size",
    },
    object: {
      etag: "0123abcd-64",
      sizeBytes: 1024 * MIB,
      checksum: { algorithm: "crc64xz", value: "995dc9bbdf1939fa" },
      verifiedBy: "object-checksum",
      encryption: null,
      versionId: null,
    },
    cause: null,
    leftAlone: [],
    failures: [],
    ...changes,
  };
}
