import { readdir } from "node:fs/promises";
import { eventually } from "@penstock/testkit";
import { describe, type TestContext, test } from "vitest";
import { demoFolder } from "../support/demo-folder.ts";
import { startFlakySource } from "../support/flaky-source.ts";
import { processesNaming } from "../support/processes.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { runPenstock, startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const SIZE_BYTES = 40 * MIB;
/** When the parts of a dead worker are uploaded again, and these few are at once. */
const PROMISED_MS = 45_000;

/** A source whose second half is held back until it is released. */
async function startGate() {
  const bytes = sampleBytes(SIZE_BYTES, "gate");
  const released = Promise.withResolvers<void>();
  const half = SIZE_BYTES / 2;
  let held = 0;
  const source = await startFlakySource({
    bytesOf: () => bytes,
    hold: async ({ startByte = 0 }) => {
      if (startByte >= half) {
        held += 1;
        await released.promise;
      }
    },
  });
  return { source, bytes, heldRequests: () => held, release: () => released.resolve() };
}

async function startHalfWay({ onTestFinished }: TestContext): Promise<{
  readonly up: TestCluster;
  readonly gate: Awaited<ReturnType<typeof startGate>>;
  readonly jobId: string;
}> {
  const gate = await startGate();
  onTestFinished(gate.source.close);
  const up = await startTestCluster({
    workers: 2,
    environment: { PENSTOCK_SLOTS: "8" },
    connections: { site: { provider: "http", baseUrl: gate.source.url } },
  });
  onTestFinished(up.close);
  const job = await up.client.submitJob({
    source: { connection: "site", key: "big.bin" },
    destination: { connection: "local", key: "big.bin" },
    options: { partSize: "1MiB" },
  });
  // Both workers hold parts then: either of them has eight slots, and twelve exceed them.
  await eventually(async () => {
    const { progress } = await up.client.readJob(job.id);
    return progress.partsStored === 20 && gate.heldRequests() >= 12;
  });
  return { up, gate, jobId: job.id };
}

// At once: they spend their time waiting for the leases of dead workers.
describe.concurrent("a worker", () => {
  test("that is killed with parts in its hands loses none of them", async (context) => {
    const { expect } = context;
    const { up, gate, jobId } = await startHalfWay(context);

    await up.cluster.member("worker-1").kill();
    gate.release();
    const job = await up.client.waitForJob(jobId, { signal: AbortSignal.timeout(PROMISED_MS) });

    expect(job.state).toBe("succeeded");
    expect((await up.readObject("big.bin")).equals(gate.bytes)).toBe(true);
    expect(await up.openUploads()).toEqual([]);
  });

  test("that is asked to stop finishes what it holds, and no attempt fails", async (context) => {
    const { expect } = context;
    const { up, gate, jobId } = await startHalfWay(context);

    const stopping = up.cluster.member("worker-1").stop();
    gate.release();
    const report = await stopping;
    const job = await up.client.waitForJob(jobId);

    expect(report).toEqual({ code: 0, signal: null });
    expect(job).toMatchObject({ state: "succeeded", progress: { retries: 0 } });
    const { data: transfers } = await up.client.listTransfers(jobId);
    expect(transfers.map(({ failures }) => failures)).toEqual([[]]);
    expect((await up.readObject("big.bin")).equals(gate.bytes)).toBe(true);
  });

  test("that the demo kills is survived by the file, and nothing is left behind", async ({
    expect,
    onTestFinished,
  }) => {
    const { folder, surroundings, remove } = await demoFolder();
    onTestFinished(remove);

    const args = ["demo", "--size", "64MiB", "--json"];
    const { exitCode, stdout, stderr } = await runPenstock(args, surroundings);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const outcome: unknown = JSON.parse(stdout);
    expect(outcome).toMatchObject({ ok: true, bytes: 64 * MIB, parts: 4, workersKilled: 1 });
    expect(await readdir(folder)).toEqual([]);
    expect(await processesNaming(folder)).toEqual([]);
  });
});
