import {
  type Job,
  type ReportRows,
  type Row,
  type RowArchive,
  SEGMENT_BATCHES,
} from "@penstock/core";
import { type JobErrors, listErrors, openReport, type Report } from "@penstock/engine";
import { MemoryRowArchive } from "@penstock/testkit";
import { rowLines } from "@penstock/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";

const TENANT = "default";
const KEYS = Array.from({ length: 3 * SEGMENT_BATCHES }, (_, index) => `k${100 + index}`);
const MISSING = "k117";

class World {
  readonly bulk = new BulkDeployment();
  readonly archive = new MemoryRowArchive();

  async start(): Promise<Job> {
    for (const [index, key] of KEYS.entries()) {
      this.bulk.deployment.source.put(key, sampleBytes(index, 100));
    }
    const job = await this.bulk.submit({}, { perBatch: 1 });
    this.bulk.deployment.source.remove(MISSING);
    return job;
  }

  async move(batches: number): Promise<void> {
    await this.bulk.deployment.ledger.parts.setInFlightLimit(TENANT, batches);
    await this.bulk.moveOnce();
  }

  async report(
    { id }: Job,
    which: ReportRows = "all",
    rowArchive: RowArchive = this.archive,
  ): Promise<Report> {
    const { ledger } = this.bulk.deployment;
    const record = await this.bulk.deployment.record(id);
    return openReport({ ledger, rowArchive, rowLines }, record, { which, filter: {} });
  }

  async errors({ id }: Job): Promise<JobErrors> {
    const { ledger } = this.bulk.deployment;
    return await listErrors({ ledger, rowArchive: this.archive, rowLines }, TENANT, id);
  }

  async ended({ id }: Job): Promise<number> {
    const { stored, failed } = (await this.bulk.deployment.record(id)).counts;
    return stored + failed;
  }
}

async function rowsOf(report: Report): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of report.rows()) {
    rows.push(row);
  }
  return rows;
}

async function packedRowsOf({ members }: Report): Promise<readonly Row[]> {
  const packed: Uint8Array[] = [];
  for await (const member of members?.() ?? []) {
    packed.push(member);
  }
  return rowLines.unpackAll(packed.filter(({ length }) => length > 0));
}

function keysOf(rows: readonly Row[]): readonly string[] {
  return rows.map(({ key }) => key).toSorted();
}

/** The same archive, before whose first response something happens. */
function late(archive: RowArchive, happen: () => Promise<void>): RowArchive {
  let hasHappened = false;
  return {
    write: (job, head, rows) => archive.write(job, head, rows),
    heads: async (job) => {
      if (!hasHappened) {
        hasHappened = true;
        await happen();
      }
      return archive.heads(job);
    },
    read: (job, segment, which) => archive.read(job, segment, which),
    recovery: (job) => archive.recovery(job),
    decide: (job, recovery) => archive.decide(job, recovery),
    remove: (job) => archive.remove(job),
  };
}

type Step = { readonly move: number } | "record";

describe("a report of a job that runs", () => {
  test("has every object that has ended, each once, at any moment", async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ move: fc.integer({ min: 1, max: 20 }) }),
        fc.constant("record" as const),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (order: readonly Step[]) => {
        const world = new World();
        const job = await world.start();
        for (const step of order) {
          await (step === "record" ? world.bulk.record(world.archive) : world.move(step.move));

          const rows = await rowsOf(await world.report(job));
          const keys = keysOf(rows);
          expect(new Set(keys).size).toBe(keys.length);
          expect(keys).toHaveLength(await world.ended(job));
          expect(keysOf(await packedRowsOf(await world.report(job)))).toEqual(keys);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("misses no row that goes to the journal while it is opened, and has none twice", async () => {
    const world = new World();
    const job = await world.start();
    await world.move(SEGMENT_BATCHES + 3);
    const before = await world.ended(job);
    const archive = late(world.archive, () => world.bulk.record(world.archive));

    const keys = keysOf(await rowsOf(await world.report(job, "all", archive)));

    expect(before).toBeGreaterThan(SEGMENT_BATCHES);
    expect(keys).toHaveLength(before);
    expect(new Set(keys).size).toBe(before);
    expect((await world.bulk.deployment.record(job.id)).bulk?.segments).toBeGreaterThan(0);
  });

  test("chooses among rows in the ledger as among those in the journal", async () => {
    const world = new World();
    const job = await world.start();
    await world.bulk.move(job);
    const reports = async () => {
      const [all, changed, trouble] = [
        await world.report(job),
        await world.report(job, "changed"),
        await world.report(job, "trouble"),
      ];
      return {
        all: keysOf(await rowsOf(all)),
        changed: keysOf(await rowsOf(changed)),
        trouble: keysOf(await rowsOf(trouble)),
        packed: keysOf(await packedRowsOf(trouble)),
        isComplete: all.isComplete,
      };
    };

    const inLedger = await reports();
    await world.bulk.record(world.archive);
    await world.bulk.record(world.archive);
    const inJournal = await reports();

    expect(inLedger).toEqual({
      ...{ all: KEYS, changed: KEYS, trouble: [MISSING], packed: [MISSING], isComplete: false },
    });
    expect(inJournal).toEqual({ ...inLedger, isComplete: true });
  });

  test("names what failed as soon as it has, and the same once that is in the journal", async () => {
    const world = new World();
    const job = await world.start();
    await world.bulk.move(job);

    const inLedger = await world.errors(job);
    await world.bulk.record(world.archive);
    await world.bulk.record(world.archive);
    const inJournal = await world.errors(job);

    expect(inLedger).toMatchObject({
      isComplete: false,
      groups: [{ outcome: "failed", code: "source-missing", rows: 1, samples: [{ key: MISSING }] }],
    });
    expect(inJournal).toEqual({ ...inLedger, isComplete: true });
  });
});
