import { type ObjectStore, toPartNumber } from "@penstock/core";
import type { FaultRule } from "@penstock/cos-emulator";
import { cancelJob } from "@penstock/engine";
import { MemorySource } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { deployOnEmulator } from "../support/emulator-deployment.ts";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";

// What other systems got wrong, and no other test of ours shows. The numbers are those of the table
// in docs/failure-model.md.

const SIGNAL = new AbortController().signal;
const BYTES = sampleBytes(3, 4 * MIB - 100);

async function deploy(faults: readonly FaultRule[] = []) {
  const source = new MemorySource();
  for (const key of ["a", "b"]) {
    source.put(key, BYTES);
  }
  const world = await deployOnEmulator({ source, faults });
  onTestFinished(world.close);
  return { ...world, store: world.deployment.engine.connections.store("store") };
}

/** A foreign upload, with a first part of other bytes. */
async function openForeign(store: ObjectStore, key: string): Promise<void> {
  const attributes = { metadata: {} };
  const uploadId = await store.initiate(
    { key, attributes, token: "theirs", checksum: "crc64xz" },
    SIGNAL,
  );
  const chunks = (async function* () {
    yield sampleBytes(8, MIB);
  })();
  const body = { lengthBytes: MIB, chunks };
  await store.uploadPart({ key, uploadId }, toPartNumber(1), body, "crc64xz", SIGNAL);
}

test("D3 (the upload is looked up by listing a prefix): uploads of others, under the key or longer ones, are left alone", async () => {
  const { deployment, store, emulator, readStored } = await deploy();
  for (const key of ["a", "a.b", "a/b"]) {
    await openForeign(store, key);
  }
  const theirs = emulator().openUploads();

  const jobId = await deployment.submit("a");
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect(digest((await readStored("a")) ?? new Uint8Array())).toBe(digest(BYTES));
  expect(theirs).toHaveLength(3);
  expect(emulator().openUploads()).toEqual(theirs);
});

test("D8 (a new chunk size corrupts open uploads): an upload keeps the plan that it was opened with", async () => {
  const { deployment, readStored } = await deploy();
  const older = await deployment.submit("a", { partSizeBytes: MIB });
  await deployment.runTasks(2);

  // From now on the same key is to be cut and proved in another way.
  await deployment.ledger.connectionTests.save({
    connection: "store",
    testedAtMs: deployment.clock.nowMs(),
    checks: [],
    measured: { checksum: "md5" },
  });
  const newer = await deployment.submit("b", { partSizeBytes: 2 * MIB });
  await deployment.runUntilIdle();

  const states = await Promise.all(
    [older, newer].map(async (jobId) => (await deployment.transferOf(jobId)).state),
  );
  expect(states).toMatchObject([
    { kind: "stored", upload: { checksum: "crc64xz", plan: { partCount: 4 } } },
    { kind: "stored", upload: { checksum: "md5", plan: { partCount: 2 } } },
  ]);
  for (const key of ["a", "b"]) {
    expect(digest((await readStored(key)) ?? new Uint8Array())).toBe(digest(BYTES));
  }
});

test("D12 (an abort is tried three times, then logged): it is repeated until the upload is gone", async () => {
  const { deployment, emulator } = await deploy([
    {
      on: { call: "AbortMultipartUpload" },
      times: 20,
      fault: { kind: "refuse-before-body", status: 500, code: "InternalError" },
    },
  ]);
  const jobId = await deployment.submit("a");
  await deployment.runTasks(2);

  await cancelJob(deployment.engine, "default", jobId);
  await deployment.runUntilIdle();

  expect(emulator().faults.fired()).toHaveLength(20);
  expect(emulator().openUploads()).toEqual([]);
  expect(await deployment.stateOf(jobId)).toBe("cancelled");
});
