import { RedisLedger } from "@penstock/adapter-redis";
import { isFinished, type JobRecord, jobStateOf } from "@penstock/core";
import { JournalSweep } from "@penstock/engine";
import { LedgerScenario, MemoryJournal, useRedis } from "@penstock/testkit";
import * as fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { MemoryDeployment } from "../support/memory-deployment.ts";

const MANY = 100_000;
const CAUSE = { code: "cancelled", message: "the job was cancelled" } as const;

/** Stands for a process that is killed before its script of this number. */
class MortalRedis extends Redis {
  scriptsLeft = Number.POSITIVE_INFINITY;

  override evalsha = (...args: unknown[]): Promise<unknown> => {
    this.scriptsLeft -= 1;
    return this.scriptsLeft < 0
      ? Promise.reject(new Error("Connection is closed."))
      : this.call("EVALSHA", ...args.map(String));
  };
}

const server = useRedis();
let redis: MortalRedis;

beforeAll(() => {
  redis = new MortalRedis(server.url);
});

afterAll(() => redis.disconnect());

function newScenario(): LedgerScenario {
  return new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant: server.newName(),
    passTime: async () => undefined,
  });
}

function newJobOf(scenario: LedgerScenario, count: number) {
  const job = scenario.newJob();
  const transfers = Array.from({ length: count }, () => scenario.newTransfer(job));
  const create = () => scenario.ledger.jobs.createJob(job, transfers);
  /** Is killed after so many scripts. */
  const createSome = async (scripts: number) => {
    redis.scriptsLeft = scripts;
    await create().catch(() => undefined);
    redis.scriptsLeft = Number.POSITIVE_INFINITY;
  };
  const record = () => scenario.ledger.jobs.readJob(scenario.tenant, job.id);
  return { job, transfers, create, createSome, record };
}

function hasEnded(record: JobRecord | undefined): boolean {
  return record !== undefined && isFinished(jobStateOf(record.counts, record.isCancelled));
}

async function commandStats(): Promise<
  ReadonlyMap<string, { calls: number; usecPerCall: number }>
> {
  const lines = (await redis.info("commandstats")).matchAll(
    /cmdstat_(\w+):calls=(\d+),usec=\d+,usec_per_call=([\d.]+)/g,
  );
  return new Map(
    [...lines].map(([, name = "", calls, usec]) => [
      name,
      { calls: Number(calls), usecPerCall: Number(usec) },
    ]),
  );
}

describe("a job of very many transfers", () => {
  test("is written without holding up Redis for more than 5 ms at a time", async () => {
    const { transfers, create, record } = newJobOf(newScenario(), MANY);
    await redis.config("RESETSTAT");

    await create();

    const scripts = (await commandStats()).get("evalsha");
    expect((await record())?.counts).toMatchObject({ listed: MANY, planned: MANY, listing: 0 });
    expect(scripts?.calls).toBeGreaterThanOrEqual(transfers.length / 50);
    // The mean, which is 0.4 ms: on a busy machine a single call can stand still for as long as it likes.
    expect(scripts?.usecPerCall).toBeLessThan(5000);
  });

  test("is listed still when its creator dies, and runs what is there without ending", async () => {
    const scenario = newScenario();
    const { transfers, createSome, create, record } = newJobOf(scenario, 100);
    await createSome(2);

    const half = await record();
    const written = half?.counts.listed ?? 0;
    for (const transfer of transfers.slice(0, written)) {
      await scenario.advance(transfer, { kind: "transfer-skipped", reason: "it is there" });
    }
    const done = await record();
    await create();

    expect(written).toBe(50);
    expect(done?.counts).toMatchObject({ listed: 50, skipped: 50, listing: 1 });
    expect([hasEnded(half), hasEnded(done), done?.finishedAtMs]).toEqual([false, false, undefined]);
    expect((await record())?.counts).toMatchObject({ listed: 100, skipped: 50, planned: 50 });
  });

  test("has each of its transfers once, whichever process was killed while writing it, and whichever wrote beside", async () => {
    const cuts = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 120 }), cuts, async (count, kills) => {
        const scenario = newScenario();
        const { job, transfers, create, createSome, record } = newJobOf(scenario, count);
        for (const scripts of kills) {
          await createSome(scripts);
        }

        await Promise.all([create(), create()]);

        const page = await scenario.ledger.jobs.listTransfers(scenario.tenant, job.id, {
          limit: 1000,
        });
        expect(page.items).toEqual(transfers);
        expect((await record())?.counts).toMatchObject({ listed: count, planned: count });
        expect(hasEnded(await record())).toBe(count === 0);
      }),
      { numRuns: 40, examples: [[0, [0]]] },
    );
  });

  test("is written to its end from the journal, when its creator died in the middle", async () => {
    const scenario = newScenario();
    const { job, transfers, createSome, record } = newJobOf(scenario, 60);
    const journal = new MemoryJournal();
    await journal.writeJob(job, transfers);
    await createSome(1);
    const { engine } = new MemoryDeployment();
    const sweep = new JournalSweep({ ...engine, ledger: scenario.ledger, journal });

    // One that was not there before may just be under way.
    await sweep.sweepOnce();
    const first = await record();
    await sweep.sweepOnce();

    expect(first?.counts).toMatchObject({ listed: 25, listing: 1 });
    expect((await record())?.counts).toMatchObject({ listed: 60, planned: 60, listing: 0 });
  });
});

test("no script looks through the run queue, or at the permits of other transfers", async () => {
  const scenario = newScenario();
  const first = await scenario.uploading(2);
  await scenario.uploading(50);
  await scenario.ledger.parts.setInFlightLimit(scenario.tenant, 64);
  const { tasks } = await scenario.ledger.parts.dispatch(scenario.tenant);
  const [part] = tasks;
  onTestFinished(() => void redis.config("RESETSTAT"));
  await redis.config("RESETSTAT");

  await (part && scenario.ledger.parts.release(part));
  await scenario.advance(first, { kind: "cancel-requested", cause: CAUSE });

  const used = await commandStats();
  expect(tasks.length).toBeGreaterThan(40);
  expect([used.has("lrem"), used.has("zrange")]).toEqual([false, false]);
});
