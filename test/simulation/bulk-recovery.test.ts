import { createHash } from "node:crypto";
import {
  isInRange,
  type Job,
  type JobRef,
  newTransferId,
  type Opening,
  type RowArchive,
  stateOfJob,
  type Transfer,
} from "@penstock/core";
import {
  acceptedHeads,
  bulkReceiptFor,
  JournalSweep,
  nextOpening,
  openReport,
  type RecordingEngine,
  recordRows,
  submitBulkJob,
} from "@penstock/engine";
import { MemoryJournal, MemoryRowArchive } from "@penstock/testkit";
import { rowLines } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { entryOf, ListingWorld, listerOf } from "../support/listing-world.ts";
import { sampleBytes } from "../support/memory-deployment.ts";

const TENANT = "default";
const MIB = 1024 * 1024;
const SIGNAL = new AbortController().signal;
const KEYS = Array.from({ length: 40 }, (_, index) => `k${String(index).padStart(3, "0")}`);

/** One ledger after the other, and what outlives them. */
class Survivor {
  readonly archive = new MemoryRowArchive();
  readonly journal = new MemoryJournal();
  bulk = withObjects();
  sweep = this.#newSweep();

  async submit(): Promise<Job> {
    const job = await this.bulk.submit({}, { perBatch: 2 });
    await this.journal.writeJob(job, []);
    return job;
  }

  /** Some batches are moved, and their rows are in the journal. */
  async moveSome(batches: number): Promise<void> {
    await this.bulk.deployment.ledger.parts.setInFlightLimit(TENANT, batches);
    await this.bulk.moveOnce();
    await this.record();
  }

  flush(): void {
    const { clock } = this.bulk.deployment;
    const nowMs = clock.nowMs();
    this.bulk = withObjects();
    this.bulk.deployment.clock.advance(nowMs - this.bulk.deployment.clock.nowMs());
    this.sweep = this.#newSweep();
  }

  async record(archive: RowArchive = this.archive): Promise<void> {
    this.bulk.deployment.clock.advance(10_000);
    const recorder = this.recorder(archive);
    await recordRows(recorder, await recorder.ledger.jobs.tenants());
  }

  recorder(rowArchive: RowArchive): RecordingEngine {
    const sha256 = (members: readonly Uint8Array[]) =>
      createHash("sha256").update(Buffer.concat(members)).digest("hex");
    return { ...this.bulk.engine(), rowArchive, rowLines, sha256 };
  }

  /** Restores, lists, moves and records until the journal has forgotten the job. */
  async finish(job: Job): Promise<void> {
    const { ledger } = this.bulk.deployment;
    for (let round = 0; round < 40 && (await this.journal.jobs()).length > 0; round += 1) {
      await this.sweep.sweepOnce();
      const listing = await ledger.listings.readListing(TENANT, job.id);
      if (listing !== undefined) {
        await this.bulk.list(job, { perBatch: 2 });
      }
      if ((await ledger.jobs.readJob(TENANT, job.id)) !== undefined) {
        await this.bulk.moveOnce();
      }
      await this.record();
    }
  }

  async keys(job: Job): Promise<readonly string[]> {
    const ref = refOf(job);
    const keys: string[] = [];
    const heads = await this.archive.heads(ref);
    for (const head of acceptedHeads(heads, await this.archive.recovery(ref))) {
      for await (const row of rowLines.unpack(this.archive.read(ref, head, "all"))) {
        keys.push(row.key);
      }
    }
    return keys.toSorted();
  }

  #newSweep(): JournalSweep {
    const { engine } = this.bulk.deployment;
    return new JournalSweep({ ...engine, journal: this.journal, rowArchive: this.archive });
  }
}

function withObjects(): BulkDeployment {
  const bulk = new BulkDeployment();
  for (const [index, key] of KEYS.entries()) {
    bulk.deployment.source.put(key, sampleBytes(index, 100 + index));
  }
  return bulk;
}

function refOf({ tenant, id }: Job): JobRef {
  return { tenant, jobId: id };
}

async function openingOf(
  archive: RowArchive,
  job: Job,
  transfers: readonly Transfer[] = [],
): Promise<Opening> {
  const opening = await nextOpening(archive, refOf(job), transfers);
  if (opening === undefined) {
    throw new Error("the job is not over");
  }
  return opening;
}

describe("the next epoch of a bulk job", () => {
  test("begins behind every segment that another process accepted, also one that this one did not see", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.moveSome(4);
    const { archive } = world;
    let isFirst = true;
    const sleepy: Parameters<typeof nextOpening>[0] = {
      recovery: (ref) => archive.recovery(ref),
      decide: (ref, recovery) => archive.decide(ref, recovery),
      heads: async (ref) => {
        const seen = await archive.heads(ref);
        if (isFirst) {
          isFirst = false;
          // While it sleeps, one more segment is written, and another process decides.
          await world.moveSome(8);
          await nextOpening(archive, refOf(job), []);
        }
        return seen;
      },
    };

    const opening = await nextOpening(sleepy, refOf(job), []);

    const accepted = (await archive.recovery(refOf(job)))?.accepted ?? [];
    expect(opening?.recorded.segments).toBe(accepted.length);
    expect(opening?.recorded.segments).toBeGreaterThan(1);
  });

  test("comes when an epoch was opened again by a slow process, in a ledger that was emptied again", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.moveSome(3);
    world.flush();
    const opening = await openingOf(world.archive, job);
    await world.bulk.open(job, opening, { perBatch: 2 });
    await world.moveSome(6);
    world.flush();
    // It decided the same, and only now writes it.
    await world.bulk.open(job, opening, { perBatch: 3 });
    await world.moveSome(5);

    await world.finish(job);

    expect(await world.keys(job)).toEqual(KEYS);
    expect((await world.archive.recovery(refOf(job)))?.epoch).toBeGreaterThan(2);
  });

  test("is not opened by a process that believes its ledger to be lost when the job is over", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.finish(job);
    const { archive } = world;
    // It looked before the end was decided, and writes after it.
    const late: Parameters<typeof nextOpening>[0] = {
      heads: async () => [],
      recovery: async () => undefined,
      decide: (...decision) => archive.decide(...decision),
    };

    const opening = await nextOpening(late, refOf(job), []);

    expect(opening).toBeUndefined();
    expect(await world.keys(job)).toEqual(KEYS);
  });

  test("lists no large object again that the journal has, with its row or without", async () => {
    const archive = new MemoryRowArchive();
    const world = new ListingWorld({
      lister: listerOf(["a", entryOf("b", 900 * MIB), "c", entryOf("d", 900 * MIB), "e"]),
    });
    await world.listAll();

    const { shards, transfers } = await openingOf(archive, world.job, world.journalled);

    expect(transfers.map(({ source }) => source.key)).toEqual(["b", "d"]);
    const listed = ["a", "b", "c", "d", "e"].filter((key) =>
      shards.some((shard) => isInRange(key, shard)),
    );
    expect(listed).toEqual(["a", "c", "e"]);
  });

  test("comes when whoever decided one died before opening it", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.moveSome(3);
    await nextOpening(world.archive, refOf(job), []);
    // What the ledger still does in the old epoch is void.
    await world.moveSome(3);

    await world.finish(job);

    expect(await world.keys(job)).toEqual(KEYS);
    const record = await world.bulk.deployment.record(job.id);
    const end = await world.archive.recovery(refOf(job));
    expect(end).toMatchObject({ isFinal: true, epoch: (record.bulk?.epoch ?? 0) + 1 });
  });

  test("comes when a job has ended by a ledger that knows of fewer segments than the journal", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.moveSome(3);
    world.flush();
    const opening = await openingOf(world.archive, job);
    await world.bulk.open(job, opening, { perBatch: 2 });
    await world.moveSome(6);
    world.flush();
    for (const key of KEYS) {
      world.bulk.deployment.source.remove(key);
    }
    await world.bulk.open(job, opening, { perBatch: 2 });

    await world.finish(job);

    const { counts } = await world.bulk.deployment.record(job.id);
    expect(counts.listed).toBe((await world.keys(job)).length);
  });
});

describe("a bulk job that has ended, and that a ledger that fell back did once more", () => {
  test("is reported as the journal let go of it, whatever that ledger counts", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.finish(job);
    const record = await world.bulk.deployment.record(job.id);
    const { bulk, counts } = record;
    if (bulk === undefined) {
      throw new Error("it is a bulk job");
    }
    // In other segments, and everything was there already.
    const redone = {
      ...record,
      bulk: { ...bulk, segments: bulk.segments + 1 },
      counts: { ...counts, stored: 0, skipped: counts.stored },
    };

    const { ledger } = world.bulk.deployment;
    const request = { which: "all", filter: {} } as const;
    const engine = { ledger, rowArchive: world.archive, rowLines };
    const report = await openReport(engine, redone, request);
    const receipt = await bulkReceiptFor(world.archive, redone);

    expect(report).toMatchObject({ isComplete: true, rowCount: KEYS.length });
    expect(receipt.counts).toMatchObject({ stored: KEYS.length, skipped: 0 });
    expect(receipt.segments).toHaveLength(bulk.segments);
  });
});

describe("a cancelled bulk job whose ledger was lost", () => {
  test("is never open to be listed", async () => {
    const world = new Survivor();
    const job = await world.submit();
    await world.moveSome(2);
    await world.journal.markCancelled(refOf(job));
    world.flush();
    const { ledger, tasks, engine } = world.bulk.deployment;
    const openListing = ledger.listings.openListing.bind(ledger.listings);
    const open: unknown[] = [];
    ledger.listings.openListing = async (...args) => {
      await openListing(...args);
      open.push(...(await ledger.listings.listable(TENANT, 0, 10)));
    };
    const { journal, archive: rowArchive } = world;
    const sweep = new JournalSweep({ ...engine, journal, rowArchive });

    await sweep.sweepOnce();
    await sweep.sweepOnce();

    expect(open).toEqual([]);
    expect(tasks.takeListing()).toBeUndefined();
    expect(stateOfJob(await world.bulk.deployment.record(job.id))).toBe("cancelled");
  });

  test("is cancelled though nothing of it moves yet", async () => {
    const world = new Survivor();
    const { engine, ledger } = world.bulk.deployment;
    const { journal } = world;
    const { bulk: spec } = await world.bulk.submit();
    if (spec === undefined) {
      throw new Error("a bulk job has a selection");
    }
    const request = { ...{ tenant: TENANT, name: "bulk", labels: {} }, spec };
    const { job } = await submitBulkJob({ ...engine, ledger, journal }, request, SIGNAL);
    // The process that cancelled it died here.
    await journal.markCancelled(refOf(job));

    await world.sweep.sweepOnce();

    expect((await world.bulk.deployment.record(job.id)).isCancelled).toBe(true);
  });
});

describe("a recorder", () => {
  test("records other jobs when the ledger lost a transfer of one", async () => {
    const world = new Survivor();
    const [broken, job] = [await world.submit(), await world.submit()];
    await world.bulk.move(job);
    const { ledger } = world.bulk.deployment;
    const closeSegments = ledger.rows.closeSegments.bind(ledger.rows);
    ledger.rows.closeSegments = async (tenant, jobId) => {
      const closed = await closeSegments(tenant, jobId);
      const transfers = [newTransferId(0, new Uint8Array(10))];
      return jobId === broken.id ? closed.map((each) => ({ ...each, transfers })) : closed;
    };
    await world.bulk.move(broken);

    await world.record();
    await world.record();

    expect(await world.keys(job)).toEqual(KEYS);
    expect(await world.keys(broken)).toEqual([]);
  });
});
