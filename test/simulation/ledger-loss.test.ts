import {
  countsAddUp,
  isFinished,
  type JobId,
  type Journal,
  type JournalledTransfer,
  jobStateOf,
  type Ledger,
  PenstockError,
} from "@penstock/core";
import { cancelJob, JournalSweep } from "@penstock/engine";
import { interceptLedger, MemoryJournal, seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const SEEDS = 60;
const MAX_STEPS = 2000;
const TENANT = "default";

/** A deployment with a journal, whose ledger and queue can be emptied between any two tasks. */
class Journalled {
  readonly journal: Journal;
  readonly deployment: MemoryDeployment;
  readonly sweep: JournalSweep;

  constructor(
    seed = 1,
    journal: Journal = new MemoryJournal(),
    isLostNow: () => boolean = () => false,
  ) {
    this.journal = journal;
    const ledger = (whole: Ledger) => {
      return interceptLedger(whole, ({ run }) => {
        if (isLostNow()) {
          this.flush();
        }
        return run();
      });
    };
    this.deployment = new MemoryDeployment(seed, { journal, ledger });
    this.sweep = new JournalSweep({ ...this.deployment.engine, journal });
  }

  async submit(key: string, sizeBytes: number): Promise<JobId> {
    this.deployment.source.put(key, sampleBytes(key.length, sizeBytes));
    return this.deployment.submit(key);
  }

  /** FLUSHALL: running tasks continue, everything else is gone. */
  flush(): void {
    const { ledger, tasks } = this.deployment;
    ledger.flush();
    while (tasks.takePlan() ?? tasks.takePart() ?? tasks.takeFinalize()) {
      // Taking is losing.
    }
  }

  /** Carries this many parts of the one job there is, and copies them to the journal. */
  async carry(parts: number): Promise<void> {
    await this.deployment.runTasks(1 + parts);
    await this.sweep.sweepOnce();
  }

  async finish(): Promise<void> {
    for (let passes = 0; passes < 10; passes += 1) {
      await this.sweep.sweepOnce();
      await this.deployment.letTimePass();
      await this.deployment.runUntilIdle();
    }
  }

  partsSent(run: () => Promise<void>): Promise<number> {
    return countCalls(this.deployment.store, "uploadPart", run);
  }
}

async function countCalls(target: object, name: string, run: () => Promise<void>) {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== "function") {
    throw new Error(`${name} is no method`);
  }
  let calls = 0;
  Reflect.set(target, name, (...args: unknown[]) => {
    calls += 1;
    return Reflect.apply(method, target, args);
  });
  await run();
  return calls;
}

describe("after the ledger was lost", () => {
  test("only the parts that were not copied are sent again", async () => {
    const world = new Journalled();
    const { deployment } = world;
    const jobId = await world.submit("a", 8 * MIB);
    await world.carry(5);
    world.flush();

    const sent = await world.partsSent(() => world.finish());

    expect(sent).toBe(3);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest("a")).toBe(digest(sampleBytes(1, 8 * MIB)));
    expect(deployment.store.openUploads).toEqual([]);
    expect(await world.journal.jobs()).toEqual([]);
  });

  test("a job that two coordinators bring back at once continues with the upload that it had", async () => {
    const world = new Journalled();
    const { deployment, journal } = world;
    const jobId = await world.submit("a", 4 * MIB);
    await world.carry(2);
    world.flush();
    const other = new JournalSweep({ ...deployment.engine, journal });
    await Promise.all([world.sweep.sweepOnce(), other.sweepOnce()]);

    const opened = await countCalls(deployment.store, "initiate", () => world.finish());

    expect(opened).toBe(0);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("an object that was completed just before is taken as it is", async () => {
    const world = new Journalled();
    const jobId = await world.submit("a", 3 * MIB);
    await world.carry(3);
    await countCalls(world.deployment.store, "head", async () => {
      await world.deployment.runTasks(1);
    });
    const etag = world.deployment.store.objects.get("a")?.etag;
    world.flush();

    const sent = await world.partsSent(() => world.finish());

    expect(sent).toBe(0);
    expect(await world.deployment.stateOf(jobId)).toBe("succeeded");
    expect(world.deployment.store.objects.get("a")?.etag).toBe(etag);
  });

  test("an unplanned job runs as if nothing had happened", async () => {
    const world = new Journalled();
    const jobId = await world.submit("a", 2 * MIB);
    world.flush();

    await world.finish();

    expect(await world.deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("a cancelled job stays cancelled, and its upload is ended", async () => {
    const world = new Journalled();
    const jobId = await world.submit("a", 4 * MIB);
    await world.carry(2);
    await world.journal.markCancelled({ tenant: TENANT, jobId });
    world.flush();

    await world.finish();

    expect(await world.deployment.stateOf(jobId)).toBe("cancelled");
    expect(world.deployment.store.openUploads).toEqual([]);
    expect(world.deployment.store.objects.size).toBe(0);
  });

  test("a cancel between a job's return and its plan ends the upload that the journal knows", async () => {
    const world = new Journalled();
    const jobId = await world.submit("a", 4 * MIB);
    await world.carry(2);
    world.flush();
    await world.sweep.sweepOnce();

    await cancelJob(world.deployment.engine, TENANT, jobId);
    await world.finish();

    expect(await world.deployment.stateOf(jobId)).toBe("cancelled");
    expect(world.deployment.store.openUploads).toEqual([]);
  });

  test("a job that is on its way back is not called unknown", async () => {
    const world = new Journalled();
    const jobId = await world.submit("a", MIB);
    world.flush();

    const cancelling = cancelJob(world.deployment.engine, TENANT, jobId);

    await expect(cancelling).rejects.toMatchObject({ code: "ledger-unavailable" });
  });

  test.each([
    ["", 0],
    [", and went on planning since,", 7],
  ])(
    "a ledger that fell back behind an upload%s takes that one up, and opens no other",
    async (_since, changes) => {
      const world = new Journalled();
      const jobId = await world.submit("a", 4 * MIB);
      const planned = await world.deployment.transferOf(jobId);
      const record = await world.deployment.record(jobId);
      await world.deployment.runTasks(1);
      world.deployment.ledger.flush();
      await world.deployment.ledger.jobs.createJob(record.job, [
        { ...planned, revision: planned.revision + changes },
      ]);
      await world.deployment.tasks.addPlan(planned);

      const opened = await countCalls(world.deployment.store, "initiate", () => world.finish());

      expect(opened).toBe(0);
      expect(await world.deployment.stateOf(jobId)).toBe("succeeded");
      expect(world.deployment.store.openUploads).toEqual([]);
    },
  );

  test("a coordinator that completes at that moment stops, and finds the object done later", async () => {
    const world = new Journalled();
    const { deployment } = world;
    const jobId = await world.submit("a", 2 * MIB);
    await world.carry(2);
    const transfer = await deployment.transferOf(jobId);
    const complete = deployment.store.complete.bind(deployment.store);
    deployment.store.complete = async (...args) => {
      world.flush();
      return complete(...args);
    };

    await deployment.runTasks(1);

    expect(transfer.state.kind).toBe("completing");
    expect(deployment.store.objects.has("a")).toBe(true);
    await world.finish();
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("without a journal nothing comes back, and nothing is aborted", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put("a", sampleBytes(1, 4 * MIB));
    const jobId = await deployment.submit("a");
    await deployment.runTasks(3);
    deployment.ledger.flush();

    const aborts = await countCalls(deployment.store, "abort", async () => {
      await deployment.runUntilIdle();
      await deployment.letTimePass();
      await deployment.runUntilIdle();
    });

    expect(aborts).toBe(0);
    expect(deployment.store.openUploads).toHaveLength(1);
    expect(await deployment.ledger.jobs.readJob(TENANT, jobId)).toBeUndefined();
  });
});

describe("a journal that cannot be written", () => {
  class Full extends MemoryJournal {
    isFull = true;

    override async writeJob(...args: Parameters<Journal["writeJob"]>): Promise<void> {
      this.#refuse();
      return super.writeJob(...args);
    }

    override async writeTransfer(...args: Parameters<Journal["writeTransfer"]>): Promise<void> {
      this.#refuse();
      return super.writeTransfer(...args);
    }

    override async readTransfer(
      ...args: Parameters<Journal["readTransfer"]>
    ): Promise<JournalledTransfer | undefined> {
      return super.readTransfer(...args);
    }

    #refuse(): void {
      if (this.isFull) {
        throw new PenstockError("journal-unavailable", "the disk is full");
      }
    }
  }

  test("lets no job be accepted", async () => {
    const world = new Journalled(1, new Full());

    await expect(world.submit("a", MIB)).rejects.toMatchObject({ code: "journal-unavailable" });

    expect((await world.deployment.ledger.jobs.listJobs(TENANT, { limit: 1 })).items).toEqual([]);
  });

  test("lets no upload be opened until it can be written again, at the cost of no attempt", async () => {
    const journal = new Full();
    journal.isFull = false;
    const world = new Journalled(1, journal);
    const jobId = await world.submit("a", 2 * MIB);
    journal.isFull = true;

    const opened = await countCalls(world.deployment.store, "initiate", async () => {
      for (let attempts = 0; attempts < 15; attempts += 1) {
        world.deployment.clock.advance(61_000);
        await world.deployment.runTasks(1);
      }
    });
    journal.isFull = false;
    await world.finish();

    expect(opened).toBe(0);
    expect(await world.deployment.stateOf(jobId)).toBe("succeeded");
  });
});

type Jobs = ReadonlyMap<JobId, { readonly key: string; readonly digest: string }>;

/** Loses the ledger before some of the calls to it, wherever in a step they are made. */
async function play(seed: number): Promise<{ readonly world: Journalled; readonly jobs: Jobs }> {
  const random = seededRandom(seed);
  const losses = new Set(Array.from({ length: 3 }, () => Math.floor(random.unit() * 150)));
  let calls = 0;
  const world = new Journalled(seed, new MemoryJournal(), () => {
    calls += 1;
    return losses.has(calls);
  });
  const jobs = await submitAll(world);
  for (let steps = 0; steps < MAX_STEPS && !(await isOver(world, jobs)); steps += 1) {
    if (random.unit() < 0.2) {
      await world.sweep.sweepOnce();
    }
    const run = world.deployment.takeTask();
    await (run === undefined ? world.deployment.letTimePass() : world.deployment.runTask(run));
  }
  return { world, jobs };
}

async function submitAll(world: Journalled): Promise<Jobs> {
  const jobs = new Map<JobId, { readonly key: string; readonly digest: string }>();
  for (const [index, sizeBytes] of [0, 1000, MIB + 1, 4 * MIB].entries()) {
    const key = "k".repeat(index + 1);
    const bytes = sampleBytes(key.length, sizeBytes);
    jobs.set(await world.submit(key, sizeBytes), { key, digest: digest(bytes) });
  }
  return jobs;
}

describe("when the ledger is lost at any call to it, more than once", () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

  test.each(seeds)("seed %d: every job ends, and no upload stays open", async (seed) => {
    const { world, jobs } = await play(seed);

    expect(await isOver(world, jobs)).toBe(true);
    for (const { key, digest: wanted } of jobs.values()) {
      expect([key, world.deployment.storedDigest(key)]).toEqual([key, wanted]);
    }
    expect(world.deployment.store.openUploads).toEqual([]);
  });
});

/** Finished and forgotten, or finished: what was forgotten before a loss is no longer in the ledger. */
async function isOver({ deployment, journal }: Journalled, jobs: ReadonlyMap<JobId, unknown>) {
  const journalled = new Set((await journal.jobs()).map(({ jobId }) => jobId));
  for (const jobId of jobs.keys()) {
    const record = await deployment.ledger.jobs.readJob(TENANT, jobId);
    if (record === undefined && journalled.has(jobId)) {
      return false;
    }
    if (record !== undefined) {
      const state = jobStateOf(record.counts, record.isCancelled);
      expect(countsAddUp(record.counts)).toBe(true);
      expect(isFinished(state) ? state : "succeeded").toBe("succeeded");
      if (!isFinished(state)) {
        return false;
      }
    }
  }
  return true;
}
