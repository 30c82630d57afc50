import { type JobId, PenstockError, STORE_PROFILES, type Transfer } from "@penstock/core";
import { cancelJob, JournalSweep } from "@penstock/engine";
import { MemoryJournal } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { lateStore } from "../support/late-store.ts";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 1000);

const SIGNAL = new AbortController().signal;

const cut = () => new PenstockError("store-unreachable", "the connection was cut");

/** Stores what it is given and loses every response to it. */
const losingPuts = storeWith((store) => ({
  put: async (...args) => {
    await store.put(...args);
    throw cut();
  },
}));

/** Second by second, so that nothing that is waited for has come by then. */
async function runForMostOfTheDoubt(deployment: MemoryDeployment, jobId: JobId): Promise<Transfer> {
  for (let second = 0; second < 80; second += 1) {
    for (let run = deployment.takeTask(); run !== undefined; run = deployment.takeTask()) {
      await deployment.runTask(run);
    }
    deployment.clock.advance(1000);
  }
  return deployment.transferOf(jobId);
}

describe("a PUT whose response is lost is found before it is given up", () => {
  test("when its source is deleted", async () => {
    const deployment = new MemoryDeployment(1, { store: losingPuts });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    deployment.source.remove(KEY);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
  });

  test("when ten responses are lost in a row", async () => {
    const deployment = new MemoryDeployment(1, { store: losingPuts });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "stored",
      object: { verifiedBy: "object-checksum" },
    });
  });

  test("when the right to write is taken away", async () => {
    let puts = 0;
    const store = storeWith((inner) => ({
      put: async (...args) => {
        puts += 1;
        await (puts === 1 ? inner.put(...args) : undefined);
        throw puts === 1 ? cut() : new PenstockError("store-refused", "403 AccessDenied");
      },
    }));
    const deployment = new MemoryDeployment(1, { store });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("when its job is cancelled", async () => {
    const deployment = new MemoryDeployment(1, { store: losingPuts });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);

    await cancelJob(deployment.engine, "default", jobId);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("when looking is refused for a while: that decides nothing", async () => {
    let looks = 0;
    const store = storeWith((inner) => ({
      ...losingPuts(inner),
      head: (...args) => {
        looks += 1;
        return looks < 4
          ? Promise.reject(new PenstockError("store-refused", "403 AccessDenied"))
          : inner.head(...args);
      },
    }));
    const deployment = new MemoryDeployment(1, { store });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    deployment.source.remove(KEY);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(looks).toBeGreaterThan(3);
  });

  test("when the ledger has forgotten its attempt, and looking is refused once", async () => {
    let looks = 0;
    const store = storeWith((inner) => ({
      head: (...args) => {
        looks += 1;
        return looks === 1
          ? Promise.reject(new PenstockError("store-refused", "403 AccessDenied"))
          : inner.head(...args);
      },
    }));
    const deployment = new MemoryDeployment(1, { store });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const { state } = await deployment.transferOf(jobId);
    const token = state.kind === "uploading" ? state.upload.token : "";
    const object = { key: KEY, attributes: { metadata: {} }, checksum: "crc64xz", token } as const;
    const chunks = (async function* () {
      yield BYTES;
    })();
    await deployment.store.put(object, { lengthBytes: BYTES.length, chunks }, SIGNAL);
    deployment.source.remove(KEY);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("but not believed where the store once got other bytes and nothing can be compared", async () => {
    let puts = 0;
    const store = storeWith((inner) => ({
      put: async (object, body, signal) => {
        puts += 1;
        if (puts > 1) {
          throw new PenstockError("store-refused", "403 AccessDenied");
        }
        const chunks = (async function* () {
          yield sampleBytes(2, 1000);
        })();
        for await (const _ of body.chunks) {
          // All of it was read and sent.
        }
        return inner.put(object, { ...body, chunks }, signal);
      },
    }));
    const deployment = new MemoryDeployment(1, { store });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    deployment.source.remove(KEY);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "integrity-mismatch" },
    });
  });
});

describe("a PUT that was refused each time", () => {
  test("fails without a wait, also where looking is refused as well", async () => {
    const refused = () => Promise.reject(new PenstockError("store-refused", "403 AccessDenied"));
    const store = storeWith(() => ({ put: refused, head: refused }));
    const deployment = new MemoryDeployment(1, { store });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);

    await runForMostOfTheDoubt(deployment, jobId);

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "store-refused" },
    });
  });
});

describe("a PUT that was given up and is carried out late", () => {
  test("does not replace the object of a newer generation", async () => {
    const late = lateStore();
    const deployment = new MemoryDeployment(1, { store: late.wrap });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    const newer = sampleBytes(2, 2000);
    deployment.source.put(KEY, newer);

    const before = await runForMostOfTheDoubt(deployment, jobId);
    await late.arrive();
    await deployment.runUntilIdle();

    expect(before).toMatchObject({ generation: 1, state: { kind: "aborting" } });
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(newer));
  });

  test("is waited for before its transfer is called failed", async () => {
    const late = lateStore();
    const deployment = new MemoryDeployment(1, { store: late.wrap });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    deployment.source.remove(KEY);

    const before = await runForMostOfTheDoubt(deployment, jobId);
    await late.arrive();
    await deployment.runUntilIdle();

    expect(before.state.kind).toBe("aborting");
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });
});

describe("a Complete that is still being carried out", () => {
  test("is not taken for refused when another one is", async () => {
    let completes = 0;
    let finish = async (): Promise<void> => undefined;
    const store = storeWith((inner) => ({
      complete: async (...args) => {
        completes += 1;
        if (completes === 1) {
          finish = async () => {
            await inner.complete(...args);
          };
          throw cut();
        }
        throw new PenstockError("store-rejected", "400 MalformedXML");
      },
    }));
    const deployment = new MemoryDeployment(1, { store });
    const bytes = sampleBytes(1, 2 * MIB);
    deployment.source.put(KEY, bytes);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(4);
    deployment.clock.advance(10_000);
    await deployment.runTasks(1);

    const before = await deployment.transferOf(jobId);
    await finish();
    await deployment.runUntilIdle();

    expect(completes).toBe(2);
    expect(before.state.kind).toBe("completing");
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("is found when it ends while the upload is being aborted", async () => {
    const store = storeWith((inner) => ({
      complete: () => Promise.reject(new PenstockError("store-rejected", "400 InvalidRequest")),
      abort: async (upload, signal) => {
        const parts = await inner.listParts(upload, signal).catch(() => []);
        const whole = { sizeBytes: 2 * MIB, algorithm: "crc64xz" } as const;
        await (parts.length > 0 ? inner.complete(upload, parts, whole, signal) : undefined);
      },
    }));
    const deployment = new MemoryDeployment(1, { store });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.store.openUploads).toEqual([]);
  });
});

describe("a PUT that was stored before the ledger was lost", () => {
  /** The journal outlives the ledger, and so does the store. */
  async function afterLoss(overwrite: "always" | "never") {
    const journal = new MemoryJournal();
    const before = new MemoryDeployment(1, { journal });
    before.source.put(KEY, BYTES);
    const jobId = await before.submit(KEY, { overwrite });
    await before.runTasks(2);
    const after = new MemoryDeployment(2, { journal, store: () => before.store });
    const sweep = new JournalSweep({ ...after.engine, journal });
    await sweep.sweepOnce();
    await sweep.sweepOnce();
    return { before, after, jobId };
  }

  test("is not failed because its source is deleted by then", async () => {
    const { before, after, jobId } = await afterLoss("always");

    await after.runUntilIdle();

    expect(before.store.objects.has(KEY)).toBe(true);
    expect(await after.stateOf(jobId)).toBe("succeeded");
  });

  test("is not skipped because of its own object", async () => {
    const { after, jobId } = await afterLoss("never");
    after.source.put(KEY, BYTES);

    await after.runUntilIdle();

    expect((await after.transferOf(jobId)).state.kind).toBe("stored");
  });

  test("is sent again where it never reached the store, over what lies there", async () => {
    const { before, after, jobId } = await afterLoss("always");
    const older = { bytes: sampleBytes(3, 10), token: "another", attributes: { metadata: {} } };
    const stored = before.store.objects.get(KEY);
    before.store.objects.set(KEY, { ...older, etag: stored?.etag ?? raise() });
    after.source.put(KEY, BYTES);

    await after.runUntilIdle();

    expect(await after.stateOf(jobId)).toBe("succeeded");
    expect(before.storedDigest(KEY)).toBe(digest(BYTES));
  });
});

describe("proving a PUT whose record is lost", () => {
  test.each(["cos", "aws", "ceph"] as const)("works on %s", async (name) => {
    const deployment = new MemoryDeployment(1, { store: losingPuts }, STORE_PROFILES[name]);
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, { partSizeBytes: 8 * MIB });

    await deployment.runUntilIdle();

    const { state } = await deployment.transferOf(jobId);
    expect(state).toMatchObject({ kind: "stored" });
    expect(state.kind === "stored" && state.object.verifiedBy).not.toBe("size");
  });
});

function raise(): never {
  throw new Error("the object is not there");
}
