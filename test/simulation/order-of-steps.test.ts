import { PenstockError, type SourceReader } from "@penstock/core";
import { cancelJob, transferPart } from "@penstock/engine";
import { MemoryJournal } from "@penstock/testkit";
import { expect, test } from "vitest";
import { deliveryOf, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";

test("a cancel that the journal does not take is not in the ledger either", async () => {
  const journal = new MemoryJournal();
  const deployment = new MemoryDeployment(1, { journal });
  deployment.source.put(KEY, sampleBytes(1, 1000));
  const jobId = await deployment.submit(KEY);
  journal.markCancelled = () => Promise.reject(new PenstockError("journal-unavailable", "away"));

  const cancelled = cancelJob(deployment.engine, "default", jobId);

  await expect(cancelled).rejects.toMatchObject({ code: "journal-unavailable" });
  expect((await deployment.record(jobId)).isCancelled).toBe(false);
});

test("a part that the store copied is not reported once its lease is over", async () => {
  let isHeld = true;
  const copying = storeWith((store) => ({
    copyPart: async (...args) => {
      const stored = await store.copyPart(...args);
      isHeld = false;
      return stored;
    },
  }));
  const deployment = new MemoryDeployment(1, { store: copying });
  await deployment.store.put(
    { key: "from", attributes: { metadata: {} }, token: "another", checksum: "md5" },
    { lengthBytes: 2 * MIB, chunks: chunksOf(sampleBytes(1, 2 * MIB)) },
    new AbortController().signal,
  );
  const jobId = await deployment.submit(KEY, {}, { connection: "store", key: "from" });
  await deployment.runTasks(1);
  const part = deployment.tasks.takePart();

  const delivery = deliveryOf({ holdsLease: () => isHeld });
  const outcome = part && (await transferPart(deployment.engine, part, delivery));

  expect(outcome?.kind).toBe("later");
  expect(isHeld).toBe(false);
  expect(
    await deployment.ledger.transfers.uploadedParts(await deployment.transferOf(jobId)),
  ).toEqual([]);
});

/** What was pinned before a HEAD that shows our object is our object too; the other way nothing says so. */
test("what is read back is pinned before the object is looked at", async () => {
  const calls: string[] = [];
  const store = storeWith((inner) => ({
    head: (...args) => {
      calls.push("head");
      return inner.head(...args);
    },
  }));
  const stored = (reader: SourceReader): SourceReader => ({
    stat: (...args) => {
      calls.push("sourceVersion");
      return reader.stat(...args);
    },
    read: (...args) => reader.read(...args),
  });
  const deployment = new MemoryDeployment(1, { store, stored });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit(KEY, { verify: "full" });

  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect(calls.slice(-2)).toEqual(["sourceVersion", "head"]);
});

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
