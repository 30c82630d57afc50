import type { JobId, PartTask } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type LedgerScenario, reportOf, type Start } from "./ledger-scenario.ts";

/** What of a connection, a job or an upload may be in flight, beside the tenant's in-flight limit. */
export function describeClaimLimits(open: Start): void {
  async function start() {
    const scenario = await open();
    await scenario.ledger.parts.setInFlightLimit(scenario.tenant, 100);
    const { parts } = scenario.ledger;
    const limit = (name: string, units: number) =>
      parts.setClaimLimits(scenario.tenant, {
        set: [{ name, units, bound: "limit" }],
        lifted: [],
      });
    const claim = async () => (await parts.dispatch(scenario.tenant)).tasks;
    return { scenario, parts, limit, claim, tenant: scenario.tenant };
  }

  describe("a claim limit", () => {
    test("of a job bounds its parts in flight, and no other job's", async () => {
      const { scenario, limit, claim } = await start();
      const limited = await scenario.jobUploading(1, 10);
      const other = await scenario.jobUploading(1, 10);
      await limit(`job ${limited}`, 3);

      const tasks = await claim();

      expect(countOf(tasks, limited)).toBe(3);
      expect(countOf(tasks, other)).toBe(10);
    });

    test("of a connection bounds all jobs that read from it or write to it", async () => {
      const { scenario, limit, claim } = await start();
      await scenario.jobUploading(1, 10);
      await scenario.jobUploading(1, 10);
      await limit("connection to", 5);

      expect(await claim()).toHaveLength(5);
    });

    test("counts what was in flight before it was set, and lets one in for each that is out", async () => {
      const { scenario, parts, limit, claim, tenant } = await start();
      await scenario.jobUploading(1, 20);
      await parts.setInFlightLimit(tenant, 4);
      const before = await claim();
      await parts.setInFlightLimit(tenant, 100);
      await limit("connection from", 4);
      expect(await claim()).toEqual([]);

      const { tasks, boundBy } = await dispatchAll(scenario, before.slice(0, 2));

      expect(tasks).toHaveLength(2);
      expect(boundBy).toBe("limit");
    });

    test("goes by permits: a worker that continues with a part takes none", async () => {
      const { scenario, parts, limit, claim, tenant } = await start();
      await scenario.jobUploading(1, 20);
      await limit("connection from", 2);
      const [task] = await claim();

      const { next, tasks } = await parts.dispatch(tenant, reportOf(taskOf(task), true));

      expect(next).toBeDefined();
      expect(tasks).toEqual([]);
    });

    test("frees what a released task had", async () => {
      const { scenario, parts, limit, claim } = await start();
      await scenario.jobUploading(1, 20);
      await limit("connection from", 2);
      const [task] = await claim();

      await parts.release(taskOf(task));

      expect(await claim()).toHaveLength(1);
    });

    test("of 0 stops claims and says why, until it is raised or lifted", async () => {
      const { scenario, parts, claim, tenant } = await start();
      const job = await scenario.jobUploading(1, 6);
      const name = `job ${job}`;
      await parts.setClaimLimits(tenant, {
        set: [{ name, units: 0, bound: "window" }],
        lifted: [],
      });
      const closed = await parts.dispatch(tenant);
      expect(closed).toMatchObject({ tasks: [], boundBy: "window" });
      const waits = await scenario.ledger.measures.readWaits({ tenant, jobId: job });
      expect(waits).toMatchObject({
        ...{ ready: 1, otherJobs: 0 },
        claimLimit: { name, units: 0, bound: "window" },
      });

      await parts.setClaimLimits(tenant, { set: [{ name, units: 2, bound: "limit" }], lifted: [] });
      expect(await claim()).toHaveLength(2);
      await parts.setClaimLimits(tenant, { set: [], lifted: [name] });
      expect(await claim()).toHaveLength(4);
    });

    test("holds up no job behind those that wait for it", async () => {
      const { scenario, limit, claim } = await start();
      const held = [await scenario.jobUploading(1, 5), await scenario.jobUploading(1, 5)];
      const free = await scenario.jobUploading(1, 5);
      for (const job of held) {
        await limit(`job ${job}`, 0);
      }

      const tasks = await claim();

      expect(countOf(tasks, free)).toBe(5);
      expect(tasks).toHaveLength(5);
    });

    test("bounds a job that is paused and resumed as before", async () => {
      const { scenario, parts, limit, claim, tenant } = await start();
      const job = await scenario.jobUploading(1, 5);
      await limit(`job ${job}`, 1);
      await claim();
      await claim();

      await parts.setPaused(tenant, job, true);
      await limit(`job ${job}`, 3);
      expect(await claim()).toEqual([]);
      await parts.setPaused(tenant, job, false);

      expect(await claim()).toHaveLength(2);
    });

    test("is shown with what is in flight of it, and how many jobs wait", async () => {
      const { scenario, parts, limit, claim, tenant } = await start();
      await scenario.jobUploading(1, 10);
      await scenario.jobUploading(1, 10);
      await limit("connection to", 3);
      await claim();
      await claim();

      const work = (await parts.work()).find((each) => each.tenant === tenant);

      expect(work?.claimLimits).toEqual([
        { name: "connection to", units: 3, bound: "limit", inFlight: 3, waitingJobs: 2 },
      ]);
    });
  });

  describe("a claim limit of uploads", () => {
    test("bounds the parts of each upload, and lets one in for each that is uploaded", async () => {
      const { scenario, limit, claim } = await start();
      const job = await scenario.jobUploading(3, 10);
      await limit(`upload job ${job}`, 2);
      const tasks = await claim();
      expect(perUpload(tasks)).toEqual([2, 2, 2]);

      const more = await dispatchAll(scenario, tasks.slice(0, 1));

      expect(more.tasks.map(({ transferId }) => transferId)).toEqual([tasks[0]?.transferId]);
    });

    test("is the strictest of all that there are, and says that it is one", async () => {
      const { scenario, parts, limit, claim, tenant } = await start();
      const job = await scenario.jobUploading(1, 10);
      await limit("upload", 4);
      await limit("upload connection to", 3);

      expect(await claim()).toHaveLength(3);

      expect(await scenario.ledger.measures.readWaits({ tenant, jobId: job })).toMatchObject({
        claimLimit: { name: "upload", units: 3, bound: "limit" },
      });
      await parts.setClaimLimits(tenant, { set: [], lifted: ["upload", "upload connection to"] });
      expect(await claim()).toHaveLength(7);
    });

    test("that is lifted holds back none of any number of uploads", async () => {
      const { scenario, parts, limit, claim, tenant } = await start();
      const uploads = 300;
      await parts.setInFlightLimit(tenant, 3 * uploads);
      await scenario.jobUploading(uploads, 2);
      await limit("upload", 1);
      const first = [...(await claim()), ...(await claim()), ...(await claim())];

      await parts.setClaimLimits(tenant, { set: [], lifted: ["upload"] });
      const others = [...(await claim()), ...(await claim()), ...(await claim())];

      expect([first.length, others.length]).toEqual([uploads, uploads]);
    });
  });
}

function taskOf(task: PartTask | undefined): PartTask {
  if (task === undefined) {
    throw new Error("nothing was claimed");
  }
  return task;
}

function countOf(tasks: readonly PartTask[], job: JobId): number {
  return tasks.filter(({ jobId }) => jobId === job).length;
}

function perUpload(tasks: readonly PartTask[]): readonly number[] {
  return [...Map.groupBy(tasks, ({ transferId }) => transferId).values()].map(
    ({ length }) => length,
  );
}

/** Reports tasks one after the other. */
async function dispatchAll({ ledger, tenant }: LedgerScenario, tasks: readonly PartTask[]) {
  const claimed: PartTask[] = [];
  let boundBy: string | undefined;
  for (const task of tasks) {
    const response = await ledger.parts.dispatch(tenant, reportOf(task));
    claimed.push(...response.tasks);
    boundBy = response.boundBy;
  }
  return { tasks: claimed, boundBy };
}
