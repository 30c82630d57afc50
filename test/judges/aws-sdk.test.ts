import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
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
const PART_BYTES = 5 * MIB;

const SETTINGS: Record<string, Partial<S3ClientConfig>> = {
  // Streams go in signed chunks with a checksum in the trailer and without a Content-Length.
  "with its default settings": {},
  "with checksums only where they are required": {
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  },
};

describe.each(Object.keys(SETTINGS))("Amazon's own client on the emulator, %s", (name) => {
  const bytes = sampleBytes(2 * PART_BYTES + 123, "judge");
  let server: StartedEmulator;
  let client: S3Client;

  beforeEach(async () => {
    server = await startEmulator();
    client = new S3Client({
      region: REGION,
      endpoint: server.emulator.endpoint,
      forcePathStyle: true,
      credentials: KEYS,
      ...SETTINGS[name],
    });
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  async function readBack(key: string): Promise<Uint8Array | undefined> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return await Body?.transformToByteArray();
  }

  test("uploads a stream in parts by lib-storage, and reads it back", async () => {
    const upload = new Upload({
      client,
      partSize: PART_BYTES,
      params: {
        ...{ Bucket: BUCKET, Key: "in/stream.bin" },
        Body: streamOf(bytes),
        ...{ ContentType: "video/mp4", Metadata: { origin: "judge" } },
      },
    });

    await upload.done();

    const place = { Bucket: BUCKET, Key: "in/stream.bin" };
    expect(await client.send(new HeadObjectCommand(place))).toMatchObject({
      ContentLength: bytes.length,
      ContentType: "video/mp4",
      Metadata: { origin: "judge" },
    });
    expect(Buffer.compare((await readBack("in/stream.bin")) ?? Buffer.of(), bytes)).toBe(0);
    expect(server.emulator.openUploads()).toEqual([]);
  });

  test("puts a stream in one request", async () => {
    await client.send(
      new PutObjectCommand({
        ...{ Bucket: BUCKET, Key: "put.bin" },
        ...{ Body: streamOf(bytes), ContentLength: bytes.length },
      }),
    );

    expect(Buffer.compare((await readBack("put.bin")) ?? Buffer.of(), bytes)).toBe(0);
  });

  test("takes up an upload where ListParts says that it stands", async () => {
    const place = { Bucket: BUCKET, Key: "resumed.bin" };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
    const sendPart = async (number: number) => {
      const body = bytes.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
      const part = { PartNumber: number, Body: streamOf(body), ContentLength: body.length };
      await client.send(new UploadPartCommand({ ...place, UploadId, ...part }));
    };
    await sendPart(2);

    const before = await client.send(new ListPartsCommand({ ...place, UploadId }));
    const there = before.Parts?.map(({ PartNumber }) => PartNumber);
    for (const number of [1, 2, 3].filter((one) => there?.includes(one) !== true)) {
      await sendPart(number);
    }
    const { Parts } = await client.send(new ListPartsCommand({ ...place, UploadId }));
    const MultipartUpload = {
      Parts: Parts?.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })),
    };
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }));

    expect(there).toEqual([2]);
    expect(Buffer.compare((await readBack("resumed.bin")) ?? Buffer.of(), bytes)).toBe(0);
  });

  test("lists objects, folders and uploads", async () => {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "list/größe 1.txt", Body: "a" }));
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "list/two/2.txt", Body: "b" }));
    const open = { Bucket: BUCKET, Key: "list/open.bin" };
    await client.send(new CreateMultipartUploadCommand(open));

    const listing = { Bucket: BUCKET, Prefix: "list/", Delimiter: "/" };
    const objects = await client.send(new ListObjectsV2Command(listing));
    const uploads = await client.send(new ListMultipartUploadsCommand(listing));

    expect(objects.Contents?.map(({ Key }) => Key)).toEqual(["list/größe 1.txt"]);
    expect(objects.CommonPrefixes).toEqual([{ Prefix: "list/two/" }]);
    expect(uploads.Uploads?.map(({ Key }) => Key)).toEqual(["list/open.bin"]);
  });

  test("ends the upload of a source that breaks", async () => {
    const upload = new Upload({
      client,
      partSize: PART_BYTES,
      params: { Bucket: BUCKET, Key: "broken.bin", Body: brokenStream() },
    });

    await expect(upload.done()).rejects.toThrow("the source broke");

    expect(server.emulator.openUploads()).toEqual([]);
  });
});

function streamOf(bytes: Uint8Array): Readable {
  return Readable.from(chunksOf(bytes));
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) {
    yield bytes.subarray(at, at + 64 * 1024);
  }
}

function brokenStream(): Readable {
  return Readable.from(
    (function* () {
      yield* chunksOf(Buffer.alloc(PART_BYTES + 1));
      throw new Error("the source broke");
    })(),
  );
}
