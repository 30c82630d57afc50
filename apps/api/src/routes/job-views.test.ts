import {
  type BulkSpec,
  type JobRecord,
  newJobId,
  newTransferId,
  type Selection,
  TRANSFER_STATES,
  type Transfer,
  type TransferCounts,
  type TransferState,
  toETag,
  toPartNumber,
  toUploadId,
  type Upload,
} from "@penstock/core";
import { jobView, transferView } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { toJobView, toTransferView } from "./job-views.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const EVERY = { include: [], exclude: [] };
const now = { liveWorkers: 1, nowMs: NOW_MS };
const jobId = newJobId(NOW_MS, new Uint8Array(10));

const upload: Upload = {
  token: "token-1",
  uploadId: toUploadId("upload-1"),
  plan: { strategy: "multipart", sizeBytes: 10, partSizeBytes: 5, partCount: 2, reason: "small" },
  sourceVersion: { sizeBytes: 10, validator: { kind: "size-only" } },
  checksum: "crc64xz",
  attributes: { metadata: {} },
};

function countsWith(counts: Partial<TransferCounts>): TransferCounts {
  const none = Object.fromEntries(TRANSFER_STATES.map((state) => [state, 0]));
  const listed = Object.values(counts).reduce((total, count) => total + count, 0);
  return { ...none, listing: 0, ...counts, listed } as TransferCounts;
}

function recordWith(counts: Partial<TransferCounts>, changes: Partial<JobRecord> = {}): JobRecord {
  return {
    job: { id: jobId, tenant: "default", name: "a", labels: {}, createdAtMs: NOW_MS },
    counts: countsWith(counts),
    progress: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0, retries: 0 },
    isCancelled: false,
    finishedAtMs: undefined,
    lastProgressAtMs: undefined,
    lastFailure: undefined,
    ...changes,
  };
}

function stored(bytesStored: number, bytesTotal: number): JobRecord["progress"] {
  return { bytesTotal, bytesStored, partsTotal: 3, partsStored: 1, retries: 0 };
}

function transferIn(state: TransferState): Transfer {
  return {
    id: newTransferId(NOW_MS, new Uint8Array(10)),
    jobId,
    tenant: "default",
    source: { connection: "disk", key: "a" },
    destination: { connection: "cloud", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation: 1,
    revision: 1,
    state,
  };
}

describe("toJobView", () => {
  test.each<[string, Partial<TransferCounts>, JobRecord["progress"], number | null]>([
    [
      "is unknown while transfers are to be planned",
      { planned: 1, uploading: 1 },
      stored(5, 10),
      null,
    ],
    ["is rounded down to a tenth", { uploading: 1 }, stored(2, 3), 66.6],
    ["stays below 100 until the object is proved", { verifying: 1 }, stored(3, 3), 99.9],
    ["is 100 when the job succeeded", { stored: 1 }, stored(3, 3), 100],
    ["is 100 for an object of no bytes", { stored: 1 }, stored(0, 0), 100],
    ["stays below 100 when the job failed at its end", { failed: 1 }, stored(3, 3), 99.9],
    ["is 0 when nothing was uploaded", { failed: 1 }, stored(0, 0), 0],
  ])("the percentage %s", (_fact, counts, progress, percent) => {
    const view = toJobView(recordWith(counts, { progress }), now);

    expect(view.progress.percent).toBe(percent);
  });

  test.each<[string, JobRecord, readonly string[]]>([
    ["runs", recordWith({ uploading: 1 }), ["pause", "cancel"]],
    ["is paused", recordWith({ uploading: 1 }, { isPaused: true }), ["resume", "cancel"]],
    ["is being cancelled", recordWith({ aborting: 1 }, { isCancelled: true }), []],
    ["has ended", recordWith({ stored: 1 }), []],
  ])("offers what can be done with a job that %s", (_state, record, actions) => {
    expect(toJobView(record, now).actions).toEqual(actions);
  });

  test("shows counts that add up, whatever state a transfer is in", () => {
    const counts = Object.fromEntries(TRANSFER_STATES.map((state, index) => [state, index + 1]));

    const { progress } = toJobView(recordWith(counts), now);

    const { transfersStored, transfersSkipped, transfersFailed, transfersCancelled } = progress;
    const ended = transfersStored + transfersSkipped + transfersFailed + transfersCancelled;
    expect(transfersCancelled).toBe(counts["aborted"]);
    expect(ended + progress.transfersPending).toBe(progress.transfersTotal);
  });

  test("counts no list among the objects that it waits for", () => {
    const { progress } = toJobView(recordWith({ listing: 2, uploading: 3, stored: 1 }), now);

    expect(progress.transfersPending).toBe(3);
  });

  test.each<[Selection, string]>([
    [{ kind: "prefix", connection: "raw", prefix: "in/", filter: EVERY }, "in/"],
    [{ kind: "tree", connection: "raw", folder: "in", filter: EVERY }, "in"],
    [{ kind: "keys", connection: "raw", keys: ["a", "b"] }, "a"],
  ])("says what it lists and where that goes: %o", (selection, name) => {
    const record = recordWith({ stored: 1 });
    const bulk: BulkSpec = {
      ...{ verb: "copy", selection, destination: { connection: "to", template: "{key}" } },
      options: {
        ...{ overwrite: "always", compare: "content", verify: "part" },
        ...{ attributePolicy: "preserve", attributes: { metadata: {} } },
        ...{ onMissing: "fail", allowEmpty: false },
      },
    };

    const { list } = toJobView({ ...record, job: { ...record.job, bulk } }, now);

    expect(list?.source).toEqual({ connection: "raw", kind: selection.kind, name });
    expect(list?.destination).toEqual({ connection: "to", key: "{key}" });
  });

  test("is what the contract describes", () => {
    const record = recordWith(
      { stored: 2, failed: 1 },
      { finishedAtMs: NOW_MS + 1, progress: stored(2, 3) },
    );

    const view = toJobView(record, now);

    expect(jobView.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      state: "completed_with_errors",
      createdAt: "2026-11-22T00:00:00.000Z",
      finishedAt: "2026-11-22T00:00:00.001Z",
      progress: { transfersTotal: 3, transfersStored: 2, transfersFailed: 1, totalsFinal: true },
    });
  });
});

describe("toTransferView", () => {
  const cause = { code: "store-refused", message: "no" } as const;
  const object = {
    etag: toETag("e1"),
    sizeBytes: 10,
    checksum: "0123456789abcdef",
    verifiedBy: "object-checksum",
    storedAtMs: NOW_MS,
  } as const;
  const states: readonly TransferState[] = [
    { kind: "planned", intents: ["token-1"] },
    { kind: "uploading", upload },
    { kind: "completing", upload },
    { kind: "verifying", upload, etag: toETag("e1") },
    { kind: "aborting", upload, outcome: "failed", cause },
    { kind: "stored", upload, object },
    { kind: "skipped", reason: "it is there" },
    { kind: "aborted", cause },
    { kind: "failed", cause },
  ];

  test.each(states)("shows the state $kind as the contract describes it", (state) => {
    const view = toTransferView(transferIn(state), []);

    expect(transferView.parse(view)).toEqual(view);
    expect(view.state).toBe(state.kind);
  });

  test("shows neither the token nor the upload id", () => {
    const text = states
      .map((state) => JSON.stringify(toTransferView(transferIn(state), [])))
      .join();

    expect(text).not.toContain("token-1");
    expect(text).not.toContain("upload-1");
  });

  test("tells which attributes were left behind, and why", () => {
    const leftBehind = [{ names: ["expires"], reason: "the store has no such header" }];
    const state: TransferState = { kind: "uploading", upload: { ...upload, leftBehind } };

    expect(toTransferView(transferIn(state), []).leftBehind).toEqual(leftBehind);
    expect(toTransferView(transferIn({ kind: "uploading", upload }), []).leftBehind).toEqual([]);
  });

  test("names the algorithm of the object's checksum", () => {
    const view = toTransferView(transferIn({ kind: "stored", upload, object }), []);

    expect(view.object?.checksum).toEqual({ algorithm: "crc64xz", value: "0123456789abcdef" });
  });

  test("says why a transfer was skipped", () => {
    const view = toTransferView(transferIn({ kind: "skipped", reason: "it is there" }), []);

    expect(view.cause).toEqual({ code: "destination-exists", message: "it is there" });
  });

  test("tells a part's failure from a step's", () => {
    const at = { atMs: NOW_MS, process: "worker-1", cause };

    const { failures } = toTransferView(transferIn({ kind: "failed", cause }), [
      { ...at, step: toPartNumber(17) },
      { ...at, step: "complete" },
    ]);

    expect(failures.map(({ step }) => step)).toEqual(["part 17", "complete"]);
  });
});
