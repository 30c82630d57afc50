import { type JobId, newJobId, type Retention } from "@penstock/core";
import {
  ManualClock,
  MemoryJobArchive,
  MemoryJournal,
  MemoryLedger,
  repetitions,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { findJob } from "../jobs/find-job.ts";
import { archiveJobs } from "./archive-jobs.ts";
import { deleteJob } from "./delete-job.ts";
import { HistoryRebuild } from "./history-rebuild.ts";
import { TenantArchiving } from "./tenant-archiving.ts";

const TENANT = "default";
const HOUR_MS = 3_600_000;
const RETENTION: Retention = { succeeded: 24 * HOUR_MS, failed: 48 * HOUR_MS };
const random = seededRandom(1);

let clock: ManualClock;
let ledger: MemoryLedger;
let archive: MemoryJobArchive;
let journal: MemoryJournal;

beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 0));
  ledger = new MemoryLedger(clock);
  archive = new MemoryJobArchive();
  journal = new MemoryJournal();
});

const engine = () => ({
  ...{ ledger, archive, journal, clock, random, log: silentLog, repeats: repetitions(clock) },
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

  test("is not deleted while it is in the list of those that have not ended, from which it would come back", async () => {
    const [id = "" as JobId] = await endedJobs(1);
    const record = await ledger.jobs.readJob(TENANT, id);
    await journal.writeJob(record?.job ?? expect.fail(), []);

    await expect(deleteJob(engine(), TENANT, id)).rejects.toMatchObject({ code: "server-busy" });

    expect(await foundOf([id])).toEqual([true]);
  });
});
