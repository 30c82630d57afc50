import { apply, intendedUpload, type Ledger, PenstockError, type Transfer } from "@penstock/core";
import { cancelJob, JournalSweep, OrphanSweep, planTransfer, sweepOnce } from "@penstock/engine";
import { interceptLedger, MemoryJournal } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { Crash } from "../support/trouble.ts";

const signal = new AbortController().signal;

/** Where the first Initiate opens an upload and its response is lost. */
async function afterLostInitiate() {
  const journal = new MemoryJournal();
  const deployment = new MemoryDeployment(1, { journal });
  const { store, engine } = deployment;
  const initiate = store.initiate.bind(store);
  let isLost = false;
  store.initiate = async (object, stop) => {
    const uploadId = await initiate(object, stop);
    if (!isLost) {
      isLost = true;
      throw new PenstockError("store-unreachable", "the response was lost");
    }
    return uploadId;
  };
  deployment.source.put("a", sampleBytes(1, 8 * MIB));
  const jobId = await deployment.submit("a");
  const sweep = new JournalSweep({ ...engine, journal });
  const orphans = new OrphanSweep(engine, { graceMs: 0 });
  return { journal, deployment, jobId, sweep, orphans };
}

type World = Awaited<ReturnType<typeof afterLostInitiate>>;

async function finish({ deployment, sweep }: Pick<World, "deployment" | "sweep">): Promise<void> {
  for (let passes = 0; passes < 5; passes += 1) {
    await deployment.letTimePass();
    await deployment.runUntilIdle();
    await sweep.sweepOnce();
  }
}

/** A ledger whose caller is killed once it has done this. */
function dyingAfter(ledger: Ledger, method: string): Ledger {
  return interceptLedger(ledger, async ({ name, run }) => {
    const result = await run();
    if (name === method) {
      throw new Crash();
    }
    return result;
  });
}

/** The ledger knows the job as it was before its plan; journal and store have what that led to. */
async function afterFallingBack(revision: number) {
  const journal = new MemoryJournal();
  const before = new MemoryDeployment(1, { journal });
  const bytes = sampleBytes(1, 8 * MIB);
  before.source.put("a", bytes);
  const jobId = await before.submit("a");
  const record = await before.ledger.jobs.readJob("default", jobId);
  const planned = await before.transferOf(jobId);
  await before.runTasks(1);
  const after = new MemoryDeployment(2, { journal, store: () => before.store });
  after.source.put("a", bytes);
  await after.ledger.jobs.createJob(record?.job ?? raise(), [{ ...planned, revision }]);
  await after.tasks.addPlan(planned);
  return { journal, store: before.store, planned, after, jobId };
}

describe("an upload of a history that the ledger fell back behind", () => {
  test("is ended, while its transfer goes on with that of the other history", async () => {
    const { journal, store, planned, after, jobId } = await afterFallingBack(1);
    const object = { key: "a", attributes: { metadata: {} }, checksum: "crc64xz" } as const;
    const uploadId = await store.initiate({ ...object, token: "elses" }, signal);
    // Its planner wrote this while the other one had looked into the journal already.
    const intended = { kind: "upload-intended", token: "elses" } as const;
    await journal.writeTransfer(apply(planned, 1, intended));
    await journal.writeUploadId({ ...intendedUpload(planned, "elses"), uploadId });

    await finish({ deployment: after, sweep: new JournalSweep({ ...after.engine, journal }) });
    await after.letTimePass();
    await new OrphanSweep(after.engine, { graceMs: 0 }).sweepOnce(signal);

    expect(await after.stateOf(jobId)).toBe("succeeded");
    expect(store.openUploads).toEqual([]);
  });

  test("is aborted, also when another planner opens its own before this intent is named again", async () => {
    const { journal, store, planned, after, jobId } = await afterFallingBack(1);
    const object = { key: "a", attributes: { metadata: {} }, checksum: "crc64xz" } as const;
    const uploadId = await store.initiate({ ...object, token: "elses" }, signal);
    await journal.writeTransfer(apply(planned, 1, { kind: "upload-intended", token: "elses" }));
    await journal.writeUploadId({ ...intendedUpload(planned, "elses"), uploadId });
    const ref = { tenant: planned.tenant, transferId: planned.id };
    // The other planner looked into the journal before any of this was written there.
    const other = { ...after.engine, journal: new MemoryJournal() };
    let isFirst = true;
    const ledger = interceptLedger(after.ledger, async ({ name, run }) => {
      if (name === "transfers.save" && isFirst) {
        isFirst = false;
        await planTransfer(other, ref, signal);
      }
      return run();
    });

    await planTransfer({ ...after.engine, ledger }, ref, signal);
    await finish({ deployment: after, sweep: new JournalSweep({ ...after.engine, journal }) });
    await after.letTimePass();
    await new OrphanSweep(after.engine, { graceMs: 0 }).sweepOnce(signal);

    expect(await after.stateOf(jobId)).toBe("succeeded");
    expect(store.openUploads).toEqual([]);
  });

  test("is taken up without counting the transfer's changes backwards", async () => {
    const { after, jobId } = await afterFallingBack(70);

    await after.runTasks(1);

    const { revision, state } = await after.transferOf(jobId);
    expect(state.kind).toBe("completing");
    expect(revision).toBeGreaterThan(70);
  });
});

describe("an upload whose Initiate got no response", () => {
  test("is ended, also when the ledger is lost before any process looked for it", async () => {
    const world = await afterLostInitiate();
    const { deployment, jobId } = world;
    await finish(world);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.store.openUploads).toHaveLength(1);

    deployment.ledger.flush();
    await finish(world);
    await deployment.letTimePass();
    await world.orphans.sweepOnce(signal);

    expect(deployment.store.openUploads).toEqual([]);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("is aborted, also when the process that restores its job dies over it", async () => {
    const world = await afterLostInitiate();
    const { deployment, journal, jobId } = world;
    await finish(world);
    const ledger = dyingAfter(deployment.ledger, "jobs.createJob");
    const dying = new JournalSweep({ ...deployment.engine, journal, ledger });
    await dying.sweepOnce();
    deployment.ledger.flush();

    await expect(dying.sweepOnce()).rejects.toThrow("killed");
    await finish(world);
    await deployment.letTimePass();
    await world.orphans.sweepOnce(signal);
    expect(deployment.store.openUploads).toEqual([]);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test.each(["planned once more", "cancelled"])(
    "is ended, also when the ledger fell back behind its intent and its job is %s",
    async (what) => {
      const world = await afterLostInitiate();
      const { deployment, jobId } = world;
      const { job } = await deployment.record(jobId);
      const before = await deployment.transferOf(jobId);
      await deployment.runTasks(1);
      deployment.ledger.flush();
      await deployment.ledger.jobs.createJob(job, [before]);

      await (what === "cancelled" && cancelJob(deployment.engine, job.tenant, jobId));
      await finish(world);
      await deployment.letTimePass();
      await world.orphans.sweepOnce(signal);

      expect(deployment.store.openUploads).toEqual([]);
      expect(await deployment.stateOf(jobId)).toBe(
        what === "cancelled" ? "cancelled" : "succeeded",
      );
    },
  );

  test("keeps its finished job in the journal until it is ended", async () => {
    const world = await afterLostInitiate();
    const { deployment, journal } = world;
    await finish(world);
    expect(await journal.jobs()).toHaveLength(1);

    await deployment.letTimePass();
    await world.orphans.sweepOnce(signal);
    await world.sweep.sweepOnce();

    expect(await journal.jobs()).toEqual([]);
  });
});

/** Where the ledger saves the first upload that it is told of, and its response is lost. */
function losingAResponse(ledger: Ledger): Ledger {
  let isLost = false;
  return interceptLedger(ledger, async ({ name, args, run }) => {
    const result = await run();
    const [, next] = args as readonly Transfer[];
    if (name === "transfers.save" && next?.state.kind === "uploading" && !isLost) {
      isLost = true;
      throw new PenstockError("ledger-unavailable", "the response was lost");
    }
    return result;
  });
}

describe("an upload that the ledger was told of, and then forgot", () => {
  test("is ended with its parts, also when its planner could not journal the transfer", async () => {
    const journal = new MemoryJournal();
    const deployment = new MemoryDeployment(1, { journal, ledger: losingAResponse });
    const sweep = new JournalSweep({ ...deployment.engine, journal });
    const orphans = new OrphanSweep(deployment.engine, { graceMs: 0 });
    deployment.source.put("a", sampleBytes(1, 4 * MIB));
    const jobId = await deployment.submit("a");
    await expect(deployment.runTasks(1)).rejects.toThrow("the response was lost");
    await deployment.letTimePass();
    await sweepOnce(deployment.engine);
    await deployment.runTasks(2);
    const [upload] = deployment.store.openUploads;
    expect(upload && (await deployment.store.listParts(upload, signal))).not.toEqual([]);

    deployment.ledger.flush();
    await finish({ deployment, sweep });
    await deployment.letTimePass();
    await orphans.sweepOnce(signal);

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("is never used when the journal does not take its id", async () => {
    const journal = new MemoryJournal();
    const deployment = new MemoryDeployment(1, { journal });
    const writeUploadId = journal.writeUploadId.bind(journal);
    journal.writeUploadId = async () => {
      throw new PenstockError("journal-unavailable", "the disk is full");
    };
    deployment.source.put("a", sampleBytes(1, 4 * MIB));
    const jobId = await deployment.submit("a");

    await deployment.runTasks(1);

    const { state } = await deployment.transferOf(jobId);
    expect(state.kind).toBe("planned");
    expect(deployment.store.openUploads).toEqual([]);
    expect(await deployment.ledger.uploads.openUploads("default")).toEqual([]);
    journal.writeUploadId = writeUploadId;
    await deployment.letTimePass();
    await deployment.runUntilIdle();
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });
});

describe("a PUT", () => {
  test("is known as ours when it is uploaded after the ledger was lost and it was planned again", async () => {
    const journal = new MemoryJournal();
    const deployment = new MemoryDeployment(1, { journal });
    const sweep = new JournalSweep({ ...deployment.engine, journal });
    deployment.source.put("a", sampleBytes(1, 100));
    const jobId = await deployment.submit("a");
    await deployment.runTasks(1);
    await sweep.sweepOnce();
    const tokens: string[] = [];
    const put = deployment.store.put.bind(deployment.store);
    deployment.store.put = (object, body, stop) => {
      tokens.push(object.token);
      return put(object, body, stop);
    };
    // The part task of before the loss continues beside the one of after it.
    deployment.ledger.flush();
    await sweep.sweepOnce();
    await deployment.runUntilIdle();
    await deployment.letTimePass();
    await deployment.runUntilIdle();

    expect(new Set(tokens).size).toBe(1);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });
});

function raise(): never {
  throw new Error("the job is not there");
}
