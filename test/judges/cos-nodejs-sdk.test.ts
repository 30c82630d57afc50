import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalEntry } from "@penstock/cos-emulator";
import { eventually } from "@penstock/testkit";
import COS from "cos-nodejs-sdk-v5";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BUCKET,
  KEYS,
  REGION,
  type StartedEmulator,
  startEmulator,
} from "../conformance/on-emulator.ts";
import { sampleBytes } from "../support/sample-bytes.ts";

const MIB = 1024 * 1024;
const SIZE_BYTES = 8 * MIB + 123;
const PART_COUNT = 9;

describe("Tencent's own client for Node.js on the emulator", () => {
  const bytes = sampleBytes(SIZE_BYTES, "judge");
  let server: StartedEmulator;
  let folder: string;
  let file: string;
  let cos: COS;

  beforeEach(async () => {
    server = await startEmulator();
    folder = await mkdtemp(join(tmpdir(), "penstock-judge-"));
    file = join(folder, "sample.bin");
    await writeFile(file, bytes);
    cos = connect();
  });

  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  /** By an address instead of the bucket's name; the Host that is signed stays the bucket's. */
  function connect(): COS {
    const { host } = new URL(server.emulator.endpoint);
    return new COS({
      SecretId: KEYS.accessKeyId,
      SecretKey: KEYS.secretAccessKey,
      Protocol: "http:",
      Ip: host,
      ConfCwd: folder,
      // In number order, so that it is known which parts are there when it breaks off.
      ChunkParallelLimit: 1,
    });
  }

  function where(key: string) {
    return { Bucket: BUCKET, Region: REGION, Key: key };
  }

  function sentParts(): readonly JournalEntry[] {
    return server.emulator.journal.entries().filter(({ call }) => call === "UploadPart");
  }

  test("uploads a file in slices, and the object reads back as it was", async () => {
    await cos.sliceUploadFile({ ...where("in/sample.bin"), FilePath: file });

    const head = await cos.headObject(where("in/sample.bin"));
    const got = await cos.getObject(where("in/sample.bin"));
    expect(head.headers?.["content-length"]).toBe(String(SIZE_BYTES));
    expect(head.headers?.["x-cos-hash-crc64ecma"]).toMatch(/^\d+$/);
    expect(got.Body.equals(bytes)).toBe(true);
    expect(sentParts()).toHaveLength(PART_COUNT);
    expect(server.emulator.openUploads()).toEqual([]);
  });

  test("takes up an upload that it broke off, and sends only what is missing", async () => {
    await breakOffAfter(4);

    // Another client has no memory of it: what it knows it has from the lists.
    await connect().sliceUploadFile({ ...where("resumed.bin"), FilePath: file });

    const uploaded = sentParts().filter(({ status }) => status === 200);
    expect(uploaded.map(({ part }) => part)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const calls = server.emulator.journal.entries().map(({ call }) => call);
    expect(calls.filter((call) => call === "InitiateMultipartUpload")).toHaveLength(1);
    expect((await cos.getObject(where("resumed.bin"))).Body.equals(bytes)).toBe(true);
  });

  /** Cancels an upload when this many parts are uploaded and the next one is on its way. */
  async function breakOffAfter(partCount: number): Promise<void> {
    const { faults } = server.emulator;
    faults.add({
      on: { call: "UploadPart", key: "resumed.bin", part: partCount + 1 },
      fault: { kind: "stall" },
    });
    let taskId = "";
    cos.sliceUploadFile(
      {
        ...where("resumed.bin"),
        FilePath: file,
        onTaskReady: (id) => {
          taskId = id;
        },
      },
      () => undefined,
    );
    await eventually(() => faults.fired().length === 1);
    cos.cancelTask(taskId);
  }

  test("lists objects and uploads, and aborts one", async () => {
    await cos.putObject({ ...where("list/a b.txt"), Body: "a" });
    await cos.putObject({ ...where("list/größe.txt"), Body: "b" });
    const { UploadId } = await cos.multipartInit(where("list/open.bin"));

    const objects = await cos.getBucket({ Bucket: BUCKET, Region: REGION, Prefix: "list/" });
    const uploads: unknown = await cos.multipartList({
      ...{ Bucket: BUCKET, Region: REGION },
      ...{ Prefix: "list/", Delimiter: "/" },
    });
    await cos.multipartAbort({ ...where("list/open.bin"), UploadId });

    expect(objects.Contents.map(({ Key }) => Key)).toEqual(["list/a b.txt", "list/größe.txt"]);
    expect(uploads).toMatchObject({ Upload: [{ Key: "list/open.bin", UploadId }] });
    expect(server.emulator.openUploads()).toEqual([]);
  });

  test("is told why a wrong key is refused", async () => {
    const stranger = new COS({
      SecretId: KEYS.accessKeyId,
      SecretKey: "another-key",
      Protocol: "http:",
      Ip: new URL(server.emulator.endpoint).host,
    });

    const put = stranger.putObject({ ...where("no.txt"), Body: "no" });

    await expect(put).rejects.toMatchObject({ code: "SignatureDoesNotMatch", statusCode: 403 });
  });
});
