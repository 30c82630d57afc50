import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LOCAL_STORE } from "@penstock/cli/cluster";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PATIENCE = { deadlineMs: 120_000 };

let up: TestCluster;

beforeAll(async () => {
  up = await startTestCluster({
    workers: 2,
    environment: { PENSTOCK_ALLOW_NETWORKS: "127.0.0.0/8" },
  });
});

afterAll(() => up.close());

test("a connection is made by the command line, used, changed under a running job, and removed", async () => {
  const { LOCAL_STORE_SECRET_ID = "", LOCAL_STORE_SECRET_KEY = "" } = up.cluster.environment;
  const secretFile = join(up.filesFolder, "..", "the-secret");
  await writeFile(secretFile, `${LOCAL_STORE_SECRET_KEY}\n`);
  await up.addFile("small.bin", sampleBytes(1000, "small"));
  await up.addFile("large.bin", sampleBytes(32 * MIB, "large"));
  const options = [
    ...["--provider", "cos", "--bucket", LOCAL_STORE.bucket, "--region", LOCAL_STORE.region],
    ...["--endpoint", up.cluster.storeUrl, "--access-key-id", LOCAL_STORE_SECRET_ID],
    ...["--secret-file", secretFile],
  ];

  const added = await up.penstock("conn", "add", "made", ...options);
  const copied = await up.penstock("cp", "files:small.bin", "made:small.bin");
  const tested = await up.penstock("conn", "test", "made");
  const { id } = await up.client.submitJob({
    source: { connection: "files", key: "large.bin" },
    destination: { connection: "made", key: "large.bin" },
    options: { partSize: "1MiB" },
    // Four minutes, of which the commands below take a few seconds, or a minute on a busy machine. Two parts share them.
    limits: { bytesPerSecond: "128KiB/s", partsPerUpload: 2 },
  });
  await eventually(async () => {
    const { progress } = await up.client.readJob(id);
    return progress.partsStored > 0;
  }, PATIENCE);
  const replaced = await up.penstock("conn", "add", "made", "--replace", ...options);
  const refused = await up.penstock("conn", "rm", "made");
  const listed = await up.penstock("conn", "ls");
  await up.client.replaceJobLimits(id, { limits: {} });
  await eventually(async () => (await up.client.readJob(id)).state === "succeeded", PATIENCE);
  const removed = await up.penstock("conn", "rm", "made");
  const after = await up.penstock("cp", "files:small.bin", "made:other.bin");
  const ofFile = await up.penstock("conn", "rm", "files");

  const results = [added, copied, tested, replaced, refused, removed, after, ofFile];
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 8, 0, 3, 8]);
  expect(refused.stderr).toContain("1 unfinished job");
  expect(listed.stdout).toMatch(/made +cos +api/);
  expect(after.stderr).toContain("connection-unknown");
  expect(await up.readObject("large.bin")).toEqual(Buffer.from(sampleBytes(32 * MIB, "large")));
  const said = [...results, listed].map(({ stdout, stderr }) => stdout + stderr).join();
  expect(said).not.toContain(LOCAL_STORE_SECRET_KEY);
});
