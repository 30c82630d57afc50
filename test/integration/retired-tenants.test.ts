import { RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import type { Job, JobId, Transfer } from "@penstock/core";
import { LedgerScenario, reportOf, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";

const server = useRedis();
const CAUSE = { code: "cancelled", message: "it was cancelled" } as const;
const RECORD = {
  ...{ worker: "abcd", endedAtMs: Date.UTC(2026, 10, 29) },
  phases: { queueMs: 1, firstByteMs: 1, readMs: 1, sendMs: 1, responseMs: 1 },
};

/** A tenant whose jobs use what there is. */
function open() {
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  const stopSignals = new RedisStopSignals(redis);
  onTestFinished(() => stopSignals.close());
  const ledger = new RedisLedger(redis);
  const tenant = server.newName();
  const passTime = () => Promise.resolve();
  return { redis, ledger, scenario: new LedgerScenario({ ledger, stopSignals, tenant, passTime }) };
}

type World = ReturnType<typeof open>;

async function limitAll({ ledger, scenario: { tenant } }: World, jobId: JobId): Promise<void> {
  await ledger.parts.setInFlightLimit(tenant, 6, "limit", "tenant");
  const names = ["connection from", "connection to", `job ${jobId}`, "upload"];
  await ledger.parts.setClaimLimits(tenant, {
    set: names.map((name, index) => ({ name, units: 5 - index, bound: "limit" })),
    lifted: [],
  });
}

/** Of two jobs one is late, paused and limited; each part is recorded, fails once, or waits for a limit. */
async function moveSome(world: World): Promise<readonly Transfer[]> {
  const { ledger, scenario } = world;
  const { tenant } = scenario;
  const job: Job = { ...scenario.newJob(), deadlineMs: Date.UTC(2030, 0) };
  const transfers = [scenario.newTransfer(job), scenario.newTransfer(job)];
  await ledger.jobs.createJob(job, transfers);
  await limitAll(world, job.id);
  const late = { sinceMs: Date.UTC(2026, 10, 29), reason: "too-slow", boost: 4 } as const;
  await ledger.deadlines.noteLate(job, late);
  const uploading = [await scenario.uploading(9), await scenario.uploading(9)];
  const [first] = (await ledger.parts.dispatch(tenant)).tasks;
  if (first === undefined) {
    throw new Error("no part was claimed");
  }
  await ledger.parts.dispatch(tenant, { ...reportOf(first), record: RECORD });
  const { tasks } = await ledger.parts.dispatch(tenant);
  for (const task of tasks) {
    await ledger.hedges.markHedged(task);
    const failure = { step: task.number, atMs: 0, process: "p", cause: CAUSE } as const;
    await ledger.transfers.noteFailure(task, task.generation, failure, true);
  }
  await ledger.parts.setPaused(tenant, job.id, true);
  await ledger.history.noteRetries(tenant, [{ jobId: job.id, retryOf: scenario.newJob().id }]);
  await ledger.deliveries.writeCursor({ tenant, of: "tenant" }, "1-0");
  return [...transfers, ...uploading];
}

async function endAll({ ledger, scenario }: World, transfers: readonly Transfer[]): Promise<void> {
  for (const transfer of transfers) {
    await ledger.jobs.markCancelled(scenario.tenant, transfer.jobId);
    const next = await scenario.advance(await scenario.reread(transfer), {
      ...{ kind: "cancel-requested", cause: CAUSE },
    });
    if (next.state.kind === "aborting") {
      await scenario.advance(next, { kind: "upload-aborted", atMs: 0 });
    }
  }
  for (const jobId of new Set(transfers.map((each) => each.jobId))) {
    await ledger.jobs.endCancelling(scenario.tenant, jobId);
    await ledger.finished.retireJobs(scenario.tenant, [{ jobId }]);
  }
}

/** Those of a tenant that nothing ends. */
async function endlessKeys({ redis, scenario: { tenant } }: World): Promise<readonly string[]> {
  const keys = await redis.keys(`penstock:{${tenant}}:*`);
  const endless = await Promise.all(keys.map(async (key) => (await redis.ttl(key)) === -1));
  return keys.filter((_, index) => endless[index]);
}

test("a tenant whose last job is gone leaves no key that nothing ends", async () => {
  const world = open();
  const transfers = await moveSome(world);
  const before = await endlessKeys(world);

  await endAll(world, transfers);
  await world.ledger.history.retireTenants();

  expect(before.length).toBeGreaterThan(20);
  expect(await endlessKeys(world)).toEqual([]);
  expect(await world.ledger.jobs.tenants()).not.toContain(world.scenario.tenant);
});

test("a tenant that got a job is not retired, and keeps its limits", async () => {
  const world = open();
  const { jobId } = await world.scenario.planned();
  await limitAll(world, jobId);
  const before = await endlessKeys(world);

  await world.ledger.history.retireTenants();

  expect((await endlessKeys(world)).toSorted()).toEqual(before.toSorted());
});
