import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CosEmulator, startCosEmulator } from "@penstock/cos-emulator";
import { type ConnectionTestView, connectionTestView } from "@penstock/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const BUCKET = "tested-1250000000";
const REGION = "ap-local";
const KEY = "canary-secret-key";
const MIB = 1024 * 1024;

const PASSED = [
  ["reachable", "passed"],
  ["auth", "passed"],
  ["clock", "passed"],
  ["address-style", "passed"],
  ["list", "passed"],
  ["listing-order", "passed"],
  ["min-part", "passed"],
  ["etag-kind", "passed"],
  ["checksum-modes", "passed"],
  ["abort", "passed"],
];

describe("penstock conn", () => {
  let folder = "";
  let store: CosEmulator;
  let up: TestCluster;

  async function secret(name: string, value: string): Promise<string> {
    await writeFile(join(folder, name), value);
    return `file:${join(folder, name)}`;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-tested-"));
    store = await startCosEmulator({
      dataDir: join(folder, "store"),
      secretId: "tested-id",
      secretKey: KEY,
      buckets: [BUCKET],
      region: REGION,
    });
    const credentials = {
      accessKeyId: await secret("id", "tested-id"),
      secretAccessKey: await secret("key", KEY),
    };
    const wrongKey = { ...credentials, secretAccessKey: await secret("wrong", "canary-wrong") };
    const cos = {
      provider: "cos",
      bucket: BUCKET,
      region: REGION,
      endpoint: store.endpoint,
      credentials,
    } as const;
    const s3 = { ...cos, provider: "versitygw" } as const;
    up = await startTestCluster({
      workers: 1,
      connections: {
        cos,
        s3,
        "s3-believed-weak": { ...s3, provider: "ceph" },
        "cos-wrong-key": { ...cos, credentials: wrongKey },
        "s3-wrong-key": { ...s3, credentials: wrongKey },
        "cos-wrong-bucket": { ...cos, bucket: "other-1250000000" },
        "s3-wrong-bucket": { ...s3, bucket: "other-1250000000" },
        "cos-away": { ...cos, endpoint: "http://127.0.0.1:1" },
        "s3-away": { ...s3, endpoint: "http://127.0.0.1:1" },
        "cos-no-secret": {
          ...cos,
          credentials: { ...credentials, secretAccessKey: `file:${join(folder, "none")}` },
        },
      },
    });
  });

  afterAll(async () => {
    await up.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function testOf(
    name: string,
  ): Promise<{ readonly exitCode: number | null; readonly view: ConnectionTestView }> {
    const { exitCode, stdout } = await up.penstock("conn", "test", name, "--json");
    return { exitCode, view: connectionTestView.parse(JSON.parse(stdout)) };
  }

  test.each([
    { name: "cos", checksum: "crc64xz" },
    { name: "s3", checksum: "crc32" },
    { name: "s3-believed-weak", checksum: "crc32" },
  ])("test $name passes every check and measures $checksum", async ({ name, checksum }) => {
    const { exitCode, view } = await testOf(name);

    expect(view.checks.map((check) => [check.name, check.result])).toEqual(PASSED);
    expect(view.measured).toEqual({ checksum, objectETag: "opaque" });
    expect(exitCode).toBe(0);
    expect(store.openUploads()).toEqual([]);
  });

  test("a tested connection carries new uploads with what was measured", async () => {
    await up.addFile("after.bin", sampleBytes(12 * MIB, "after"));
    await testOf("s3-believed-weak");

    const { exitCode, stdout } = await up.penstock(
      ...["cp", "after.bin", "s3-believed-weak:after.bin", "--part-size", "5MiB"],
      ...["--storage-class", "STANDARD_IA", "--tag", "team=ml", "--metadata", "reel=one"],
      ...["--content-type", "text/plain", "--cache-control", "no-cache"],
    );

    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/crc32 [0-9a-f]{8}, .*verified by object checksum/);
  });

  test.each([
    { name: "cos-wrong-key", check: "auth", says: "SignatureDoesNotMatch" },
    { name: "s3-wrong-key", check: "auth", says: "SignatureDoesNotMatch" },
    { name: "cos-wrong-bucket", check: "address-style", says: "NoSuchBucket" },
    { name: "s3-wrong-bucket", check: "address-style", says: "NoSuchBucket" },
    { name: "cos-away", check: "reachable", says: "ECONNREFUSED" },
    { name: "s3-away", check: "reachable", says: "ECONNREFUSED" },
    { name: "cos-no-secret", check: "auth", says: "missing or empty" },
  ])("test $name fails at $check", async ({ name, check, says }) => {
    const { exitCode, view } = await testOf(name);

    const failed = view.checks.filter(({ result }) => result === "failed");
    expect(failed.map((row) => row.name)).toEqual([check]);
    expect(failed[0]?.detail).toContain(says);
    expect(failed[0]?.fix).toEqual(expect.any(String));
    expect(JSON.stringify(view)).not.toContain("canary");
    expect(exitCode).toBe(1);
    expect(store.openUploads()).toEqual([]);
  });

  test.each(["cos", "s3"])("test %s warns of a clock that is an hour off", async (name) => {
    store.faults.add({ on: {}, fault: { kind: "skew-clock", seconds: 3600 } });

    const { exitCode, view } = await testOf(name);

    store.faults.clear();
    const rows = view.checks.map((check) => [check.name, check.result]);
    expect(rows).toEqual(
      PASSED.map(([check, result]) => [check, check === "clock" ? "warned" : result]),
    );
    expect(exitCode).toBe(0);
  });

  test("test prints a table that says what helps", async () => {
    const { exitCode, stdout } = await up.penstock("conn", "test", "cos-wrong-key");

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ok {3}reachable +the store answers\nFAIL auth +/);
    expect(stdout).toContain("-> Check the keys and their rights");
    expect(stdout).toContain("skip min-part");
  });

  test("ls shows how the last test of each connection went", async () => {
    await testOf("cos");

    const { exitCode, stdout } = await up.penstock("conn", "ls");

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^cos +cos +file +yes +passed \d{4}-\d\d-\d\d \d\d:\d\d +tested-1250000000/m,
    );
    expect(stdout).toMatch(/^files +file +file +no +- /m);
    expect(stdout).toMatch(/^local +cos +file +yes +never /m);
  });

  test.each([
    { name: "unknown", says: "connection-unknown" },
    { name: "files", says: "connection-unsuitable" },
  ])("test exits 3 for $name", async ({ name, says }) => {
    const { exitCode, stderr } = await up.penstock("conn", "test", name);

    expect(exitCode).toBe(3);
    expect(stderr).toContain(says);
  });
});
