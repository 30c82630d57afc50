import { cancelJob } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const KEY = "data/object.bin";

describe("a cancelled job", () => {
  test("ends its upload and is cancelled", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);

    await cancelJob(deployment.carrier, "default", jobId);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("cancelled");
    expect(deployment.store.openUploads).toEqual([]);
    expect(deployment.store.objects.size).toBe(0);
  });

  test("whose parts are all in keeps its object", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(3);
    expect((await deployment.transferOf(jobId)).state.kind).toBe("completing");

    await cancelJob(deployment.carrier, "default", jobId);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("that ended in another way refuses to be cancelled", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 1));
    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    await expect(cancelJob(deployment.carrier, "default", jobId)).rejects.toMatchObject({
      code: "state-conflict",
    });
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
});
