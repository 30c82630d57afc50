import { newJobId, newTransferId, type RegisteredUpload } from "@penstock/core";
import { expect, test } from "vitest";
import { createMetrics, createWorkerMetrics } from "./metrics.ts";

const UPLOAD: RegisteredUpload = {
  tenant: "default",
  token: "one",
  transferId: newTransferId(0, new Uint8Array(10)),
  jobId: newJobId(0, new Uint8Array(10)),
  connection: "store",
  key: "a",
  intendedAtMs: 0,
  ageMs: 5000,
  isOwned: true,
  uploadedBytes: 7,
};

test("shows open uploads by connection, and 0 where there is none", async () => {
  let uploads: readonly RegisteredUpload[] = [
    UPLOAD,
    { ...UPLOAD, token: "two", ageMs: 9000 },
    { ...UPLOAD, token: "three", connection: "removed" },
  ];
  const metrics = createMetrics({
    openUploads: async () => uploads,
    connections: ["store", "empty"],
  });

  const first = await metrics.render();
  uploads = [UPLOAD];
  const second = await metrics.render();

  expect(first).toContain('penstock_open_uploads{connection="store"} 2\n');
  expect(first).toContain('penstock_open_upload_bytes{connection="store"} 14\n');
  expect(first).toContain('penstock_oldest_open_upload_age_seconds{connection="store"} 9\n');
  expect(first).toContain('penstock_open_uploads{connection="empty"} 0\n');
  expect(first).toContain('penstock_open_uploads{connection="removed"} 1\n');
  expect(second).toContain('penstock_open_uploads{connection="store"} 1\n');
  expect(second).not.toContain("removed");
});

test("rejects when the ledger cannot be read", async () => {
  const openUploads = () => Promise.reject(new Error("no Redis"));

  const rendering = createMetrics({ openUploads, connections: [] }).render();

  await expect(rendering).rejects.toThrow("no Redis");
});

test("shows the slots that a worker has at the time", async () => {
  let slots = 8;
  const metrics = createWorkerMetrics({ slots: () => slots });

  const first = await metrics.render();
  slots = 12;

  expect(first).toContain("penstock_worker_slots 8\n");
  expect(await metrics.render()).toContain("penstock_worker_slots 12\n");
});
