import {
  type BulkSpec,
  type JobId,
  type ListingRecovery,
  newJobId,
  newJobRecord,
  type Retention,
} from "@penstock/core";
import {
  ManualClock,
  MemoryJobArchive,
  MemoryJournal,
  MemoryLedger,
  MemoryRowArchive,
  repetitions,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { findJob } from "../jobs/find-job.ts";
import { archiveJobs, writeSegment } from "./archive-jobs.ts";
import { deleteJob } from "./delete-job.ts";
import { HistoryRebuild } from "./history-rebuild.ts";
import { TenantArchiving } from "./tenant-archiving.ts";

const TENANT = "default";
const RECOVERY: ListingRecovery = { epoch: 1, accepted: [] };
const HOUR_MS = 3_600_000;
const RETENTION: Retention = { succeeded: 24 * HOUR_MS, failed: 48 * HOUR_MS };
const random = seededRandom(1);

let clock: ManualClock;
let ledger: MemoryLedger;
let archive: MemoryJobArchive;
let journal: MemoryJournal;
let rowArchive: MemoryRowArchive;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0));
  ledger = new MemoryLedger(clock);
  archive = new MemoryJobArchive();
  journal = new MemoryJournal();
  rowArchive = new MemoryRowArchive();
  await rebuildHistory();
});

const engine = () => ({
  ...{ ledger, archive, journal, rowArchive, clock, random },
  ...{ log: silentLog, repeats: repetitions(clock) },
});

/** Jobs without transfers, which have ended when they are made, in one segment of the archive. */
async function endedJobs(count: number): Promise<readonly JobId[]> {
  const ids: JobId[] = [];
  for (let at = 0; at < count; at += 1) {
    const createdAtMs = clock.nowMs();
    const id = newJobId(createdAtMs, random.bytes(10));
    await ledger.jobs.createJob({ id, tenant: TENANT, name: "a", labels: {}, createdAtMs }, []);
    clock.advance(1);
    ids.push(id);
  }
  const records = await ledger.jobs.readJobs(TENANT, ids);
  const known = records.filter((record) => record !== undefined);
  await archiveJobs(engine(), { tenant: TENANT, group: "recent" }, known, undefined);
  return ids;
}

const pass = () => new TenantArchiving(engine(), RETENTION, TENANT).pass(undefined);

/** In a ledger that lost everything, or in this one. */
async function foundOf(ids: readonly JobId[]): Promise<readonly boolean[]> {
  return Promise.all(
    ids.map((id) =>
      findJob(engine(), TENANT, id).then(
        () => true,
        () => false,
      ),
    ),
  );
}

async function loseLedger() {
  ledger = new MemoryLedger(clock);
  await rebuildHistory();
}

async function rebuildHistory() {
  const rebuild = new HistoryRebuild(engine());
  while ((await rebuild.step()) !== Number.NEGATIVE_INFINITY) {
    // Another step.
  }
}

describe("a job that is deleted", () => {
  test("while the ledger holds it is gone, also from the archive, and no other one is", async () => {
    const ids = await endedJobs(3);

    await deleteJob(engine(), TENANT, ids[1] as JobId);

    expect(await foundOf(ids)).toEqual([true, false, true]);
    await loseLedger();
    expect(await foundOf(ids)).toEqual([true, false, true]);
  });

  test("once it is archived is gone, and the others go on until their time is over", async () => {
    const ids = await endedJobs(3);
    clock.advance(HOUR_MS + 1);
    await pass();

    await deleteJob(engine(), TENANT, ids[1] as JobId);

    expect(await foundOf(ids)).toEqual([true, false, true]);
    clock.advance(HOUR_MS);
    await pass();
    expect(await foundOf(ids)).toEqual([true, false, true]);
    await loseLedger();
    expect(await foundOf(ids)).toEqual([true, false, true]);
    clock.advance(RETENTION.succeeded);
    await pass();
    expect(await foundOf(ids)).toEqual([false, false, false]);
  });

  test.each([
    ["the ledger holds", 0],
    ["the archive has", HOUR_MS + 1],
  ])(
    "at once with another one of its segment, which %s, does not come back with it",
    async (_where, laterMs) => {
      const ids = await endedJobs(4);
      clock.advance(laterMs);
      await pass();

      await Promise.all(ids.slice(1).map((id) => deleteJob(engine(), TENANT, id)));

      expect(await foundOf(ids)).toEqual([true, false, false, false]);
      await loseLedger();
      expect(await foundOf(ids)).toEqual([true, false, false, false]);
    },
  );

  test("while the leader moves its segment does not come back by that", async () => {
    const ids = await endedJobs(2);
    await loseLedger();
    clock.advance(2 * HOUR_MS);
    const write = archive.write.bind(archive);
    Object.assign(archive, {
      write: async (...args: Parameters<typeof write>) => {
        Object.assign(archive, { write });
        await write(...args);
        await deleteJob(engine(), TENANT, ids[0] as JobId);
      },
    });

    await pass();

    expect(await foundOf(ids)).toEqual([false, true]);
    await loseLedger();
    expect(await foundOf(ids)).toEqual([false, true]);
  });

  test("is not deleted while it is in the list of those that have not ended, from which it would come back", async () => {
    const [id = "" as JobId] = await endedJobs(1);
    const record = await ledger.jobs.readJob(TENANT, id);
    await journal.writeJob(record?.job ?? expect.fail(), []);

    await expect(deleteJob(engine(), TENANT, id)).rejects.toMatchObject({ code: "server-busy" });

    expect(await foundOf([id])).toEqual([true]);
  });
});

describe("the rows of a bulk job that is deleted", () => {
  const BULK: BulkSpec = {
    verb: "copy",
    selection: {
      ...{ kind: "prefix", connection: "from", prefix: "logs/" },
      filter: { include: [], exclude: [] },
    },
    destination: { connection: "to", template: "{key}" },
    options: {
      ...{ overwrite: "if_different", compare: "content", verify: "part", onMissing: "fail" },
      ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
    },
  };

  /** In one recent segment, and not in the ledger any more. */
  async function bulkJobs(count: number): Promise<readonly JobId[]> {
    const finishedAtMs = clock.nowMs();
    const ids = Array.from({ length: count }, () => newJobId(finishedAtMs, random.bytes(10)));
    const about = { tenant: TENANT, name: "logs", labels: {}, createdAtMs: finishedAtMs };
    const jobs = ids.map((id) => {
      const record = { ...newJobRecord({ id, ...about, bulk: BULK }, 0), finishedAtMs };
      return { record, from: 0, transfers: [] };
    });
    const entries = await writeSegment(engine(), { tenant: TENANT, group: "recent" }, jobs);
    await ledger.history.addEntries(TENANT, entries, "keep");
    for (const jobId of ids) {
      await rowArchive.decide({ tenant: TENANT, jobId }, RECOVERY);
    }
    return ids;
  }

  const haveRows = async (ids: readonly JobId[]) => {
    const found = ids.map((jobId) => rowArchive.recovery({ tenant: TENANT, jobId }));
    return (await Promise.all(found)).map((recovery) => recovery !== undefined);
  };

  test("are removed by the next pass of the leader, and no others are", async () => {
    const ids = await bulkJobs(2);

    await deleteJob(engine(), TENANT, ids[0] as JobId);
    const before = await haveRows(ids);
    await pass();

    expect([before, await haveRows(ids)]).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  test("stay while it is there because its deletion was interrupted", async () => {
    const ids = await bulkJobs(2);
    const write = archive.write.bind(archive);
    Object.assign(archive, {
      write: (...args: Parameters<typeof write>) =>
        args[0].group === "expired" ? write(...args) : Promise.reject(new Error("it ends here")),
    });
    await expect(deleteJob(engine(), TENANT, ids[0] as JobId)).rejects.toThrow("ends here");
    Object.assign(archive, { write });

    await pass();
    const between = [await foundOf(ids), await haveRows(ids)];
    await deleteJob(engine(), TENANT, ids[0] as JobId);
    await pass();

    expect(between).toEqual([
      [true, true],
      [true, true],
    ]);
    expect([await foundOf(ids), await haveRows(ids)]).toEqual([
      [false, true],
      [false, true],
    ]);
  });
});
