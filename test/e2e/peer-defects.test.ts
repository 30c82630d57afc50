import { afterAll, beforeAll, expect, test } from "vitest";
import { storeControl } from "../chaos/store-control.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

// What other systems got wrong, shown on the real processes. The numbers are those of the table in
// docs/failure-model.md.

const MIB = 1024 * 1024;
const BYTES = sampleBytes(3 * MIB, "peers");

let up: TestCluster;

beforeAll(async () => {
  up = await startTestCluster({ workers: 2, hasStoreControl: true });
  await up.addFile("big.bin", BYTES);
});

afterAll(() => up.close());

async function copyTo(key: string) {
  const { id } = await up.client.submitJob({
    source: { connection: "files", key: "big.bin" },
    destination: { connection: "local", key },
    options: { partSize: "1MiB" },
  });
  const job = await up.client.waitForJob(id);
  const { data } = await up.client.listTransfers(id);
  const control = storeControl(up.cluster.storeUrl);
  const calls = (await control.journalAfter(0)).filter((entry) => entry.key === key);
  return { job, transfer: data[0], calls: calls.map(({ call, status }) => `${call} ${status}`) };
}

test("D1 (attempts start from 0 with each redelivery): a poisoned part ends its transfer, and each attempt is told", async () => {
  const control = storeControl(up.cluster.storeUrl);
  const rejection = { kind: "refuse-after-body", status: 400, code: "BadDigest" } as const;
  const on = { call: "UploadPart", key: "poisoned.bin", part: 2 } as const;
  await control.setFaults([{ on, times: 1000, fault: rejection }]);

  const { job, transfer, calls } = await copyTo("poisoned.bin");

  expect(job.state).toBe("failed");
  expect(transfer).toMatchObject({ state: "failed", cause: { code: "checksum-mismatch" } });
  expect(transfer?.cause?.message).toMatch(/part 2.*attempt 10, the last/);
  const failures = transfer?.failures ?? [];
  // What fails before anything went well with this store is told, and may not count: the fault could
  // be the process's own.
  expect([10, 11]).toContain(failures.length);
  for (const failure of failures) {
    expect(failure).toMatchObject({
      step: "part 2",
      process: expect.stringMatching(/./),
      cause: { code: "checksum-mismatch" },
      requestId: expect.stringMatching(/./),
    });
  }
  const times = failures.map(({ at }) => at);
  expect(times).toEqual([...new Set(times)].sort());
  expect(new Set(failures.map(({ requestId }) => requestId)).size).toBe(failures.length);
  expect(calls).not.toContain("CompleteMultipartUpload 200");
  expect(await up.openUploads()).toEqual([]);
});

test("D4 (any error of Complete leads to an abort): Complete is repeated, and nothing is aborted", async () => {
  const control = storeControl(up.cluster.storeUrl);
  const on = { call: "CompleteMultipartUpload", key: "completed.bin" } as const;
  const firedBefore = (await control.summary()).faultsFired;
  await control.setFaults([
    { on, fault: { kind: "refuse-after-body", status: 500, code: "InternalError" } },
    { on, fault: { kind: "refuse-before-body", status: 503, code: "SlowDown" } },
    { on, fault: { kind: "error-in-200", code: "InternalError" } },
    { on, fault: { kind: "blank-then-cut", isDone: false } },
    { on, fault: { kind: "blank-then-cut", isDone: true } },
  ]);

  const { job, transfer, calls } = await copyTo("completed.bin");

  expect(job.state).toBe("succeeded");
  expect(transfer).toMatchObject({ state: "stored", generation: 1 });
  expect((await control.summary()).faultsFired - firedBefore).toBe(5);
  expect(calls.filter((call) => call.startsWith("Abort"))).toEqual([]);
  expect(calls.filter((call) => call.startsWith("UploadPart"))).toHaveLength(3);
  expect((await up.readObject("completed.bin")).equals(BYTES)).toBe(true);
  expect(await up.openUploads()).toEqual([]);
});
