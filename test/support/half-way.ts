import { eventually } from "@penstock/testkit";
import type { TestContext } from "vitest";
import { startFlakySource } from "./flaky-source.ts";
import { sampleBytes } from "./sample-bytes.ts";
import { startTestCluster, type TestCluster } from "./test-cluster.ts";

const MIB = 1024 * 1024;
const SIZE_BYTES = 40 * MIB;

/** A source whose second half is held back until it is released. */
async function startGate() {
  const bytes = sampleBytes(SIZE_BYTES, "gate");
  const released = Promise.withResolvers<void>();
  const half = SIZE_BYTES / 2;
  let held = 0;
  const source = await startFlakySource({
    bytesOf: () => bytes,
    hold: async ({ startByte = 0, closed }) => {
      if (startByte >= half) {
        held += 1;
        void closed.then(() => {
          held -= 1;
        });
        await released.promise;
      }
    },
  });
  return { source, bytes, heldRequests: () => held, release: () => released.resolve() };
}

/**
 * What failed, and how much of it is the source's keeping a worker waiting: on a busy machine both workers may hold parts
 * only after the 30 s in which one of them waits for the first byte.
 */
export async function failuresOf({ client }: TestCluster, jobId: string) {
  const { data: transfers } = await client.listTransfers(jobId);
  const all = transfers.flatMap((transfer) => transfer.failures);
  const failures = all.filter(({ cause }) => cause.code !== "source-unreachable");
  return { failures, heldTooLong: all.length - failures.length };
}

/** Two workers that both hold parts of a job, until the source goes on. */
export async function startHalfWay({ onTestFinished }: TestContext): Promise<{
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
  // Both workers hold parts then: either of them has eight slots, and twelve exceed them. On a busy machine a part of the
  // first half may wait behind those that are held, once its lease ran out.
  await eventually(async () => {
    const { progress } = await up.client.readJob(job.id);
    return progress.partsStored > 0 && gate.heldRequests() >= 12;
  });
  return { up, gate, jobId: job.id };
}
