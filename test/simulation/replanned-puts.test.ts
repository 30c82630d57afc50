import { type ObjectStore, type SourceReader, STORE_PROFILES, toPartNumber } from "@penstock/core";
import { JournalSweep } from "@penstock/engine";
import { MemoryJournal } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { lateStore, type Put } from "../support/late-store.ts";
import { digest, MemoryDeployment, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 1000);

/** The same bytes, under the signs that a server shows just then. */
function showing(look: () => { readonly etag: string; readonly date: string }): SourceReader {
  return {
    stat: async () => {
      const { etag, date } = look();
      const validator = { kind: "etag", etag } as const;
      const signs = { "last-modified": date };
      return { sourceVersion: { sizeBytes: BYTES.length, validator, signs }, hasRanges: true };
    },
    read: async function* () {
      yield BYTES;
    },
  };
}

describe("a PUT that is planned again after the ledger fell back", () => {
  /**
   * The PUT of before the loss arrives after the one of after it, whose source shows this ETag. Nothing in
   * the store's responses proves a PUT, so each is looked at.
   */
  async function sentAfterLoss(etagAfter: string): Promise<number> {
    const late = lateStore();
    let puts = 0;
    const count = storeWith((inner) => ({
      put: (...args: Put) => {
        puts += 1;
        return inner.put(...args);
      },
    }));
    let shown = { etag: '"one"', date: "Sat, 28 Nov 2026 08:00:00 GMT" };
    const wrappers = {
      store: (store: ObjectStore) => count(late.wrap(store)),
      source: () => showing(() => shown),
    };
    const deployment = new MemoryDeployment(1, wrappers, { ...STORE_PROFILES.cos, putProofs: {} });
    const jobId = await deployment.submit(KEY);
    const { job } = await deployment.record(jobId);
    const planned = await deployment.transferOf(jobId);
    await deployment.runTasks(2);
    deployment.ledger.flush();
    shown = { etag: etagAfter, date: "Sat, 28 Nov 2026 09:00:00 GMT" };
    await deployment.ledger.jobs.createJob(job, [planned]);
    await deployment.tasks.addPlan(planned);
    await deployment.runTasks(2);
    await late.arrive();
    await deployment.runUntilIdle();
    await deployment.letTimePass();
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
    return puts;
  }

  test("is known as ours although the Last-Modified of its source moved", async () => {
    expect(await sentAfterLoss('"one"')).toBe(2);
  });

  test("is replaced where its source is another version now", async () => {
    expect(await sentAfterLoss('"two"')).toBe(3);
  });
});

test("a PUT of before the loss of the ledger is waited for, where there is a journal", async () => {
  const late = lateStore();
  const journal = new MemoryJournal();
  const newer = sampleBytes(2, BYTES.length);
  const before = new MemoryDeployment(1, { journal, store: late.wrap });
  before.source.put(KEY, BYTES);
  const jobId = await before.submit(KEY);
  await before.runTasks(2);
  const after = new MemoryDeployment(2, { journal, store: () => before.store });
  after.source.put(KEY, sampleBytes(3, 10));
  after.source.put(KEY, newer);
  const sweep = new JournalSweep({ ...after.engine, journal });
  await sweep.sweepOnce();
  await sweep.sweepOnce();
  await after.runTasks(3);

  await late.arrive();
  await after.runUntilIdle();

  expect(await after.stateOf(jobId)).toBe("succeeded");
  expect(before.storedDigest(KEY)).toBe(digest(newer));
});

test("a generation begins although the clock that noted the end of the one before was ahead", async () => {
  const deployment = new MemoryDeployment(1);
  deployment.source.put(KEY, BYTES);
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(1);
  deployment.source.put(KEY, sampleBytes(2, BYTES.length));
  await deployment.runTasks(2);
  const { id: transferId, tenant, generation } = await deployment.transferOf(jobId);
  const changed = { code: "source-changed", message: "its source has another ETag" } as const;
  const atMs = deployment.clock.nowMs() + 20 * 60_000;
  const failure = { step: toPartNumber(1), atMs, process: "worker-ahead", cause: changed };
  await deployment.ledger.transfers.noteFailure({ tenant, transferId }, generation, failure, false);

  await deployment.runFor(60_000);

  expect(generation).toBe(2);
  expect(await deployment.stateOf(jobId)).toBe("succeeded");
});
