import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const KEY = "large";
const IF_DIFFERENT = { overwrite: "if_different", marksSource: true } as const;

async function copiedOnce() {
  const deployment = new MemoryDeployment();
  deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
  await deployment.submit(KEY, IF_DIFFERENT);
  await deployment.runUntilIdle();
  return deployment;
}

async function copyAgain(deployment: MemoryDeployment, options = {}) {
  const jobId = await deployment.submit(KEY, { ...IF_DIFFERENT, ...options });
  await deployment.runUntilIdle();
  return (await deployment.transferOf(jobId)).state;
}

describe("a transfer that is for a difference", () => {
  test("is skipped where the destination was made of the same version, in parts", async () => {
    const state = await copyAgain(await copiedOnce());

    expect(state).toMatchObject({ kind: "skipped", reason: expect.stringContaining("already") });
  });

  test("is made where the source is another version of the same size", async () => {
    const deployment = await copiedOnce();
    deployment.source.put(KEY, sampleBytes(2, 3 * MIB));

    expect(await copyAgain(deployment)).toMatchObject({ kind: "stored" });
  });

  test("is made where the object says nothing of what it was made of", async () => {
    const deployment = await copiedOnce();
    const object = deployment.store.objects.get(KEY);
    if (object !== undefined) {
      deployment.store.objects.set(KEY, { ...object, attributes: { metadata: {} } });
    }

    expect(await copyAgain(deployment)).toMatchObject({ kind: "stored" });
  });

  test("is skipped by size where that is taken for enough", async () => {
    const deployment = await copiedOnce();
    deployment.source.put(KEY, sampleBytes(2, 3 * MIB));

    expect(await copyAgain(deployment, { compare: "size" })).toMatchObject({ kind: "skipped" });
  });
});
