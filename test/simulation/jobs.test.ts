import { PenstockError, type SourceReader } from "@penstock/core";
import { cancelJob, planTransfer, transferPart } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";

describe("a cancelled job", () => {
  test("ends its upload and is cancelled", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);

    await cancelJob(deployment.engine, "default", jobId);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("cancelled");
    expect(deployment.store.openUploads).toEqual([]);
    expect(deployment.store.objects.size).toBe(0);
  });

  test("counts no failure for the parts that it stops", async () => {
    const stopping = new AbortController();
    const deployment = new MemoryDeployment(1, {
      source: (source) => ({
        stat: (...args) => source.stat(...args),
        read: async function* () {
          await cancelJob(deployment.engine, "default", jobId);
          stopping.abort("stopped");
          yield* [];
          throw new Error("the read was aborted");
        },
      }),
    });
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const [part] = deployment.tasks.parts;
    expect(part).toBeDefined();

    const delivery = deliveryOf({ signal: stopping.signal });
    const outcome = part && (await transferPart(deployment.engine, part, delivery));

    const { id, tenant } = await deployment.transferOf(jobId);
    expect(outcome).toEqual({ kind: "done" });
    expect(await deployment.ledger.transfers.failures({ tenant, transferId: id })).toEqual([]);
    expect((await deployment.record(jobId)).progress.retries).toBe(0);
  });

  test("leaves an upload to the sweep when it cannot end the one just begun", async () => {
    const deployment = new MemoryDeployment(1, {
      store: storeWith((store) => ({
        initiate: async (...args) => {
          const uploadId = await store.initiate(...args);
          await cancelJob(deployment.engine, "default", jobId);
          return uploadId;
        },
        abort: () => Promise.reject(new PenstockError("store-unreachable", "no response")),
      })),
    });
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    const { id, tenant } = await deployment.transferOf(jobId);
    const ref = { tenant, transferId: id };

    await planTransfer(deployment.engine, ref, new AbortController().signal);

    const [upload] = deployment.store.openUploads;
    expect(await deployment.ledger.uploads.openUploads(tenant)).toMatchObject([
      { ...upload, transferId: id, isOwned: false },
    ]);
    expect(await deployment.ledger.transfers.failures(ref)).toEqual([]);
    expect(await deployment.stateOf(jobId)).toBe("cancelled");
  });

  test("whose parts are all in keeps its object", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(3);
    expect((await deployment.transferOf(jobId)).state.kind).toBe("completing");

    await cancelJob(deployment.engine, "default", jobId);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("that ended in another way refuses to be cancelled", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 1));
    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    await expect(cancelJob(deployment.engine, "default", jobId)).rejects.toMatchObject({
      code: "state-conflict",
    });
  });
});

describe("two jobs that write one key at the same time", () => {
  test("both end well, and the object is that of one of them, whole", async () => {
    const deployment = new MemoryDeployment();
    const sources = ["one", "two"];
    for (const [seed, name] of sources.entries()) {
      deployment.source.put(name, sampleBytes(seed, 3 * MIB));
    }
    const jobIds = await Promise.all(
      sources.map((name) => deployment.submit(KEY, {}, { connection: "source", key: name })),
    );
    for (let plan = deployment.tasks.takePlan(); plan; plan = deployment.tasks.takePlan()) {
      await planTransfer(deployment.engine, plan, deliveryOf({}).signal);
    }
    const openUploads = deployment.store.openUploads.length;
    await deployment.runUntilIdle();

    const states = await Promise.all(jobIds.map((jobId) => deployment.stateOf(jobId)));
    const transfers = await Promise.all(jobIds.map((jobId) => deployment.transferOf(jobId)));
    const wholes = sources.map((_, seed) => digest(sampleBytes(seed, 3 * MIB)));
    expect(openUploads).toBe(2);
    expect(states).toEqual(["succeeded", "succeeded"]);
    expect(transfers.map(({ generation }) => generation)).toEqual([1, 1]);
    expect(wholes).toContain(deployment.storedDigest(KEY));
    expect(deployment.store.openUploads).toEqual([]);
  });
});

describe("a submit", () => {
  test.each(["a/../b", "./a", "/a", "", "a".repeat(851), "a\nb"])(
    "with the destination key %j is refused",
    async (key) => {
      const deployment = new MemoryDeployment();

      await expect(deployment.submit(key)).rejects.toMatchObject({ code: "key-invalid" });
    },
  );

  test.each(["cos", "s3", "http", "file"] as const)(
    "with a key that a source of %s cannot have is refused",
    async (kind) => {
      const deployment = new MemoryDeployment(1, {
        source: (source) => ({ ...bound(source), kind }),
      });
      const keys = ["../theirs/secret", "a/./b", "//lead", "a\u0000b", "a\r\nb", "a\ud800b", ""];

      const rejections = keys.map((key) =>
        deployment.submit(KEY, {}, { connection: "source", key }),
      );

      const codes = await Promise.all(
        rejections.map((rejection) => rejection.then(String, (error) => error.code)),
      );
      expect(codes).toEqual(keys.map(() => "key-invalid"));
    },
  );
});

function bound(source: SourceReader): SourceReader {
  return {
    stat: (...asked) => source.stat(...asked),
    read: (...asked) => source.read(...asked),
  };
}
