import { PenstockError, STORE_PROFILES } from "@penstock/core";
import { transferPart } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";
import { Crash } from "../support/trouble.ts";

const KEY = "data/object.bin";
const SIGNAL = new AbortController().signal;

describe("a transfer", () => {
  test.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 5 * MIB + 17])(
    "of %d bytes ends as the same bytes in the store",
    async (sizeBytes) => {
      const deployment = new MemoryDeployment();
      const bytes = sampleBytes(7, sizeBytes);
      deployment.source.put(KEY, bytes, {
        attributes: { attributes: { contentType: "text/plain", metadata: {} }, leftBehind: [] },
      });

      const jobId = await deployment.submit(KEY);
      await deployment.runUntilIdle();

      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
      expect(deployment.store.objects.get(KEY)?.attributes.contentType).toBe("text/plain");
      expect(deployment.store.openUploads).toEqual([]);
      const { progress } = await deployment.record(jobId);
      expect(progress.bytesStored).toBe(sizeBytes);
      expect(progress.partsStored).toBe(Math.max(1, Math.ceil(sizeBytes / MIB)));
    },
  );

  test.each(["aws", "ceph"] as const)(
    "to a store with the profile %s sends each part's checksum before its bytes",
    async (provider) => {
      const profile = { ...STORE_PROFILES[provider], limits: STORE_PROFILES.cos.limits };
      const deployment = new MemoryDeployment(1, {}, profile);
      const bytes = sampleBytes(3, 3 * MIB + 5);
      deployment.source.put(KEY, bytes);

      const jobId = await deployment.submit(KEY);
      await deployment.runUntilIdle();

      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
    },
  );

  test("whose Complete succeeds but loses its response takes the object as its own", async () => {
    let completes = 0;
    const losesResponse = storeWith((store) => ({
      complete: async (...args) => {
        completes += 1;
        await store.complete(...args);
        throw new PenstockError("store-unreachable", "the connection was cut");
      },
    }));
    const deployment = new MemoryDeployment(1, { store: losesResponse });
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(completes).toBe(1);
  });

  test("never aborts because of a Complete that fails for a while", async () => {
    let failures = 5;
    let aborts = 0;
    const failing = storeWith((store) => ({
      complete: (...args) => {
        failures -= 1;
        return failures >= 0
          ? Promise.reject(new PenstockError("store-unreachable", "500 InternalError"))
          : store.complete(...args);
      },
      abort: (...args) => {
        aborts += 1;
        return store.abort(...args);
      },
    }));
    const deployment = new MemoryDeployment(1, { store: failing });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB + 1));

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(aborts).toBe(0);
  });

  test.each(["store-rejected", "checksum-mismatch"] as const)(
    "whose Complete succeeds but is answered with %s is not torn away",
    async (code) => {
      const respondsWrong = storeWith((store) => ({
        complete: async (...args) => {
          await store.complete(...args);
          throw new PenstockError(code, "a response of something in between");
        },
      }));
      const deployment = new MemoryDeployment(1, { store: respondsWrong });
      deployment.source.put(KEY, sampleBytes(1, 3 * MIB));

      const jobId = await deployment.submit(KEY);
      await deployment.runUntilIdle();

      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect((await deployment.transferOf(jobId)).generation).toBe(1);
    },
  );

  // Without part 3, the last one, Complete would succeed and cut the object short.
  test.each([2, 3])("uploads part %d again when the store does not list it", async (lost) => {
    let hidden = true;
    const forgetful = storeWith((store) => ({
      listParts: async (...args) => {
        const parts = await store.listParts(...args);
        const shown = hidden ? parts.filter(({ number }) => number !== lost) : parts;
        hidden = false;
        return shown;
      },
    }));
    const deployment = new MemoryDeployment(1, { store: forgetful });
    const bytes = sampleBytes(1, 3 * MIB);
    deployment.source.put(KEY, bytes);

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  });

  test("sends a part again when the store got other bytes, and names the part when it never gets right", async () => {
    const corrupting = storeWith((store) => ({
      uploadPart: async (upload, number, ...rest) => {
        const stored = await store.uploadPart(upload, number, ...rest);
        return number === 2 ? { ...stored, checksum: "0".repeat(16) } : stored;
      },
    }));
    const deployment = new MemoryDeployment(1, { store: corrupting });
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    const { state } = await deployment.transferOf(jobId);
    expect(state).toMatchObject({ kind: "failed", cause: { code: "checksum-mismatch" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("part 2"));
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("fails when the finished object is not what was read", async () => {
    const swapped = storeWith((store) => ({
      head: async (...args) => {
        const head = await store.head(...args);
        return head && { ...head, checksum: "f".repeat(16) };
      },
    }));
    const deployment = new MemoryDeployment(1, { store: swapped });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "integrity-mismatch" },
    });
  });

  test("starts over when its source changes, and stores the new version whole", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    const newer = sampleBytes(2, 4 * MIB + 9);
    deployment.source.put(KEY, newer);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(newer));
    expect((await deployment.transferOf(jobId)).generation).toBe(2);
    expect(deployment.store.openUploads).toEqual([]);
    const { progress } = await deployment.record(jobId);
    expect(progress).toMatchObject({ bytesTotal: newer.length, bytesStored: newer.length });
  });

  test("fails when its source never stops changing", async () => {
    let changes = 0;
    const deployment = new MemoryDeployment(1, {
      source: (source) => ({
        stat: (...args) => source.stat(...args),
        read: () => {
          changes += 1;
          deployment.source.put(KEY, sampleBytes(changes + 1, 3 * MIB));
          throw new PenstockError("source-changed", "it changed again");
        },
      }),
    });
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "source-changed" },
    });
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("starts over when the store forgot its upload", async () => {
    const deployment = new MemoryDeployment();
    const bytes = sampleBytes(1, 3 * MIB);
    deployment.source.put(KEY, bytes);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    for (const upload of deployment.store.openUploads) {
      await deployment.store.abort(upload, SIGNAL);
    }

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect((await deployment.transferOf(jobId)).generation).toBe(2);
  });

  test("of a missing source fails with that cause and opens no upload", async () => {
    const deployment = new MemoryDeployment();

    const jobId = await deployment.submit("not/there");
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("failed");
    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      cause: { code: "source-missing" },
    });
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("ends its upload when its source vanishes under way", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    deployment.source.remove(KEY);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("failed");
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("leaves an object alone that it may not overwrite", async () => {
    const deployment = new MemoryDeployment();
    const first = sampleBytes(1, 10);
    deployment.source.put(KEY, first);
    await deployment.submit(KEY);
    await deployment.runUntilIdle();
    deployment.source.put(KEY, sampleBytes(2, 20));

    const jobId = await deployment.submit(KEY, { overwrite: "never" });
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect((await deployment.transferOf(jobId)).state.kind).toBe("skipped");
    expect(deployment.storedDigest(KEY)).toBe(digest(first));
  });

  test("reads a source without ranges from its first byte to its last, in one PUT", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.hasRanges = false;
    const bytes = sampleBytes(1, 3 * MIB);
    deployment.source.put(KEY, bytes);

    const jobId = await deployment.submit(KEY, {});
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  });

  test("that is impossible to plan for any object is refused and says which size would do", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));

    await expect(deployment.submit(KEY, { partSizeBytes: MIB + 1 })).rejects.toMatchObject({
      code: "plan-impossible",
      message: expect.stringContaining("1 MiB"),
    });
  });
});

describe("a store that throttles", () => {
  test("is left alone longer and longer, and costs the part no attempt", async () => {
    let rejections = 40;
    const throttling = storeWith((store) => ({
      uploadPart: (...args) => {
        rejections -= 1;
        return rejections >= 0
          ? Promise.reject(new PenstockError("store-throttled", "503 SlowDown"))
          : store.uploadPart(...args);
      },
    }));
    const deployment = new MemoryDeployment(1, { store: throttling });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const [part] = deployment.tasks.parts;
    const pauses: number[] = [];

    for (let attempt = 1; attempt <= 20 && part !== undefined; attempt += 1) {
      const delivery = deliveryOf({ isRepeated: attempt > 1 });
      const outcome = await transferPart(deployment.engine, part, delivery);
      pauses.push(outcome.kind === "later" ? outcome.delayMs : 0);
    }
    await deployment.runUntilIdle();

    expect(Math.max(...pauses.slice(0, 2))).toBeLessThanOrEqual(4000);
    expect(Math.max(...pauses.slice(5))).toBeGreaterThan(15_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });
});

describe("a part that kills its workers", () => {
  test("ends its transfer after ten attempts, and says so", async () => {
    const deployment = new MemoryDeployment(1, {
      source: (source) => ({
        stat: (...args) => source.stat(...args),
        read: () => {
          throw new Crash();
        },
      }),
    });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);

    const poison = deployment.takeTask();
    for (let deaths = 0; deaths < 10; deaths += 1) {
      await expect(deployment.runTask(poison)).rejects.toThrow("killed");
    }
    await deployment.runTask(poison);
    await deployment.runUntilIdle().catch(() => undefined);

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "attempts-exhausted" },
    });
  });
});

describe("a late duplicate", () => {
  test("of a part changes nothing after the object is stored", async () => {
    const deployment = new MemoryDeployment();
    const bytes = sampleBytes(1, 2 * MIB);
    deployment.source.put(KEY, bytes);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const zombie = deployment.takeTask();
    await deployment.runTask(zombie);
    await deployment.runUntilIdle();
    deployment.source.remove(KEY);
    await deployment.runTask(zombie);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  });
});
