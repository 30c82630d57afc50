import type { Kept, TenantEvent } from "@penstock/core";
import { describe, expect, test } from "vitest";
import type { BulkScenario, StartBulk } from "./bulk-scenario.ts";

const SLOW = { code: "source-throttled", message: "slow down" } as const;
const BROKEN = { code: "listing-invalid", message: "it lies" } as const;

/** What the log of events shows of bulk jobs. */
export function describeBulkEvents(start: StartBulk): void {
  describe("events", () => {
    test("tell of a job from its first entries to its end", async () => {
      const subject = await start();
      const { id: jobId } = await subject.listed(2, 1);
      await subject.passTime(250);
      await subject.storeAll();

      const events = (await eventsIn(subject)).map(({ id: _, ...event }) => event);

      const nothing = { stored: 0, skipped: 0, failed: 0, aborted: 0, coveredBytes: 0 };
      expect(events.slice(0, 3)).toEqual([
        { kind: "job", jobId, state: "created" },
        { kind: "entries", jobId, listed: 3, ...nothing },
        { kind: "entries", jobId, listed: 3, ...nothing },
      ]);
      expect(events.at(-1)).toEqual({ kind: "job", jobId, state: "succeeded" });
    });

    test("show how many entries have which rows", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [1, 1]);
      const { task, start: begun } = await subject.begun();
      const counts = { stored: 0, skipped: 0, failed: 1, aborted: 0 };
      await subject.report(task, begun, { counts, coveredBytes: 7 });
      await subject.passTime(250);
      await subject.list(job, [1]);

      const entries = (await eventsIn(subject)).filter(({ kind }) => kind === "entries");

      expect(entries.at(-1)).toMatchObject({ listed: 3, stored: 0, failed: 1, coveredBytes: 7 });
    });

    test("come at most once in 200 ms, however many batches are reported", async () => {
      const subject = await start();
      const startedMs = performance.now();
      await subject.listed(...Array.from({ length: 50 }, () => 1));
      await subject.storeAll();

      const entries = (await eventsIn(subject)).filter(({ kind }) => kind === "entries");

      expect(entries.length).toBeLessThanOrEqual(1 + (performance.now() - startedMs) / 200);
    });

    test("tell that a list is broken, and how its job ended by it", async () => {
      const subject = await start();
      const { id: jobId } = await subject.open();
      const shard = { number: 0, after: "", epoch: 1 };
      await subject.ledger.listings.breakShard(subject.tenant, jobId, shard, BROKEN);
      await subject.ledger.listings.breakShard(subject.tenant, jobId, shard, BROKEN);

      expect((await eventsIn(subject)).slice(1)).toMatchObject([
        { kind: "listing-broken", jobId, code: BROKEN.code },
        { kind: "job", jobId, state: "failed" },
      ]);
    });

    test("tell what stands in its way at once, and the same again after a second", async () => {
      const subject = await start();
      const { id: jobId } = await subject.open();
      const note = () => {
        const failure = { atMs: 0, cause: SLOW, counts: false };
        const shard = { epoch: 1, number: 0 };
        return subject.ledger.listings.noteUnlisted(subject.tenant, jobId, shard, failure);
      };

      await note();
      await note();
      await subject.passTime(1100);
      await note();

      const troubles = (await eventsIn(subject)).filter(({ kind }) => kind === "trouble");
      expect(troubles).toMatchObject([
        { jobId, code: SLOW.code },
        { jobId, code: SLOW.code },
      ]);
    });

    test("tell of a batch what its worker says", async () => {
      const subject = await start();
      await subject.listed(1);
      const { task, start: begun } = await subject.begun();

      await subject.report(task, begun, { left: begun.entries, delayMs: 10, cause: SLOW });

      const troubles = (await eventsIn(subject)).filter(({ kind }) => kind === "trouble");
      expect(troubles).toMatchObject([{ jobId: task.jobId, code: SLOW.code }]);
    });
  });
}

async function eventsIn({ ledger, tenant }: BulkScenario): Promise<readonly Kept<TenantEvent>[]> {
  return (await ledger.events.ofTenant(tenant, { limit: 1000 })).events;
}
