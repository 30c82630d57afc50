import { type ErrorCode, PenstockError } from "@penstock/core";
import { transferPart } from "@penstock/engine";
import { expect, test } from "vitest";
import { deliveryOf, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

/** What carrying the first of three parts comes to. */
async function uploadFirst(rejection?: ErrorCode) {
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      uploadPart: (...args) =>
        rejection === undefined
          ? store.uploadPart(...args)
          : Promise.reject(new PenstockError(rejection, "no")),
    })),
  });
  deployment.source.put("key", sampleBytes(1, 3 * MIB));
  await deployment.submit("key");
  await deployment.runTasks(1);
  const [part] = deployment.tasks.parts;
  return part && transferPart(deployment.engine, part, deliveryOf({}));
}

test("a part that was uploaded tells its bytes", async () => {
  expect(await uploadFirst()).toEqual({ kind: "done", uploadedBytes: MIB });
});

test("a part that failed comes again later", async () => {
  expect(await uploadFirst("store-throttled")).toMatchObject({ kind: "later" });
});
