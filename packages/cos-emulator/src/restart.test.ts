import { linkSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { combineChecksums, crc64FromDecimal, crc64ToDecimal } from "@penstock/core";
import { expect, onTestFinished, test } from "vitest";
import { parsePartFileName, partFileName } from "./store/part-file.ts";
import { objectRecord, uploadRecord } from "./store/records.ts";
import {
  clientsOf,
  complete,
  element,
  initiate,
  MIB,
  type StoreResponse,
  sendPart,
  startForTest,
  startOn,
} from "./test-client.ts";

// The CRC-64/XZ of 1 MiB of zeros, published with the test values of COS's checksum.
const ZEROS_CRC64 = crc64FromDecimal("6947770692288575170");

test("a restart keeps objects, open uploads and their parts", async () => {
  const { cos, emulator, dataDir } = await startForTest();
  const headers = { "x-cos-meta-a": "1", "content-type": "text/plain" };
  await cos({ method: "PUT", path: "/object", body: "stored", headers });
  const path = "/upload";
  const uploadId = await initiate(cos, { path, headers });
  await sendPart(cos, { path, uploadId, number: 1, body: "replaced" });
  const part = await sendPart(cos, { path, uploadId, number: 1, body: "part" });
  await emulator.close();

  const again = clientsOf((await startOn(dataDir)).port).cos;
  const parts = [[1, part.headers.etag ?? ""]] as const;
  const completed = await complete(again, { path, uploadId, parts });

  expect(completed.status).toBe(200);
  const upload = await again({ method: "GET", path });
  const object = await again({ method: "GET", path: "/object" });
  expect([upload.text, object.text]).toEqual(["part", "stored"]);
  expect(upload.headers).toMatchObject(headers);
  expect(object.headers).toMatchObject(headers);
});

test("a restart forgets what was completed, aborted, deleted or cut off", async () => {
  const { cos, emulator, dataDir } = await startForTest();
  const path = "/object";
  const completed = await initiate(cos, { path });
  const part = await sendPart(cos, { path, uploadId: completed, number: 1, body: "x" });
  await complete(cos, { path, uploadId: completed, parts: [[1, part.headers.etag ?? ""]] });
  await cos({ method: "DELETE", path });
  const aborted = await initiate(cos, { path });
  await cos({ method: "DELETE", path, query: { uploadId: aborted } });
  const open = await initiate(cos, { path });
  await emulator.close();
  // What a crash leaves behind.
  await writeFile(join(dataDir, "blobs", open, "body-0123"), "cut");
  await writeFile(join(dataDir, "objects", "x.draft"), "{");

  const again = await startOn(dataDir);

  const files = await readdir(dataDir, { recursive: true });
  expect(again.openUploads().map(({ uploadId }) => uploadId)).toEqual([open]);
  expect(files.sort()).toEqual(
    ["blobs", `blobs/${open}`, "objects", "uploads", `uploads/${open}.json`].sort(),
  );
});

test("10 000 parts are listed in ten pages and completed where they lie", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "cos-emulator-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const path = "/ten-thousand";
  const first = await startOn(dataDir);
  const uploadId = await initiate(clientsOf(first.port).cos, { path });
  await first.close();
  const parts = placeSparseParts(join(dataDir, "blobs", uploadId), 10_000);
  const { cos } = clientsOf((await startOn(dataDir)).port);

  const pages: StoreResponse[] = [];
  for (let marker = "0"; pages.at(-1)?.text.includes("<IsTruncated>false") !== true; ) {
    const query = { uploadId, "part-number-marker": marker };
    const page = await cos({ method: "GET", path, query });
    marker = element(page, "NextPartNumberMarker");
    pages.push(page);
  }
  const completed = await complete(cos, { path, uploadId, parts });
  const range = `bytes=${9_999 * MIB - 2}-${9_999 * MIB + 1}`;
  const across = await cos({ method: "GET", path, headers: { range } });

  const pieces = parts.map(() => ({ checksum: ZEROS_CRC64, lengthBytes: MIB }));
  const whole = crc64ToDecimal(combineChecksums("crc64xz", pieces) ?? "");
  expect(pages).toHaveLength(10);
  expect(pages.flatMap(({ text }) => text.match(/<PartNumber>/g) ?? [])).toHaveLength(10_000);
  expect(completed.headers["x-cos-hash-crc64ecma"]).toBe(whole);
  expect(across.headers["content-range"]).toMatch(`/${10_000 * MIB}`);
  expect(across.bytes).toEqual(Buffer.alloc(4));
});

/** Parts of 1 MiB that take no disk, one sparse file under many names, as if uploaded before. */
function placeSparseParts(folder: string, count: number): readonly (readonly [number, string])[] {
  const sparse = join(folder, "body-sparse");
  writeFileSync(sparse, "");
  truncateSync(sparse, MIB);
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const etag = number.toString(16).padStart(40, "0");
    const part = { number, sizeBytes: MIB, crc64: ZEROS_CRC64, etag };
    linkSync(sparse, join(folder, partFileName({ ...part, uploadedMs: 1 })));
    return [number, etag];
  });
}

test("the name of a part file says all of the part", () => {
  const part = { number: 7, sizeBytes: 5 * 1024 ** 3, crc64: ZEROS_CRC64, uploadedMs: 1 };
  const checksum = { name: "crc32", value: "AKvN7w==" } as const;
  const withChecksum = { ...part, checksum, etag: "0".repeat(32) };
  const without = { ...part, checksum: undefined, etag: "f".repeat(40) };

  expect(parsePartFileName(partFileName(withChecksum))).toEqual(withChecksum);
  expect(parsePartFileName(partFileName(without))).toEqual(without);
  const earlier = `00007.${part.sizeBytes}.${ZEROS_CRC64}`;
  expect(parsePartFileName(`${earlier}.00abcdef.${"0".repeat(32)}.1`)).toEqual(withChecksum);
  expect(parsePartFileName(`${earlier}.none.${"f".repeat(40)}.1`)).toEqual(without);
  expect(parsePartFileName("body-0123456789abcdef")).toBeUndefined();
});

test.each(["uploads", "objects"])("a damaged record in %s is named", async (folder) => {
  const { cos, emulator, dataDir } = await startForTest();
  await initiate(cos, { path: "/upload" });
  await cos({ method: "PUT", path: "/object", body: "x" });
  await emulator.close();
  const [name = ""] = await readdir(join(dataDir, folder));
  const path = join(dataDir, folder, name);
  await writeFile(path, "{");

  await expect(startOn(dataDir)).rejects.toThrow(path);
});

test("records of an earlier version have their CRC32 by itself", () => {
  const common = { bucket: "b", key: "k", attributes: { headers: {}, metadata: {} } };
  const upload = { ...common, uploadId: "u", initiatedMs: 1 };
  const object = { ...common, etag: "e", sizeBytes: 1, crc64: ZEROS_CRC64, storedMs: 1 };

  const uploads = [true, false].map((hasObjectCrc32) =>
    uploadRecord.parse({ ...upload, hasObjectCrc32 }),
  );
  const stored = objectRecord.parse({ ...object, crc32: "00abcdef", folder: "f", pieces: [] });

  const checksum = { name: "crc32", type: "FULL_OBJECT" };
  expect(uploads.map((record) => record.checksum)).toEqual([checksum, undefined]);
  expect(stored.checksum).toEqual({ ...checksum, value: "AKvN7w==" });
});

test("a record of an earlier version is read", async () => {
  const { cos, emulator, dataDir } = await startForTest();
  await cos({ method: "PUT", path: "/object", body: "x", headers: { "x-cos-meta-a": "1" } });
  await emulator.close();
  const [name = ""] = await readdir(join(dataDir, "objects"));
  const path = join(dataDir, "objects", name);
  const record = JSON.parse(await readFile(path, "utf8"));
  const { headers, metadata } = record.attributes;
  await writeFile(path, JSON.stringify({ ...record, attributes: { headers, metadata } }));

  const again = clientsOf((await startOn(dataDir)).port).cos;
  const head = await again({ method: "HEAD", path: "/object" });

  expect(head.headers["x-cos-meta-a"]).toBe("1");
});
