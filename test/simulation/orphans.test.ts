import {
  type Cause,
  isPenstockError,
  isTerminal,
  type ObjectStore,
  type OpenUpload,
  PenstockError,
  type Random,
  STORE_PROFILES,
  toPartNumber,
  type UploadId,
} from "@penstock/core";
import { cancelJob, type Engine, OrphanSweep, planTransfer } from "@penstock/engine";
import { seededRandom, silentLog } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";
import { Crash, Trouble } from "../support/trouble.ts";

const TENANT = "default";
const KEY = "a";
const GRACE_MS = 120_000;
const SIGNAL = new AbortController().signal;
const REFUSED: Cause = { code: "store-refused", message: "it may not list" };

/** The planner's process dies with the response of Initiate. */
function losesResponses(store: ObjectStore): ObjectStore {
  return storeWith(() => ({
    initiate: async (...args) => {
      await store.initiate(...args);
      throw new Crash();
    },
  }))(store);
}

/** One transfer whose planner died between Initiate and the save, and was not planned again. */
async function withOrphan(change: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  const deployment = new MemoryDeployment(1, {
    store: (store) => storeWith(change)(losesResponses(store)),
  });
  deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
  const jobId = await deployment.submit(KEY);
  const { id } = await deployment.transferOf(jobId);
  const ref = { tenant: TENANT, transferId: id };
  await planTransfer(deployment.engine, ref, SIGNAL).catch(unlessCrash);
  const [orphan] = deployment.store.openUploads;
  if (orphan === undefined) {
    throw new Error("the planner opened no upload");
  }
  return { deployment, jobId, orphan };
}

function unlessCrash(error: unknown): void {
  if (!(error instanceof Crash || isPenstockError(error, "ledger-unavailable"))) {
    throw error;
  }
}

let endings = 0;

async function sweepNow({ engine }: MemoryDeployment): Promise<void> {
  const warn = (_fields: object, message: string) => {
    endings += message === "aborting an upload whose Initiate got no response" ? 1 : 0;
  };
  await new OrphanSweep({ ...engine, log: { ...silentLog, warn } }).sweepOnce(SIGNAL);
}

/** One pass after the grace is over. */
async function sweep(deployment: MemoryDeployment): Promise<void> {
  deployment.clock.advance(GRACE_MS);
  await sweepNow(deployment);
}

function openFor(deployment: MemoryDeployment, key: string): Promise<UploadId> {
  const object = {
    key,
    attributes: { metadata: {} },
    token: "theirs",
    checksum: "crc64xz",
  } as const;
  return deployment.store.initiate(object, SIGNAL);
}

async function sendPart(deployment: MemoryDeployment, uploadId: UploadId): Promise<void> {
  const chunks = (async function* () {
    yield new Uint8Array(5);
  })();
  const body = { lengthBytes: 5, chunks };
  const ref = { key: KEY, uploadId };
  await deployment.store.uploadPart(ref, toPartNumber(1), body, "crc64xz", SIGNAL);
}

describe("an upload whose Initiate got no response", () => {
  test("is left alone within the grace, for its planner may live", async () => {
    const { deployment, orphan } = await withOrphan();

    deployment.clock.advance(GRACE_MS - 1);
    await new OrphanSweep(deployment.engine).sweepOnce(SIGNAL);

    expect(deployment.store.openUploads).toEqual([orphan]);
  });

  test("is ended after it, and the ledger forgets the intent", async () => {
    const { deployment } = await withOrphan();

    await sweep(deployment);

    expect(deployment.store.openUploads).toEqual([]);
    expect(await deployment.ledger.uploads.openUploads(TENANT)).toEqual([]);
  });

  test("is ended by one of two coordinators that sweep at once", async () => {
    const aborted: UploadId[] = [];
    const { deployment, orphan } = await withOrphan((store) => ({
      abort: (ref, signal) => {
        aborted.push(ref.uploadId);
        return store.abort(ref, signal);
      },
    }));
    deployment.clock.advance(GRACE_MS);

    await Promise.all([1, 2].map(() => new OrphanSweep(deployment.engine).sweepOnce(SIGNAL)));

    expect(aborted).toEqual([orphan.uploadId]);
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("is ended while those of longer keys, and those with parts, stay", async () => {
    const { deployment } = await withOrphan();
    const others = [await openFor(deployment, "a.b"), await openFor(deployment, "a/")];
    const withPart = await openFor(deployment, KEY);
    await sendPart(deployment, withPart);

    await sweep(deployment);

    const left = deployment.store.openUploads.map(({ uploadId }) => uploadId);
    expect(left).toEqual([...others, withPart]);
    expect(await deployment.ledger.uploads.openUploads(TENANT)).toEqual([]);
  });

  test("stays while another empty one makes it unclear which is ours", async () => {
    const { deployment, orphan } = await withOrphan();
    const theirs = await openFor(deployment, KEY);

    await sweep(deployment);
    const during = deployment.store.openUploads;
    await sendPart(deployment, theirs);
    await sweep(deployment);

    expect(during).toEqual([orphan, { key: KEY, uploadId: theirs }]);
    expect(deployment.store.openUploads).toEqual([{ key: KEY, uploadId: theirs }]);
  });

  test("stays while another planner may be opening one under the same key", async () => {
    const { deployment, orphan } = await withOrphan();
    deployment.clock.advance(GRACE_MS);
    const other = await deployment.transferOf(await deployment.submit(KEY));
    const ref = { tenant: TENANT, transferId: other.id };
    await planTransfer(deployment.engine, ref, SIGNAL).catch(unlessCrash);

    await new OrphanSweep(deployment.engine).sweepOnce(SIGNAL);
    const during = deployment.store.openUploads;
    await sweep(deployment);

    expect(during).toHaveLength(2);
    expect(during).toContainEqual(orphan);
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("stays when the ledger was emptied: nothing is ended that it does not name", async () => {
    const { deployment, orphan } = await withOrphan();

    deployment.ledger.flush();
    await sweep(deployment);

    expect(deployment.store.openUploads).toEqual([orphan]);
  });

  test("stays when the journal knows it: its transfer is about to be restored", async () => {
    const { deployment, orphan, jobId } = await withOrphan();
    const transfer = await deployment.transferOf(jobId);
    const state = { kind: "uploading", upload: uploadOf(orphan.uploadId) } as const;
    const journal = {
      readTransfer: async () => ({ transfer: { ...transfer, state }, parts: [] }),
      uploadIdOf: async () => orphan.uploadId,
    } as Partial<NonNullable<Engine["journal"]>> as NonNullable<Engine["journal"]>;
    deployment.clock.advance(GRACE_MS);

    await new OrphanSweep({ ...deployment.engine, journal }).sweepOnce(SIGNAL);

    expect(deployment.store.openUploads).toEqual([orphan]);
  });

  test("is searched again after a pause where the store refuses to list, and ended when it does not", async () => {
    let isRefusing = true;
    const { deployment, orphan } = await withOrphan((store) => ({
      listUploads: (...args) => (isRefusing ? refuse() : store.listUploads(...args)),
    }));
    const warnings: unknown[] = [];
    const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) };
    const orphans = new OrphanSweep({ ...deployment.engine, log });
    const pass = async (ms: number) => {
      deployment.clock.advance(ms);
      await orphans.sweepOnce(SIGNAL);
    };

    await pass(GRACE_MS);
    // Within the pause.
    await pass(1);
    const during = { open: deployment.store.openUploads, warnings: warnings.length };
    isRefusing = false;
    await pass(GRACE_MS);

    expect(during).toEqual({ open: [orphan], warnings: 1 });
    expect(warnings[0]).toMatchObject({
      failures: 1,
      connection: "store",
      ageMs: GRACE_MS,
      code: "store-refused",
    });
    expect(deployment.store.openUploads).toEqual([]);
  });
});

test("a key that always fails holds up no other one of its connection", async () => {
  const { deployment } = await withOrphan((store) => ({
    listUploads: (prefix, signal) =>
      prefix === KEY ? refuse() : store.listUploads(prefix, signal),
  }));
  await losePlan(deployment, "b");
  await losePlan(deployment, "c");
  const orphans = new OrphanSweep(deployment.engine);

  for (let pass = 0; pass < 5; pass += 1) {
    deployment.clock.advance(GRACE_MS);
    await orphans.sweepOnce(SIGNAL);
  }

  expect(deployment.store.openUploads.map(({ key }) => key)).toEqual([KEY]);
  const [repetition, ...others] = deployment.engine.repeats.list();
  expect(repetition).toMatchObject({ items: 1, cause: { code: "store-refused" } });
  expect(others).toEqual([]);
});

async function losePlan(deployment: MemoryDeployment, key: string): Promise<void> {
  deployment.source.put(key, sampleBytes(1, 3 * MIB));
  const { id } = await deployment.transferOf(await deployment.submit(key));
  const ref = { tenant: TENANT, transferId: id };
  await planTransfer(deployment.engine, ref, SIGNAL).catch(unlessCrash);
}

async function* refuse(): AsyncIterable<OpenUpload> {
  yield* [];
  throw new PenstockError(REFUSED.code, REFUSED.message);
}

function uploadOf(uploadId: UploadId) {
  const plan = {
    strategy: "multipart",
    sizeBytes: MIB,
    partSizeBytes: MIB,
    partCount: 1,
    reason: "the default size",
  } as const;
  const sourceVersion = { sizeBytes: MIB, validator: { kind: "size-only" } } as const;
  const attributes = { metadata: {} };
  return { token: "one", uploadId, plan, sourceVersion, checksum: "crc64xz", attributes } as const;
}

test("an upload that was opened without effect is ended by its id, without a list", async () => {
  let isAway = true;
  const deployment: MemoryDeployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      initiate: async (...args) => {
        const uploadId = await store.initiate(...args);
        await cancelJob(deployment.engine, TENANT, jobId);
        return uploadId;
      },
      abort: async (...args) => {
        if (isAway) {
          throw new PenstockError("store-unreachable", "no response");
        }
        return store.abort(...args);
      },
      listUploads: refuse,
    })),
  });
  deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();
  const opened = deployment.store.openUploads;

  await sweep(deployment);
  isAway = false;
  await sweep(deployment);

  expect(opened).toHaveLength(1);
  expect(deployment.store.openUploads).toEqual([]);
  expect(await deployment.ledger.uploads.openUploads(TENANT)).toEqual([]);
});

describe("under crashes, lost responses and cancels", () => {
  const seeds = Array.from({ length: 50 }, (_, index) => index + 1);

  test.each(seeds)(
    "seed %d: no upload stays open, and none of another's is ended",
    async (seed) => {
      const { deployment, trouble, theirs } = await makeWorld(seed);

      await play(deployment, trouble);
      // One pass after the grace, and one for those that were asked for just before.
      await sweep(deployment);
      await sweep(deployment);

      expect(deployment.store.openUploads.map(({ uploadId }) => uploadId)).toEqual(theirs);
      expect(await deployment.ledger.uploads.openUploads(TENANT)).toEqual([]);
    },
  );

  test("some were left to the sweep", () => {
    expect(endings).toBeGreaterThan(seeds.length / 2);
  });
});

const MAX_STEPS = 2000;
const FAULTY_STEPS = 200;

async function makeWorld(seed: number) {
  const trouble = new Trouble(seed);
  const random = seededRandom(seed);
  const deployment = new MemoryDeployment(
    seed,
    {
      ledger: (ledger) => trouble.ledger(ledger),
      store: (store) => losesSomeResponses(trouble.store(store), { trouble, random }),
      queue: (queue) => trouble.queue(queue),
    },
    STORE_PROFILES.cos,
  );
  for (const key of [KEY, "a.b", "a/", KEY]) {
    deployment.source.put(key, sampleBytes(seed, MIB + 1));
    const jobId = await deployment.submit(key);
    if (random.unit() < 0.3) {
      await cancelJob({ ...deployment.engine, ledger: deployment.ledger }, TENANT, jobId).catch(
        unlessCrash,
      );
    }
  }
  // Opened long before, and in use.
  const theirs = await openFor(deployment, KEY);
  await sendPart(deployment, theirs);
  return { deployment, trouble, theirs: [theirs] };
}

function losesSomeResponses(
  store: ObjectStore,
  { trouble, random }: { readonly trouble: Trouble; readonly random: Random },
): ObjectStore {
  return storeWith(() => ({
    initiate: async (...args) => {
      const uploadId = await store.initiate(...args);
      if (!trouble.isOver && random.unit() < 0.3) {
        throw new Crash();
      }
      return uploadId;
    },
  }))(store);
}

async function play(deployment: MemoryDeployment, trouble: Trouble): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    trouble.isOver = step >= FAULTY_STEPS;
    const run = deployment.takeTask();
    if (run !== undefined) {
      await deployment.runTask(run).catch(unlessCrash);
    } else if (trouble.isOver && (await isAllOver(deployment))) {
      return;
    } else {
      await deployment.letTimePass().catch(unlessCrash);
      await sweepNow(deployment).catch(unlessCrash);
    }
  }
  throw new Error(`not every job ended within ${MAX_STEPS} steps`);
}

async function isAllOver({ ledger }: MemoryDeployment): Promise<boolean> {
  const { items } = await ledger.jobs.listJobs(TENANT, { limit: 10 });
  const pages = await Promise.all(
    items.map(({ job }) => ledger.jobs.listTransfers(TENANT, job.id, { limit: 10 })),
  );
  return pages.flatMap((page) => page.items).every(({ state }) => isTerminal(state));
}
