import type { OpenUploadView } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { abortReport, uploadNotes } from "./upload-report.ts";

const UPLOAD: OpenUploadView = {
  connection: "local",
  key: "demo/big.bin",
  uploadId: "1585130821cbb7df1d11846c073ad648e8f33b087cec2381df437acdc833cf654b9ecc6361",
  openedAt: "2026-11-22T07:41:03.000Z",
  ageSeconds: 273_600,
  isListed: true,
  parts: 12,
  bytes: 192 * 1024 * 1024,
  owner: "transfer",
  transferId: "tr_01k9ze2m7q0000000000000000",
  jobId: "job_01k9ze2m7q0000000000000000",
  state: "uploading",
};
const INTENT: OpenUploadView = {
  ...UPLOAD,
  key: "b",
  uploadId: "short",
  parts: 0,
  bytes: 0,
  owner: "intent",
  state: null,
};
describe("the notes below it", () => {
  test("say what is missing, and what to do about orphans", () => {
    const gaps = [{ connection: "cloud", code: "store-refused", message: "it may not list" }];

    expect(uploadNotes({ data: [UPLOAD, INTENT], total: 3, gaps })).toEqual([
      "the oldest 2 of 3 are shown",
      "! cloud is not listed completely: it may not list (store-refused)",
      "no transfer uses 1 of our uploads: the coordinator aborts those that it can identify",
      "  → penstock uploads abort --older-than 1h",
    ]);
  });

  test("cannot steer the terminal, whatever a name holds", () => {
    const gaps = [{ connection: "b\u001b[2J", code: "c", message: "m" }];

    expect(uploadNotes({ data: [], total: 1, gaps }).join("")).not.toContain("\u001b");
  });

  test("say that there is nothing", () => {
    expect(uploadNotes({ data: [], total: 0, gaps: [] })).toEqual(["no upload is open"]);
  });
});

describe("the report of an abort", () => {
  test("tells of each upload what became of it, and what to do instead", () => {
    const ended = { uploadId: "u1", connection: "local", key: "a", jobId: null } as const;
    const data = [
      { ...ended, outcome: "aborted" as const, reason: null },
      { ...ended, uploadId: "u2", outcome: "refused" as const, reason: "in use", jobId: "job_1" },
      {
        uploadId: "u3",
        connection: null,
        key: null,
        jobId: null,
        outcome: "failed" as const,
        reason: "no response",
      },
    ];

    const report = { data, leftAlone: { foreign: 2, transfers: 1 }, hasMore: true };

    expect(abortReport(report)).toEqual([
      "✓ aborted local:a u1",
      "– refused local:a u2: in use",
      "  → penstock cancel job_1",
      "✗ failed u3: no response",
      "not aborted: 1 of running transfers, 2 of other programs",
      "there are more: run it again",
    ]);
  });

  test("says when there was nothing to end", () => {
    const leftAlone = { foreign: 0, transfers: 0 };

    expect(abortReport({ data: [], leftAlone, hasMore: false })).toEqual([
      "no unused upload of ours is open",
    ]);
  });
});
