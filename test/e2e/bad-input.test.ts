import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiProblem } from "@penstock/client";
import { eventually } from "@penstock/testkit";
import type { JobRequestInput, JobView, TransferView } from "@penstock/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FlakySource, startFlakySource } from "../support/flaky-source.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const SIZE_BYTES = 4 * MIB;
const BEFORE = sampleBytes(SIZE_BYTES, "before");
const SMALLER = sampleBytes(3 * MIB + 5, "smaller");
const LARGER = sampleBytes(5 * MIB + 7, "larger");

/** What changes once its middle was read; everything else stays as it is. */
const VERSIONS: Readonly<Record<string, (middleReads: number) => Uint8Array | undefined>> = {
  "shrinks.bin": (reads) => (reads > 0 ? SMALLER : BEFORE),
  "grows.bin": (reads) => (reads > 0 ? LARGER : BEFORE),
  "vanishes.bin": (reads) => (reads > 0 ? undefined : BEFORE),
  "restless.bin": (reads) => sampleBytes(SIZE_BYTES, `version ${reads}`),
};

describe("bad input", () => {
  let up: TestCluster;
  let source: FlakySource;
  /** How often each key was read from its middle: by then its upload is open. */
  const middles = new Map<string, number>();

  beforeAll(async () => {
    source = await startFlakySource({
      bytesOf: ({ key, startByte = 0 }) => {
        const reads = (middles.get(key) ?? 0) + (startByte > 0 ? 1 : 0);
        middles.set(key, reads);
        const versionOf = VERSIONS[key];
        return versionOf === undefined ? BEFORE : versionOf(reads);
      },
      ignoresRange: ({ key, startByte = 0 }) =>
        key === "no-ranges.bin" || (key === "forgets-ranges.bin" && startByte > 0),
    });
    up = await startTestCluster({
      workers: 1,
      connections: { site: { provider: "http", baseUrl: source.url } },
    });
  });

  afterAll(async () => {
    // Whatever happened to a job: its upload is not left at the store.
    await eventually(async () => (await up.openUploads()).length === 0);
    await up.close();
    await source.close();
  });

  async function carry(
    request: Pick<JobRequestInput, "source" | "destination">,
  ): Promise<{ readonly job: JobView; readonly transfer: TransferView | undefined }> {
    const { id } = await up.client.submitJob({ ...request, options: { partSize: "1MiB" } });
    const job = await up.client.waitForJob(id, { intervalMs: 100 });
    const { data: transfers } = await up.client.listTransfers(id);
    return { job, transfer: transfers[0] };
  }

  const fromSite = (key: string) =>
    carry({ source: { connection: "site", key }, destination: { connection: "local", key } });

  test.each([
    { sizeBytes: 0, what: "no byte" },
    { sizeBytes: 1, what: "one byte" },
    { sizeBytes: MIB, what: "exactly one part" },
    { sizeBytes: MIB + 1, what: "one byte more than a part" },
  ])("an object of $what is stored", async ({ sizeBytes }) => {
    const name = `of-${sizeBytes}.bin`;
    const bytes = sampleBytes(sizeBytes, name);
    await up.addFile(name, bytes);

    const { job } = await carry({
      source: { connection: "files", key: name },
      destination: { connection: "local", key: name },
    });

    expect(job.state).toBe("succeeded");
    expect((await up.readObject(name)).equals(bytes)).toBe(true);
  });

  test.each([
    "a b/c  d.bin",
    "100%/%41%2f.bin",
    "plus+and&equals=?#.bin",
    "emoji 😀/名前.bin",
    "'quoted' (and) *starred*!.bin",
    `${"k".repeat(846)}.bin`,
    "folder/",
  ])("the key %s is stored under exactly that name", async (key) => {
    const bytes = sampleBytes(2 * MIB, key);
    await up.addFile("key.bin", bytes);

    const { job } = await carry({
      source: { connection: "files", key: "key.bin" },
      destination: { connection: "local", key },
    });

    expect(job.state).toBe("succeeded");
    expect((await up.readObject(key)).equals(bytes)).toBe(true);
  });

  test.each([
    { key: "a/../b", code: "key-invalid" },
    { key: "..", code: "key-invalid" },
    { key: "/a", code: "key-invalid" },
    { key: "a\u{0}b", code: "key-invalid" },
    { key: `${"k".repeat(847)}.bin`, code: "key-invalid" },
    { key: "", code: "request-invalid" },
  ])("the key $key is refused as $code before anything happens", async ({ key, code }) => {
    const submitting = up.client.submitJob({
      source: { connection: "files", key: "key.bin" },
      destination: { connection: "local", key },
    });

    await expect(submitting).rejects.toSatisfy(
      (error) => error instanceof ApiProblem && error.problem.code === code,
    );
  });

  test.each([
    { connection: "files", key: "../secrets", code: "key-invalid" },
    { connection: "local", key: "../theirs/secret", code: "key-invalid" },
    { connection: "local", key: "a\ud800b", code: "key-invalid" },
    { connection: "site", key: "a%00b", code: "key-invalid" },
    { connection: "site", key: "film.mp4?X-Amz-Signature=0123", code: "key-invalid" },
    { connection: "site", key: `film.mp4?v=${"1".repeat(1100)}`, code: "request-invalid" },
  ])(
    "the source key $key of $connection is refused as $code",
    async ({ connection, key, code }) => {
      const submitting = up.client.submitJob({
        source: { connection, key },
        destination: { connection: "local", key: "refused.bin" },
      });

      await expect(submitting).rejects.toSatisfy(
        (error) => error instanceof ApiProblem && error.problem.code === code,
      );
    },
  );

  // At once: they spend their time waiting for further attempts.
  test.concurrent.each([
    { connection: "files", key: "missing.bin", code: "source-missing" },
    { connection: "site", key: "vanishes.bin", code: "source-missing" },
    { connection: "site", key: "forgets-ranges.bin", code: "source-range-ignored" },
    { connection: "site", key: "restless.bin", code: "source-changed" },
  ])("the source $connection:$key fails its job with $code", async ({ connection, key, code }) => {
    const { job, transfer } = await carry({
      source: { connection, key },
      destination: { connection: "local", key: `from/${key}` },
    });

    expect(job.state).toBe("failed");
    expect(transfer?.cause?.code).toBe(code);
  });

  test("a source without ranges is stored in one request", async () => {
    const { job, transfer } = await fromSite("no-ranges.bin");

    expect(job.state).toBe("succeeded");
    expect(transfer?.plan?.strategy).toBe("put");
    expect((await up.readObject("no-ranges.bin")).equals(BEFORE)).toBe(true);
  });

  test.each([
    { key: "shrinks.bin", after: SMALLER },
    { key: "grows.bin", after: LARGER },
  ])("the source $key that changes under way is stored as it is then, never mixed", async (row) => {
    const { job, transfer } = await fromSite(row.key);

    expect(job.state).toBe("succeeded");
    expect(transfer?.generation).toBeGreaterThan(1);
    expect((await up.readObject(row.key)).equals(row.after)).toBe(true);
  });

  test("a file that grows under way is stored whole or fails, never mixed", async () => {
    const bytes = sampleBytes(8 * MIB, "growing file");
    await up.addFile("growing.bin", bytes);
    const tail = sampleBytes(MIB, "tail");

    const carrying = carry({
      source: { connection: "files", key: "growing.bin" },
      destination: { connection: "local", key: "growing.bin" },
    });
    await appendFile(join(up.filesFolder, "growing.bin"), tail);
    const { job } = await carrying;

    expect(job.state).toBe("succeeded");
    // What is appended arrives by several writes, and between two of them the file is a version as well.
    const stored = await up.readObject("growing.bin");
    expect(stored.length).toBeGreaterThanOrEqual(bytes.length);
    expect(Buffer.concat([bytes, tail]).subarray(0, stored.length)).toEqual(stored);
  });
});
