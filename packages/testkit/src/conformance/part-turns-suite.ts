import { type PartTask, TURN_BYTES } from "@penstock/core";
import { describe, expect, test } from "vitest";
import type { BulkScenario, StartBulk } from "./bulk-scenario.ts";
import { reportOf, uploadOf } from "./ledger-scenario.ts";

const TURNS = 4;

/**
 * Whose turn it is. A tenant's run queue turns over jobs, and a job's turn over its transfers and batches.
 *
 * In Redis: the list `runQueue` of the ids of jobs, each at most once and none that is paused; for each
 * of them a list of units, which are ids of transfers and numbers of batches, each at most once; and in the
 * job's hash what is left of its turn, `TURN_BYTES` while that was never written. A claim looks at the head
 * of `runQueue`, where the job that came last is put before its first turn, unless the turn before was such a one:
 *
 * 1. nothing left of its turn (0 or less): add a turn, which is `TURN_BYTES` times the job's weight, move it to the end,
 *    look again;
 * 2. no unit: take it off the queue (what is left of its turn stays), look again;
 * 3. else take its first unit. A transfer yields a part, and goes to the end of the job's units if it has
 *    more. The cost (`turnCost`) is taken off the turn; if that leaves 0 or less, add a turn, and move
 *    the job to the end. Without units it leaves the queue at once.
 *
 * What a worker continues with is claimed of no turn. The bytes of such parts are taken with the next claim of their
 * transfer; batches cost nearly as much as a claim may, so theirs are not counted.
 */
export function describeTurns(start: StartBulk): void {
  describe("turns", () => {
    test("are those of jobs, however many transfers they have", async () => {
      const subject = await start();
      const many = await subject.transfers.jobUploading(3, 4);
      const one = await subject.transfers.jobUploading(1, 10);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 8);

      const claimed = await claimedOf(subject);

      expect(claimed.filter((id) => id === many)).toHaveLength(4);
      expect(claimed.filter((id) => id === one)).toHaveLength(4);
    });

    test("inside a job are those of its transfers", async () => {
      const subject = await start();
      await subject.transfers.jobUploading(3, 4);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 6);

      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);

      expect(tasks.map(({ number }) => number).toSorted()).toEqual([1, 1, 1, 2, 2, 2]);
    });

    test("inside a job are those of its transfers and its batches", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = subject.large(job);
      await subject.list(job, [1], { large: [large] });
      const upload = uploadOf(3);
      await subject.transfers.advance(large, { kind: "upload-opened", upload });
      await subject.list(job, [1]);
      const seen: string[] = [];
      for (let limit = 1; limit <= 5; limit += 1) {
        await subject.ledger.parts.setInFlightLimit(subject.tenant, limit);
        const { tasks, batches } = await subject.ledger.parts.dispatch(subject.tenant);
        seen.push(...tasks.map(({ number }) => `part ${number}`));
        seen.push(...batches.map(({ number }) => `batch ${number}`));
      }

      expect(seen).toEqual(["batch 0", "part 1", "batch 1", "part 2", "part 3"]);
    });

    test("are by bytes: a batch of four turns lets others have four", async () => {
      const subject = await start();
      const job = await subject.open();
      const sizeBytes = TURNS * TURN_BYTES;
      const other = await subject.transfers.jobUploading(1, 20);
      await subject.list(job, [1, 1, 1], { isEnd: true }, sizeBytes);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 11);

      const claimed = await claimedInOrder(subject, 11);

      expect(claimed.map((id) => (id === other ? "part" : "batch"))).toEqual([
        ...["batch", "part", "part", "part", "part"],
        ...["batch", "part", "part", "part", "part", "batch"],
      ]);
    });

    test("count objects as well: a thousand empty ones are no gift", async () => {
      const subject = await start();
      const job = await subject.open();
      const other = await subject.transfers.jobUploading(1, 4);
      await subject.list(job, [256, 256], { isEnd: true }, 0);

      const claimed = await claimedInOrder(subject, 4);

      expect(claimed.map((id) => (id === other ? "part" : "batch"))).toEqual([
        ...["batch", "part", "batch", "part"],
      ]);
    });

    test("give small batches as many as go into one", async () => {
      const subject = await start();
      const job = await subject.open();
      const other = await subject.transfers.jobUploading(1, 4);
      await subject.list(job, [1, 1, 1], { isEnd: true }, TURN_BYTES / 2);

      const claimed = await claimedInOrder(subject, 4);

      expect(claimed.map((id) => (id === other ? "part" : "batch"))).toEqual([
        ...["batch", "batch", "part", "batch"],
      ]);
    });

    test("come once a round: who has little to do waits for one of each other job", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 0);
      const many = await subject.transfers.jobUploading(3, 100);
      const one = await subject.transfers.jobUploading(1, 100);
      const little = await subject.transfers.jobUploading(1, 2);

      expect(await claimedInOrder(subject, 4)).toEqual([little, many, one, little]);
    });

    test("begin with the job that came last, which waits for none of those before it", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 0);
      const jobs = await jobsUploading(subject, 20);

      expect(await claimedInOrder(subject, 1)).toEqual(jobs.slice(-1));
    });

    test("are every other one of who waits longest, however many come", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 0);
      const first = await subject.transfers.jobUploading(1, 100);
      const second = await subject.transfers.jobUploading(1, 100);
      const [came, claimed]: [string[], string[]] = [[], []];
      for (let claim = 0; claim < 8; claim += 1) {
        came.push(await subject.transfers.jobUploading(1, 1));
        claimed.push(...(await claimedInOrder(subject, claim + 1, claim)));
      }

      expect(claimed).toEqual([
        ...[came[0], first, came[2], second, came[4], came[1], came[6], first],
      ]);
    });

    test("are all had once nothing comes any more, those that came last first", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 0);
      const jobs = await jobsUploading(subject, 6);

      const claimed = await claimedInOrder(subject, 6);

      const [a, b, c, d, e, f] = jobs;
      expect(claimed).toEqual([f, a, e, b, d, c]);
    });

    test("are as long as the weights of their jobs say", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 0);
      const light = await subject.transfers.jobUploading(2, 20);
      const heavy = await subject.transfers.jobUploading(2, 20, { weight: 3 });

      const claimed = await claimedInOrder(subject, 8);

      expect(claimed.map((id) => (id === light ? "light" : "heavy"))).toEqual([
        ...["heavy", "heavy", "heavy", "light", "heavy", "heavy", "heavy", "light"],
      ]);
      expect(claimed).toContain(heavy);
    });

    test("follow a change of the weight, which is a compare-and-set, and none of a job that has ended", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      await ledger.parts.setInFlightLimit(tenant, 0);
      const changing = await subject.transfers.jobUploading(1, 20);
      await subject.transfers.jobUploading(1, 20);
      const job = (await ledger.jobs.readJob(tenant, changing))?.job;
      const ended = subject.newJob();
      await ledger.jobs.createJob(ended, []);
      if (job === undefined) {
        throw new Error("the job is gone");
      }

      const heavy = { ...job, weight: 3, labels: { team: "films" } };
      const done = [
        await ledger.parts.changeJob(job, heavy),
        await ledger.parts.changeJob(job, { ...job, weight: 2 }),
        await ledger.parts.changeJob(ended, { ...ended, weight: 2 }),
      ];

      expect(done).toEqual([true, false, false]);
      expect((await ledger.jobs.readJob(tenant, changing))?.job).toEqual(heavy);
      const claimed = await claimedInOrder(subject, 8);
      expect(claimed.filter((id) => id === changing)).toHaveLength(6);
      await ledger.parts.changeJob(heavy, job);
      const later = await claimedInOrder(subject, 16, 8);
      expect(later.filter((id) => id === changing)).toHaveLength(4);
    });

    test("take what a task continued with off the next ones of its job", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      const other = await subject.transfers.jobUploading(1, 20);
      const one = await subject.transfers.jobUploading(1, 20);
      const [first] = (await subject.ledger.parts.dispatch(subject.tenant)).tasks;
      const last = await continued(subject, first, 2);

      const claimed = [last, ...(await claimedInOrder(subject, 6, 1))];

      // Two parts that it continued with, and one that it claims: three turns.
      expect(claimed.map((id) => (id === other ? "other" : "one"))).toEqual([
        ...["other", "one", "other", "other", "other", "one"],
      ]);
      expect(claimed).toContain(one);
    });

    test("are owed by a job that leaves the queue and comes back", async () => {
      const subject = await start();
      const job = await subject.open();
      const sizeBytes = TURNS * TURN_BYTES;
      const other = await subject.transfers.jobUploading(1, 20);
      await subject.list(job, [1], {}, sizeBytes);
      const first = await claimedInOrder(subject, 2);
      await subject.list(job, [1], {}, sizeBytes);

      const claimed = [...first, ...(await claimedInOrder(subject, 7, 2))];

      expect(claimed.map((id) => (id === other ? "part" : "batch"))).toEqual([
        ...["batch", "part", "part", "part", "part", "part", "batch"],
      ]);
    });
  });
}

/** So many jobs of one part each, in the order in which they came. */
async function jobsUploading(subject: BulkScenario, count: number): Promise<readonly string[]> {
  const jobs: string[] = [];
  for (let job = 0; job < count; job += 1) {
    jobs.push(await subject.transfers.jobUploading(1, 1));
  }
  return jobs;
}

/** The jobs of what one call claims. */
async function claimedOf({ ledger, tenant }: BulkScenario): Promise<readonly string[]> {
  const { tasks, batches } = await ledger.parts.dispatch(tenant);
  return [...tasks, ...batches].map(({ jobId }) => jobId);
}

/** The same of so many claims of one unit each, and so in their order. */
async function claimedInOrder(
  subject: BulkScenario,
  upTo: number,
  from = 0,
): Promise<readonly string[]> {
  const claimed: string[] = [];
  for (let limit = from + 1; limit <= upTo; limit += 1) {
    await subject.ledger.parts.setInFlightLimit(subject.tenant, limit);
    claimed.push(...(await claimedOf(subject)));
  }
  return claimed;
}

/** A task that goes on with so many parts, and no further; returns the job of what its last report claimed. */
async function continued(
  { ledger, tenant }: BulkScenario,
  task: PartTask | undefined,
  parts: number,
): Promise<string> {
  if (task === undefined) {
    throw new Error("nothing was claimed");
  }
  let current = task;
  for (let part = 0; part < parts; part += 1) {
    const { next } = await ledger.parts.dispatch(tenant, reportOf(current, true));
    current = { ...current, number: next ?? current.number };
  }
  const { tasks } = await ledger.parts.dispatch(tenant, reportOf(current));
  return tasks.map(({ jobId }) => jobId).join();
}
