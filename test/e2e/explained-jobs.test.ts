import { once } from "node:events";
import { eventually } from "@penstock/testkit";
import type { JobRequestInput } from "@penstock/wire";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { storeControl } from "../chaos/store-control.ts";
import { type FlakySource, startFlakySource } from "../support/flaky-source.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PATIENCE_MS = 90_000;
const SLOW_MS = 1500;
const BYTES = sampleBytes(64 * MIB, "explained");

let up: TestCluster;
let web: FlakySource;

beforeAll(async () => {
  web = await startFlakySource({
    bytesOf: () => BYTES,
    hold: async ({ startByte }) => {
      if (startByte !== undefined) {
        await once(AbortSignal.timeout(SLOW_MS), "abort");
      }
    },
  });
  up = await startTestCluster({
    workers: 1,
    hasStoreControl: true,
    environment: { PENSTOCK_SLOTS: "4" },
    connections: { web: { provider: "http", baseUrl: web.url } },
  });
  await up.addFile("large.bin", BYTES);
});

afterAll(async () => {
  await up.close();
  await web.close();
});

type Asked = Pick<JobRequestInput, "source" | "limits">;

const FILE: Asked = { source: { connection: "files", key: "large.bin" } };

/** A job that is under way until the test ends. */
async function begin(key: string, { source, ...rest }: Asked): Promise<string> {
  const { id } = await up.client.submitJob({
    ...{ source, destination: { connection: "local", key }, options: { partSize: "1MiB" } },
    ...rest,
  });
  onTestFinished(async () => {
    await up.client.cancelJob(id);
    await up.client.waitForJob(id);
  });
  return id;
}

/** @param leastMs of first bytes that were waited for: before a job is planned, its source is what comes next */
function untilBoundBy(id: string, boundBy: string, leastMs = 0) {
  return eventually(
    async () => {
      const explained = await up.client.explainJob(id);
      const { firstByteMs } = explained.evidence.phases;
      return explained.boundBy === boundBy && firstByteMs >= leastMs && explained;
    },
    { deadlineMs: PATIENCE_MS },
  );
}

test("a source whose responses begin late is what bounds its job", async () => {
  const id = await begin("slow-source.bin", { source: { connection: "web", key: "a.bin" } });

  const { evidence } = await untilBoundBy(id, "source", SLOW_MS);

  expect(evidence.phases.firstByteMs).toBeGreaterThan(evidence.phases.sendMs);
});

test.each([
  ["store", { kind: "slow-read", bytesPerSecond: 256 * 1024 }],
  ["throttled", { kind: "slow-down", requestsPerSecond: 1, per: "bucket" }],
] as const)(
  "what the store does to its requests is what bounds a job: %s",
  async (boundBy, fault) => {
    const control = storeControl(up.cluster.storeUrl);
    const key = `${boundBy}.bin`;
    await control.setFaults([{ on: { call: "UploadPart", key }, times: 100_000, fault }]);
    onTestFinished(() => control.setFaults([]));

    const { sentence } = await untilBoundBy(await begin(key, FILE), boundBy);

    expect(sentence).not.toBe("");
  },
);

test("a limit of its own, and a pause, are what bound a job", async () => {
  const id = await begin("limited.bin", { ...FILE, limits: { bytesPerSecond: "512KiB" } });

  const { sentence } = await untilBoundBy(id, "limit");
  await up.client.pauseJob(id);
  const paused = await untilBoundBy(id, "paused");

  expect(sentence).toContain("limit");
  expect(paused.actions).toContain("resume");
});

test("without a worker, that is what bounds a job", async () => {
  const empty = await startTestCluster({ workers: 0 });
  onTestFinished(() => empty.close());
  await empty.addFile("a.bin", BYTES.subarray(0, 2 * MIB));
  const { id } = await empty.client.submitJob({
    source: { connection: "files", key: "a.bin" },
    destination: { connection: "local", key: "a.bin" },
  });

  const boundBy = await eventually(
    async () => {
      const explained = await empty.client.explainJob(id);
      return explained.boundBy === "no-workers" && explained.boundBy;
    },
    { deadlineMs: PATIENCE_MS },
  );

  expect(boundBy).toBe("no-workers");
});
