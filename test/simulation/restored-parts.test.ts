import { type ChecksumAlgorithm, STORE_PROFILES, toPartNumber } from "@penstock/core";
import { JournalSweep } from "@penstock/engine";
import { MemoryJournal } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../support/memory-deployment.ts";

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 4 * MIB);
const PART_TWO = toPartNumber(2);
const { signal } = deliveryOf({});

/** All parts are uploaded and are journalled, then the ledger and all tasks are gone. */
async function loseRedis(checksum: ChecksumAlgorithm) {
  const journal = new MemoryJournal();
  const deployment = new MemoryDeployment(1, { journal }, { ...STORE_PROFILES.cos, checksum });
  const sweep = new JournalSweep({ ...deployment.engine, journal });
  deployment.source.put(KEY, BYTES);
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(5);
  await sweep.sweepOnce();
  deployment.ledger.flush();
  expect(await deployment.ledger.jobs.readJob("default", jobId)).toBeUndefined();
  while (deployment.tasks.takeFinalize()) {
    // Taking is losing.
  }
  return { deployment, sweep, jobId };
}

/** As a worker does that sent part 2 before the loss and reported it only after it. */
async function replacePartTwo({ store }: MemoryDeployment, bytes: Uint8Array): Promise<void> {
  const [upload] = store.openUploads;
  if (upload === undefined) {
    throw new Error("no upload is open");
  }
  const chunks = (async function* () {
    yield bytes;
  })();
  await store.uploadPart(upload, PART_TWO, { lengthBytes: bytes.length, chunks }, "md5", signal);
}

describe.each(["crc64xz", "crc32", "md5"] as const)("after a loss of Redis, by %s,", (checksum) => {
  test.each([
    ["of another size", sampleBytes(2, MIB / 2)],
    ["of the same size with other bytes", sampleBytes(2, MIB)],
  ])("a journalled part that the store holds %s is sent again", async (_name, bytes) => {
    const { deployment, sweep, jobId } = await loseRedis(checksum);
    await replacePartTwo(deployment, bytes);

    for (let passes = 0; passes < 5; passes += 1) {
      await sweep.sweepOnce();
      await deployment.letTimePass();
      await deployment.runUntilIdle();
    }

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
    expect((await deployment.transferOf(jobId)).generation).toBe(1);
    expect(deployment.store.openUploads).toEqual([]);
  });
});
