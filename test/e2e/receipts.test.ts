import { copyFile, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { receiptV1 } from "@penstock/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { runPenstock, startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const KEY = "the key that signs receipts in tests";

let cluster: TestCluster;
let jobId: string;

beforeAll(async () => {
  process.env["PENSTOCK_RECEIPT_KEY"] = KEY;
  cluster = await startTestCluster({ workers: 1 });
  delete process.env["PENSTOCK_RECEIPT_KEY"];
  await cluster.addFile("a.bin", sampleBytes(40 * MIB));
  const job = await cluster.client.submitJob({
    source: { connection: "files", key: "a.bin" },
    destination: { connection: "local", key: "a.bin" },
  });
  jobId = job.id;
  await cluster.client.waitForJob(jobId);
});

afterAll(async () => {
  await cluster.close();
});

async function exportReceipts(name: string): Promise<string> {
  const { stdout } = await cluster.penstock("receipts", jobId);
  await writeFile(join(cluster.filesFolder, name), stdout);
  return stdout;
}

function verify(name: string, ...options: readonly string[]) {
  // Nothing but the file and the key: no API, no Redis, no store.
  const environment = { PENSTOCK_RECEIPT_KEY: KEY, PENSTOCK_URL: "http://127.0.0.1:1" };
  return runPenstock(["verify", name, ...options], { cwd: cluster.filesFolder, environment });
}

describe("a receipt", () => {
  test("is given out for a stored object, signed", async () => {
    const receipt = receiptV1.parse(JSON.parse(await exportReceipts("one.ndjson")));

    expect(receipt).toMatchObject({
      jobId,
      source: { connection: "files", key: "a.bin", sizeBytes: 40 * MIB },
      destination: { connection: "local", key: "a.bin" },
      verifiedBy: "object-checksum",
      parts: [{ lengthBytes: 16 * MIB }, { lengthBytes: 16 * MIB }, { lengthBytes: 8 * MIB }],
    });
  });

  test("is verified by itself, and against a copy", async () => {
    await exportReceipts("one.ndjson");

    const { exitCode, stdout } = await verify("one.ndjson", "--file", "a.bin");

    expect(stdout).toMatch(/ok +signature .*\n.*ok +parts .*\n.*ok +checksum .*\n.*ok +copy/);
    expect(exitCode).toBe(0);
  });

  test("that was changed is found out", async () => {
    const text = await exportReceipts("one.ndjson");
    const changed = text.replace('"key":"a.bin"', '"key":"b.bin"');
    await writeFile(join(cluster.filesFolder, "changed.ndjson"), changed);

    const { exitCode, stdout } = await verify("changed.ndjson");

    expect(stdout).toContain("the receipt was changed after it was signed");
    expect(exitCode).toBe(1);
  });

  test("that has a member twice is refused, whichever of the two is signed", async () => {
    const text = await exportReceipts("one.ndjson");
    const twice = text.replace('"key":"a.bin"', '"key":"b.bin","key":"a.bin"');
    await writeFile(join(cluster.filesFolder, "twice.ndjson"), twice);

    const { exitCode, stdout, stderr } = await verify("twice.ndjson");

    expect(stderr).toContain("line 1 is not a receipt as it was issued");
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  test("is not called forged where there is no key", async () => {
    await exportReceipts("one.ndjson");

    const { exitCode, stdout } = await runPenstock(["verify", "one.ndjson"], {
      cwd: cluster.filesFolder,
      environment: { PENSTOCK_RECEIPT_KEY: "" },
    });

    expect(stdout).toContain("not checked signature set PENSTOCK_RECEIPT_KEY");
    expect(exitCode).toBe(6);
  });

  test("names the part in which a copy differs", async () => {
    await exportReceipts("one.ndjson");
    const copy = join(cluster.filesFolder, "copy.bin");
    await copyFile(join(cluster.filesFolder, "a.bin"), copy);
    await flipBit(copy, 20 * MIB);

    const { exitCode, stdout } = await verify("one.ndjson", "--file", "copy.bin");

    expect(stdout).toContain("FAILED      copy      part 2 differs");
    expect(exitCode).toBe(1);
  });

  test.each([
    ["not JSON", "line 1 is not a receipt"],
    ["", "it contains no receipt"],
  ])("is asked for where a file holds %j", async (text, message) => {
    await writeFile(join(cluster.filesFolder, "wrong.ndjson"), text);

    const { exitCode, stderr } = await verify("wrong.ndjson");

    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

async function flipBit(path: string, at: number): Promise<void> {
  await using file = await open(path, "r+");
  const byte = new Uint8Array(1);
  await file.read(byte, 0, 1, at);
  await file.write(
    byte.map((value) => value ^ 1),
    0,
    1,
    at,
  );
}
