import {
  type JobArchive,
  type JobRef,
  PenstockError,
  type Retention,
  type RowArchive,
  SEGMENT_GROUPS,
} from "@penstock/core";
import { acceptedHeads, HistoryRebuild, RetentionLoop, transfersOfJob } from "@penstock/engine";
import { MemoryJobArchive, MemoryJournal, MemoryRowArchive, repetitions } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";

const DEAD = new PenstockError("journal-unavailable", "the process died");
const TENANT = "default";
const HOUR_MS = 3_600_000;
const RETENTION: Retention = { succeeded: 24 * HOUR_MS, failed: 24 * HOUR_MS };

/** A bulk job that ended, whose rows are in the archive, and what the leader does with it. */
class Ended {
  readonly bulk = new BulkDeployment();
  readonly archive = new MemoryJobArchive();
  readonly rowArchive = new MemoryRowArchive();
  readonly journal = new MemoryJournal();

  static async open(): Promise<Ended & { readonly job: JobRef }> {
    const ended = new Ended();
    for (let index = 0; index < 40; index += 1) {
      ended.bulk.deployment.source.put(`k${index}`, sampleBytes(index, 100));
    }
    const job = await ended.bulk.submit({}, { perBatch: 1 });
    await ended.bulk.move(job);
    await ended.bulk.record(ended.rowArchive);
    await ended.bulk.record(ended.rowArchive);
    return Object.assign(ended, { job: { tenant: TENANT, jobId: job.id } });
  }

  async pass(
    archive: JobArchive = this.archive,
    rowArchive: RowArchive = this.rowArchive,
    retention = RETENTION,
  ): Promise<void> {
    const { engine, ledger, clock } = this.bulk.deployment;
    const repeats = repetitions(clock);
    const all = { ...engine, ledger, journal: this.journal, archive, rowArchive, repeats };
    const rebuild = new HistoryRebuild(all);
    while ((await rebuild.step()) !== Number.NEGATIVE_INFINITY) {
      // Another step.
    }
    await new RetentionLoop(all, retention).retireOnce();
  }

  /** Whether any file still says that the job is there, and how many rows there are of it. */
  async found(job: JobRef): Promise<{ readonly isNamed: boolean; readonly rows: number }> {
    const heads = acceptedHeads(await this.rowArchive.heads(job), undefined);
    const rows = heads.reduce((sum, head) => sum + head.rows, 0);
    for (const group of SEGMENT_GROUPS) {
      for await (const segment of this.archive.segments(TENANT, group)) {
        if ((await this.archive.read(segment, [job.jobId])).length > 0) {
          return { isNamed: true, rows };
        }
      }
    }
    return { isNamed: false, rows };
  }

  async files(): Promise<number> {
    let count = 0;
    for (const group of [...SEGMENT_GROUPS, "expired"] as const) {
      for await (const _ of this.archive.segments(TENANT, group)) {
        count += 1;
      }
    }
    return count;
  }
}

/** Dies before its n-th write or removal. */
function mortal(calls: number): <Port extends object>(port: Port) => Port {
  let left = calls;
  return (port) =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function"
          ? (...args: readonly unknown[]) => {
              left -= name === "write" || name === "remove" ? 1 : 0;
              return left < 0 ? Promise.reject(DEAD) : Reflect.apply(member, target, args);
            }
          : member;
      },
    });
}

test("a bulk job in the archive has no transfers, and no further page of them", async () => {
  const ended = await Ended.open();
  ended.bulk.deployment.clock.advance(2 * HOUR_MS);
  await ended.pass();
  const { ledger } = ended.bulk.deployment;
  const { archive, journal, job } = ended;

  const page = await transfersOfJob({ ledger, archive, journal }, TENANT, job.jobId, { limit: 10 });

  expect(page).toEqual({ items: [], nextCursor: undefined });
});

describe("the rows of a bulk job", () => {
  test("are removed with it when its time is over, and not before", async () => {
    const ended = await Ended.open();
    ended.bulk.deployment.clock.advance(23 * HOUR_MS);
    await ended.pass();
    expect(await ended.found(ended.job)).toEqual({ isNamed: true, rows: 40 });

    ended.bulk.deployment.clock.advance(2 * HOUR_MS);
    await ended.pass();

    expect(await ended.found(ended.job)).toEqual({ isNamed: false, rows: 0 });
    expect(await ended.files()).toBe(0);
  });

  test("are all there while anything names the job, whatever dies during its removal", async () => {
    const seen: string[] = [];
    for (let calls = 0; calls < 5; calls += 1) {
      const ended = await Ended.open();
      ended.bulk.deployment.clock.advance(2 * HOUR_MS);
      await ended.pass();
      ended.bulk.deployment.clock.advance(23 * HOUR_MS);
      const dying = mortal(calls);

      await ended.pass(dying(ended.archive), dying(ended.rowArchive));

      const { isNamed, rows } = await ended.found(ended.job);
      seen.push(`${isNamed ? "named" : "gone"} ${rows}`);
      await ended.pass();
      expect(await ended.found(ended.job)).toEqual({ isNamed: false, rows: 0 });
      expect(await ended.files()).toBe(0);
    }
    expect(seen).toEqual(["named 40", "named 40", "gone 40", "gone 0", "gone 0"]);
  });

  test("stay where jobs are kept for longer since a process died during the removal", async () => {
    const ended = await Ended.open();
    ended.bulk.deployment.clock.advance(2 * HOUR_MS);
    await ended.pass();
    ended.bulk.deployment.clock.advance(23 * HOUR_MS);
    const dying = mortal(1);
    await ended.pass(dying(ended.archive), dying(ended.rowArchive));

    const longer = { succeeded: 48 * HOUR_MS, failed: 48 * HOUR_MS };
    await ended.pass(ended.archive, ended.rowArchive, longer);

    expect(await ended.found(ended.job)).toEqual({ isNamed: true, rows: 40 });
  });

  test("outlive the time in which a lost ledger could find the job in a recent segment", async () => {
    const ended = await Ended.open();
    const short = { succeeded: 60_000, failed: 60_000 };
    ended.bulk.deployment.clock.advance(HOUR_MS);
    await ended.pass(ended.archive, ended.rowArchive, short);
    expect(await ended.found(ended.job)).toEqual({ isNamed: true, rows: 40 });

    ended.bulk.deployment.clock.advance(HOUR_MS);
    await ended.pass(ended.archive, ended.rowArchive, short);
    expect(await ended.found(ended.job)).toEqual({ isNamed: false, rows: 0 });
  });
});
