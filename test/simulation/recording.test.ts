import { createHash } from "node:crypto";
import {
  type Job,
  type Row,
  type RowArchive,
  type RowSegmentHead,
  sumOfTallies,
} from "@penstock/core";
import {
  acceptedHeads,
  nextOpening,
  openReport,
  type RecordingEngine,
  recordRows,
} from "@penstock/engine";
import { MemoryRowArchive } from "@penstock/testkit";
import { rowLines } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";

const TENANT = "default";
const KEYS = Array.from({ length: 60 }, (_, index) => `k${String(index).padStart(3, "0")}`);

function withObjects(): BulkDeployment {
  const bulk = new BulkDeployment();
  for (const [index, key] of KEYS.entries()) {
    bulk.deployment.source.put(key, sampleBytes(index, 100 + index));
  }
  return bulk;
}

function recorderOf(bulk: BulkDeployment, rowArchive: RowArchive): RecordingEngine {
  return { ...bulk.engine(), rowArchive, rowLines, sha256: sha256Of };
}

function sha256Of(members: readonly Uint8Array[]): string {
  return createHash("sha256").update(Buffer.concat(members)).digest("hex");
}

/** Once every open segment is old enough to be closed. */
async function record(bulk: BulkDeployment, archive: RowArchive): Promise<void> {
  bulk.deployment.clock.advance(10_000);
  const recorder = recorderOf(bulk, archive);
  await recordRows(recorder, await recorder.ledger.jobs.tenants());
}

async function keysIn(
  archive: RowArchive,
  { id }: Job,
): Promise<{ readonly keys: readonly string[]; readonly heads: readonly RowSegmentHead[] }> {
  const ref = { tenant: TENANT, jobId: id };
  const heads = acceptedHeads(await archive.heads(ref), await archive.recovery(ref));
  const rows: Row[] = [];
  for (const head of heads) {
    for await (const row of rowLines.unpack(archive.read(ref, head, "all"))) {
      rows.push(row);
    }
  }
  return { keys: rows.map(({ key }) => key).toSorted(), heads };
}

function storedIn(heads: readonly RowSegmentHead[]): number {
  return heads.reduce((sum, { counts }) => sum + counts.stored, 0);
}

describe("rows of a bulk job", () => {
  test("are all in the journal once it has ended, each once, and its head counts them", async () => {
    const [bulk, archive] = [withObjects(), new MemoryRowArchive()];
    const job = await bulk.submit({}, { perBatch: 2 });

    await bulk.move(job);
    await record(bulk, archive);
    await record(bulk, archive);

    const { keys, heads } = await keysIn(archive, job);
    expect(keys).toEqual(KEYS);
    expect(storedIn(heads)).toBe(KEYS.length);
    expect((await bulk.deployment.record(job.id)).bulk?.isRecorded).toBe(true);
  });

  test("that are trouble are counted in the heads, by outcome and code", async () => {
    const [bulk, archive] = [withObjects(), new MemoryRowArchive()];
    const job = await bulk.submit({}, { perBatch: 2 });
    bulk.deployment.source.remove("k007");
    bulk.deployment.source.remove("k031");

    await bulk.move(job);
    await record(bulk, archive);
    await record(bulk, archive);

    const { heads } = await keysIn(archive, job);
    expect(sumOfTallies(heads.flatMap(({ trouble }) => trouble))).toEqual([
      { outcome: "failed", code: "source-missing", rows: 2 },
    ]);
    expect(heads.reduce((sum, { rows }) => sum + rows, 0)).toBe(KEYS.length);
    expect(heads.some(({ trouble }) => trouble.length === 0)).toBe(true);
  });

  test("are written once by two recorders at the same time", async () => {
    const [bulk, archive] = [withObjects(), new MemoryRowArchive()];
    const job = await bulk.submit({}, { perBatch: 2 });
    await bulk.move(job);

    bulk.deployment.clock.advance(10_000);
    const recorder = recorderOf(bulk, archive);
    const tenants = await recorder.ledger.jobs.tenants();
    await Promise.all([recordRows(recorder, tenants), recordRows(recorder, tenants)]);
    await record(bulk, archive);

    expect((await keysIn(archive, job)).keys).toEqual(KEYS);
  });
});

/** Something happens between the first of its responses and the next one. */
function interrupted(archive: RowArchive, happen: () => Promise<void>): RowArchive {
  let hasHappened = false;
  async function respond<Value>(response: Promise<Value>): Promise<Value> {
    const value = await response;
    if (!hasHappened) {
      hasHappened = true;
      await happen();
    }
    return value;
  }
  return {
    write: (job, head, rows) => archive.write(job, head, rows),
    heads: (job) => respond(archive.heads(job)),
    read: (job, segment, which) => archive.read(job, segment, which),
    recovery: (job) => respond(archive.recovery(job)),
    decide: (job, recovery) => archive.decide(job, recovery),
    remove: (job) => archive.remove(job),
  };
}

describe("a bulk job whose ledger was lost", () => {
  async function lostAfter(batches: number) {
    const [before, archive] = [withObjects(), new MemoryRowArchive()];
    const job = await before.submit({}, { perBatch: 2 });
    await before.deployment.ledger.parts.setInFlightLimit(TENANT, batches);
    await before.moveOnce();
    await record(before, archive);
    return { before, archive, job };
  }

  /** Another ledger, and what the recorders and workers of the old one still say. */
  async function recovered(archive: RowArchive, job: Job): Promise<BulkDeployment> {
    const after = withObjects();
    after.deployment.clock.advance(1_000_000);
    const opening = await nextOpening(archive, { tenant: TENANT, jobId: job.id }, []);
    if (opening === undefined) {
      throw new Error("the job is not over");
    }
    await after.open(job, opening, {
      perBatch: 2,
    });
    return after;
  }

  test("is reported without rows that are void, though that is decided meanwhile", async () => {
    const { before, archive, job } = await lostAfter(7);
    const ref = { tenant: TENANT, jobId: job.id };
    const { keys, heads } = await keysIn(archive, job);
    const interruptedArchive = interrupted(archive, async () => {
      await nextOpening(archive, ref, []);
      const row = { key: "late", sizeBytes: 1, outcome: "stored", destinationKey: "late" } as const;
      const rows = [rowLines.pack([row])];
      const written = { number: heads.length, rows: 1, rowsSha256: sha256Of(rows) };
      for (const head of heads.slice(-1)) {
        await archive.write(ref, { ...head, ...written }, { rows, troubleRows: [] });
      }
    });

    const report = await openReport(
      { ledger: before.deployment.ledger, rowArchive: interruptedArchive, rowLines },
      await before.deployment.record(job.id),
      { which: "all", filter: {} },
    );

    const reported: string[] = [];
    for await (const { key } of report.rows()) {
      reported.push(key);
    }
    // Those in the ledger that was lost count no more than the late one.
    expect(reported.toSorted()).toEqual(keys);
    expect(report.isComplete).toBe(false);
  });

  test.each([1, 7, 20])(
    "moves what no segment has, and nothing else, after %i batches",
    async (batches) => {
      const { archive, job } = await lostAfter(batches);

      const after = await recovered(archive, job);
      await after.move(job);
      await record(after, archive);
      await record(after, archive);

      const { keys, heads } = await keysIn(archive, job);
      expect(keys).toEqual(KEYS);
      expect(after.deployment.store.objects.size).toBe(KEYS.length - 2 * batches);
      const { counts } = await after.deployment.record(job.id);
      expect([counts.listed, counts.stored, storedIn(heads)]).toEqual([60, 60, 60]);
      expect(await after.deployment.stateOf(job.id)).toBe("succeeded");
    },
  );

  test("does not count a segment that a recorder of the lost ledger writes late", async () => {
    const { before, archive, job } = await lostAfter(5);
    await before.moveOnce();

    const after = await recovered(archive, job);
    await record(before, archive);
    await after.move(job);
    await record(after, archive);
    await record(after, archive);

    expect((await keysIn(archive, job)).keys).toEqual(KEYS);
  });

  test("is begun again the same way by two processes", async () => {
    const { archive, job } = await lostAfter(5);
    const ref = { tenant: TENANT, jobId: job.id };

    const [one, other] = await Promise.all([
      nextOpening(archive, ref, []),
      nextOpening(archive, ref, []),
    ]);

    expect(one).toEqual(other);
  });
});
