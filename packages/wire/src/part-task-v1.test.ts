import {
  hedgeOf,
  isJobId,
  isTransferId,
  type PartTask,
  partTaskOf,
  planParts,
  STORE_PROFILES,
  type Transfer,
  toPartNumber,
  toUploadId,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  decodePartTask,
  decodeTransferTask,
  encodePartTask,
  encodeTransferTask,
} from "./part-task-v1.ts";

/** Version 1 as it lies in queues of running systems. It must stay readable: do not edit it. */
const GOLDEN =
  '{"v":1,"tenant":"default","transferId":"tr_01jd9zv8r3e4kbyh2m5n6p7q8s","generation":2,"number":17,"jobId":"job_01jd9zv8r3e4kbyh2m5n6p7q8r","source":{"connection":"films","key":"reels/one.mov"},"destination":{"connection":"archive","key":"reels/one.mov"},"upload":{"token":"00112233445566778899aabbccddeeff","uploadId":"2~VmFsaWQ","plan":{"strategy":"multipart","sizeBytes":1073741825,"partSizeBytes":16777216,"partCount":65,"reason":"the default size"},"sourceVersion":{"sizeBytes":1073741825,"validator":{"kind":"etag","etag":"\\"abc\\""}},"checksum":"crc64xz","attributes":{"contentType":"video/quicktime","metadata":{"reel":"one"}}},"range":{"startByte":268435456,"lengthBytes":16777216}}';

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const jobId = "job_01jd9zv8r3e4kbyh2m5n6p7q8r";
const transferId = "tr_01jd9zv8r3e4kbyh2m5n6p7q8s";

/** The headers of an object, at their longest. */
const RICH = {
  cacheControl: "c".repeat(1024),
  contentDisposition: "d".repeat(1024),
  contentEncoding: "gzip",
  contentLanguage: "de",
  expires: "Wed, 21 Oct 2026 07:28:00 GMT",
  storageClass: "STANDARD_IA",
  acl: "private",
  tags: Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`${index}`.repeat(128), "v".repeat(256)]),
  ),
};

function task(): PartTask {
  if (!isJobId(jobId) || !isTransferId(transferId)) {
    throw new Error("the sample ids are not ids");
  }
  const sizeBytes = 1024 ** 3 + 1;
  const attributes = { contentType: "video/quicktime", metadata: { reel: "one" } };
  const upload = {
    token: "00112233445566778899aabbccddeeff",
    uploadId: toUploadId("2~VmFsaWQ"),
    plan: planParts({ sizeBytes, limits: STORE_PROFILES.cos.limits }),
    sourceVersion: { sizeBytes, validator: { kind: "etag", etag: '"abc"' } },
    checksum: "crc64xz",
    attributes,
  } as const;
  const transfer: Transfer = {
    id: transferId,
    jobId,
    tenant: "default",
    source: { connection: "films", key: "reels/one.mov" },
    destination: { connection: "archive", key: "reels/one.mov" },
    options: { overwrite: "always", attributes },
    generation: 2,
    revision: 7,
    state: { kind: "uploading", upload },
  };
  return partTaskOf(transfer, upload, toPartNumber(17));
}

describe("a part task of version 1", () => {
  test("is written exactly as it always was", () => {
    expect(JSON.stringify(encodePartTask(task()))).toBe(GOLDEN);
  });

  test("is read exactly as it always was", () => {
    expect(decodePartTask(JSON.parse(GOLDEN))).toEqual(task());
  });

  test("may carry fields that this version does not know", () => {
    expect(decodePartTask({ ...JSON.parse(GOLDEN), priority: 3 })).toEqual(task());
  });

  test("that has gone on from another part says with which one it was queued", () => {
    const further = { ...task(), taskPart: toPartNumber(3) };

    const read = decodePartTask(JSON.parse(JSON.stringify(encodePartTask(further))));

    expect(read).toStrictEqual(further);
  });

  test("carries the span of the request that made its job", () => {
    const traced = { ...task(), traceparent: TRACEPARENT };

    expect(decodePartTask(JSON.parse(JSON.stringify(encodePartTask(traced))))).toStrictEqual(
      traced,
    );
  });

  test("stays below two kilobytes", () => {
    expect(JSON.stringify(encodePartTask(task())).length).toBeLessThan(2048);
  });

  test("stays below two kilobytes also with all that an object may have", () => {
    const { upload } = task();
    const rich = {
      ...task(),
      traceparent: TRACEPARENT,
      upload: {
        ...upload,
        sourceVersion: {
          ...upload.sourceVersion,
          checksum: { algorithm: "md5", value: "0".repeat(32) },
          contentEncoding: "gzip",
        },
        attributes: { ...upload.attributes, ...RICH },
        serverSideCopySource: "source-1250000000.cos.ap-beijing.myqcloud.com",
        forbidOverwrite: true,
      },
    } as const;

    const payload = encodePartTask(rich);

    expect(JSON.stringify(payload).length).toBeLessThan(2048);
    expect(decodePartTask(payload).upload).toEqual({
      ...rich.upload,
      attributes: upload.attributes,
    });
  });

  test("of an object that is put carries all that is stored with it", () => {
    const { uploadId: _none, ...upload } = task().upload;
    const put = {
      ...task(),
      upload: { ...upload, attributes: { ...upload.attributes, ...RICH } },
    };

    const leftBehind = [{ names: ["tags"], reason: "no part has a use for it" }];
    const reported = { ...put, upload: { ...put.upload, leftBehind } };

    const read = decodePartTask(JSON.parse(JSON.stringify(encodePartTask(reported))));

    expect(read).toStrictEqual(put);
  });

  test("that hedges another one is version 2, which no worker before it takes for a task", () => {
    const hedge = hedgeOf(task());

    const payload = encodePartTask(hedge);

    expect(payload).toMatchObject({ v: 2, taskPart: -task().taskPart });
    expect(decodePartTask(JSON.parse(JSON.stringify(payload)))).toStrictEqual(hedge);
  });

  test("has no upload id when there is no upload", () => {
    const { uploadId, ...upload } = task().upload;
    const put = { ...task(), upload };

    const read = decodePartTask(JSON.parse(JSON.stringify(encodePartTask(put))));

    expect(uploadId).toBeDefined();
    expect(read).toStrictEqual(put);
  });

  test.each([
    ["another version", { v: 3 }, "/v"],
    ["the version of hedges without the task that it stands beside", { v: 2 }, "/taskPart"],
    ["a part number of zero", { number: 0 }, "/number"],
    ["a part number above 10 000", { number: 10_001 }, "/number"],
    ["an id of something else", { transferId: jobId }, "/transferId"],
    ["an upload without its token", { upload: {} }, "/upload/token"],
  ])("is refused with %s", (_name, change, where) => {
    const payload = { ...JSON.parse(GOLDEN), ...change };

    expect(() => decodePartTask(payload)).toThrow(
      expect.objectContaining({
        code: "request-invalid",
        message: expect.stringContaining(where),
      }),
    );
  });
});

describe("a transfer task of version 1", () => {
  const golden = `{"v":1,"tenant":"default","transferId":"${transferId}"}`;

  test("is written and read exactly as it always was", () => {
    const ref = decodeTransferTask(JSON.parse(golden));

    expect(ref).toEqual({ tenant: "default", transferId });
    expect(JSON.stringify(encodeTransferTask(ref))).toBe(golden);
  });

  test("is refused in another version", () => {
    expect(() => decodeTransferTask({ v: 2, tenant: "default", transferId })).toThrow("/v");
  });
});
