import {
  type ObjectStore,
  PenstockError,
  STORE_PROFILES,
  type StoreProvider,
} from "@penstock/core";
import { interceptLedger } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { lateStore, type Put } from "../support/late-store.ts";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 1000);
/** Legal at every store. */
const PART = { partSizeBytes: 8 * MIB };
const SILENT = { ...STORE_PROFILES.cos, putProofs: {} };

/** Notes the requests that a store gets, and changes what the PUT among them does. */
function watched(change: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  const requests: string[] = [];
  const watch = storeWith((store) => ({
    put: (...args: Put) => {
      requests.push("put");
      return store.put(...args);
    },
    head: (...args) => {
      requests.push("head");
      return store.head(...args);
    },
  }));
  return { requests, wrap: (store: ObjectStore) => watch(storeWith(change)(store)) };
}

/** The store's word on what it got is missing. */
function mute(store: ObjectStore): Partial<ObjectStore> {
  return {
    put: async (...args: Put) => ({ etag: (await store.put(...args)).etag }),
  };
}

describe("a PUT whose response proves it", () => {
  test.each(Object.keys(STORE_PROFILES) as StoreProvider[])(
    "is stored by the worker that sent it, without a HEAD and without a finalize task: %s",
    async (provider) => {
      const { requests, wrap } = watched();
      const deployment = new MemoryDeployment(1, { store: wrap }, STORE_PROFILES[provider]);
      deployment.source.put(KEY, BYTES);
      const jobId = await deployment.submit(KEY, PART);

      await deployment.runTasks(2);

      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect(requests).toEqual(["put"]);
      expect(deployment.tasks.finalizes).toEqual([]);
      expect((await deployment.transferOf(jobId)).state).toMatchObject({
        kind: "stored",
        object: { verifiedBy: "put-response", sizeBytes: BYTES.length },
      });
    },
  );

  test("needs these calls of ledger, queues, source and store, and no others", async () => {
    const calls: string[] = [];
    const { requests, wrap } = watched();
    const noted = <Args extends readonly unknown[], Result>(
      name: string,
      call: (...args: Args) => Result,
    ) => {
      return (...args: Args): Result => {
        calls.push(name);
        return call(...args);
      };
    };
    const deployment = new MemoryDeployment(1, {
      store: wrap,
      source: (source) => ({
        ...source,
        stat: noted("stat", source.stat.bind(source)),
        read: noted("read", source.read.bind(source)),
      }),
      ledger: (ledger) =>
        interceptLedger(ledger, ({ name, run }) => {
          calls.push(name);
          return run();
        }),
      queue: (queue) => ({
        addPlan: noted("addPlan", queue.addPlan.bind(queue)),
        addParts: noted("addParts", queue.addParts.bind(queue)),
        addBatches: noted("addBatches", queue.addBatches.bind(queue)),
        addListing: noted("addListing", queue.addListing.bind(queue)),
        addFinalize: noted("addFinalize", queue.addFinalize.bind(queue)),
      }),
    });
    deployment.source.put(KEY, BYTES);
    await deployment.submit(KEY, PART);

    await deployment.runUntilIdle();

    const planning = ["transfers.readTransfer", "stat", "connectionTests.read", "transfers.save"];
    expect(calls).toEqual([
      ...["addPlan", ...planning, "parts.dispatch", "addParts"],
      ...["transfers.readTransfer", "read", "parts.dispatch"],
    ]);
    expect(requests).toEqual(["put"]);
  });

  test("keeps what the response says of encryption and version", async () => {
    const { wrap } = watched((store) => ({
      put: async (...args: Put) => ({
        ...(await store.put(...args)),
        encryption: "cos/kms",
        versionId: "v7",
      }),
    }));
    const deployment = new MemoryDeployment(1, { store: wrap });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      object: { verifiedBy: "put-response", encryption: "cos/kms", versionId: "v7" },
    });
  });

  test("stays stored, whatever another writer puts there afterwards", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);
    await deployment.runTasks(2);
    const stored = deployment.store.objects.get(KEY);
    if (stored !== undefined) {
      deployment.store.objects.set(KEY, { ...stored, token: "other" });
    }

    await deployment.letTimePass();
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("after an attempt that made nothing needs no HEAD either", async () => {
    let isBusy = true;
    const { requests, wrap } = watched((store) => ({
      put: (...args: Put) => {
        if (isBusy) {
          isBusy = false;
          throw new PenstockError("store-throttled", "503 SlowDown");
        }
        return store.put(...args);
      },
    }));
    const deployment = new MemoryDeployment(1, { store: wrap });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(requests).toEqual(["put", "put"]);
  });
});

describe("a PUT is looked at by HEAD", () => {
  test.each([
    ["where nothing in the response of its store proves it", SILENT, undefined],
    ["where the checksum is missing in the response", STORE_PROFILES.cos, mute],
    ["where a CRC32 is only taken", STORE_PROFILES.aws, mute],
  ] as const)("%s", async (_where, profile, change) => {
    const { requests, wrap } = watched(change);
    const deployment = new MemoryDeployment(1, { store: wrap }, profile);
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);

    await deployment.runUntilIdle();

    expect(requests).toEqual(["put", "head", "head"]);
    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "stored",
      object: { verifiedBy: "object-checksum" },
    });
  });

  test("where a test of the connection saw that the store compares nothing", async () => {
    const { requests, wrap } = watched();
    const deployment = new MemoryDeployment(1, { store: wrap }, STORE_PROFILES.ceph);
    await deployment.ledger.connectionTests.save({
      connection: "store",
      testedAtMs: 0,
      checks: [{ name: "checksum-modes", result: "warned", detail: "md5: taken" }],
      measured: {},
    });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(requests).toContain("head");
  });

  test("after a response was lost, for that one may still be carried out", async () => {
    const late = lateStore();
    const { requests, wrap } = watched();
    const deployment = new MemoryDeployment(1, { store: (store) => wrap(late.wrap(store)) });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);

    await deployment.runTasks(2);
    await late.arrive();
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(requests.filter((request) => request === "head").length).toBeGreaterThan(0);
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
  });

  test("when its worker died before it could report it", async () => {
    const { requests, wrap } = watched();
    let isDead = false;
    const deployment = new MemoryDeployment(1, {
      store: wrap,
      ledger: (ledger) =>
        interceptLedger(ledger, async ({ name, args, run }) => {
          if (name === "parts.dispatch" && args[1] !== undefined && !isDead) {
            isDead = true;
            throw new PenstockError("ledger-unavailable", "it is gone");
          }
          return run();
        }),
    });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, PART);
    await deployment.runTasks(1);
    const part = deployment.takeTask();
    await expect(deployment.runTask(part)).rejects.toThrow("it is gone");

    await deployment.runTask(part);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(requests).toContain("head");
  });
});

test("verify: full reads the object back, whatever the response says", async () => {
  const deployment = new MemoryDeployment();
  deployment.source.put(KEY, BYTES);
  const jobId = await deployment.submit(KEY, { ...PART, verify: "full" });

  await deployment.runUntilIdle();

  expect((await deployment.transferOf(jobId)).state).toMatchObject({
    object: { verifiedBy: "read-back" },
  });
});
