import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { describe, expect, type TestContext, test } from "vitest";
import { storeControl } from "../chaos/store-control.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PARTS = 192;

/** A worker with 192 parts before it and a store that takes 1 MiB a second from each connection. */
async function startShaped(
  { onTestFinished }: TestContext,
  environment: Readonly<Record<string, string>>,
) {
  const up = await startTestCluster({ workers: 1, hasStoreControl: true, environment });
  onTestFinished(up.close);
  await storeControl(up.cluster.storeUrl).setFaults([
    {
      on: { call: "UploadPart" },
      times: 10_000,
      fault: { kind: "slow-read", bytesPerSecond: MIB },
    },
  ]);
  await up.addFile("big.bin", new Uint8Array());
  await truncate(join(up.filesFolder, "big.bin"), PARTS * MIB);
  const job = await up.client.submitJob({
    source: { connection: "files", key: "big.bin" },
    destination: { connection: "local", key: "big.bin" },
    options: { partSize: "1MiB" },
  });
  const healthUrl = up.cluster.member("worker-1").child().url ?? "";
  return {
    announced: async () => (await up.client.listWorkers()).data[0]?.slots,
    metrics: async () => (await fetch(`${healthUrl}/metrics`)).text(),
    partsStored: async () => (await up.client.readJob(job.id)).progress.partsStored,
    cancel: () => up.client.cancelJob(job.id),
  };
}

describe.concurrent("a worker's slots", () => {
  test("grow while each connection is slow, up to what memory allows", async (context) => {
    const shaped = await startShaped(context, {
      PENSTOCK_MEMORY: "64MiB",
      PENSTOCK_BUFFER: "4MiB",
    });
    const first = await shaped.metrics();

    const announced = await eventually(async () => {
      const slots = await shaped.announced();
      return slots === 16 && slots;
    });

    expect(first).toMatch(/^penstock_worker_slots 8$/m);
    expect(announced).toBe(16);
    await shaped.cancel();
  });

  test("stay as they are when they are fixed", async (context) => {
    const shaped = await startShaped(context, { PENSTOCK_SLOTS: "10" });

    await eventually(async () => (await shaped.partsStored()) >= 40);

    expect(await shaped.announced()).toBe(10);
    expect(await shaped.metrics()).toMatch(/^penstock_worker_slots 10$/m);
    await shaped.cancel();
  });
});
