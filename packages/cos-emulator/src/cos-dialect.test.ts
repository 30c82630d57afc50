import { createHash } from "node:crypto";
import { once } from "node:events";
import { Crc64Xz, crc64ToDecimal } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  BUCKET,
  beginCos,
  complete,
  element,
  initiate,
  MIB,
  sendPart,
  startForTest,
} from "./test-client.ts";

const FIRST = Buffer.alloc(MIB, "ab");

function crc64(...pieces: readonly (Uint8Array | string)[]): string {
  const crc = new Crc64Xz();
  for (const piece of pieces) {
    crc.update(Buffer.from(piece));
  }
  return crc64ToDecimal(crc.digest());
}

function md5(body: Uint8Array | string): Buffer {
  return createHash("md5").update(body).digest();
}

describe("a multipart upload", () => {
  test("joins its parts in number order and keeps what Initiate said", async () => {
    const { cos, emulator } = await startForTest();
    const path = "/dir/a b+c%25 é😀.bin";
    const headers = { "content-type": "video/mp4", "x-cos-meta-token": "tok 1" };
    const uploadId = await initiate(cos, { path, headers });
    const second = await sendPart(cos, { path, uploadId, number: 2, body: "tail" });
    const first = await sendPart(cos, { path, uploadId, number: 1, body: FIRST });
    const opened = emulator.openUploads();

    const response = await complete(cos, {
      path,
      uploadId,
      parts: [
        [1, first.headers.etag ?? ""],
        [2, (second.headers.etag ?? "").replaceAll('"', "&quot;").toUpperCase()],
      ],
    });

    expect(opened).toEqual([{ bucket: BUCKET, key: path.slice(1), uploadId }]);
    expect(emulator.openUploads()).toEqual([]);
    expect(first.headers["x-cos-hash-crc64ecma"]).toBe(crc64(FIRST));
    expect(response.headers["transfer-encoding"]).toBe("chunked");
    expect(response.headers["x-cos-hash-crc64ecma"]).toBe(crc64(FIRST, "tail"));
    expect(response.text).toMatch(
      /^\n<CompleteMultipartUploadResult xmlns="http:\/\/www\.qcloud\.com/,
    );
    expect(element(response, "ETag")).toMatch(/^&quot;[0-9a-f]{32}-2&quot;$/);
    const stored = await cos({ method: "GET", path });
    expect(stored.bytes.equals(Buffer.concat([FIRST, Buffer.from("tail")]))).toBe(true);
    expect(stored.headers).toMatchObject({
      "content-type": "video/mp4",
      "content-length": String(MIB + 4),
      "x-cos-meta-token": "tok 1",
      "x-cos-hash-crc64ecma": crc64(FIRST, "tail"),
      server: "tencent-cos",
      "x-cos-request-id": expect.any(String),
      date: expect.any(String),
    });
  });

  test("is over after Complete and after Abort", async () => {
    const { cos } = await startForTest();
    const path = "/over";
    const completed = await initiate(cos, { path });
    const part = await sendPart(cos, { path, uploadId: completed, number: 1, body: "x" });
    const parts = [[1, part.headers.etag ?? ""]] as const;
    await complete(cos, { path, uploadId: completed, parts });
    const aborted = await initiate(cos, { path });

    const abort = await cos({ method: "DELETE", path, query: { uploadId: aborted } });

    expect(abort.status).toBe(204);
    for (const uploadId of [completed, aborted]) {
      const responses = [
        await sendPart(cos, { path, uploadId, number: 1, body: "x" }),
        await complete(cos, { path, uploadId, parts }),
        await cos({ method: "GET", path, query: { uploadId } }),
        await cos({ method: "DELETE", path, query: { uploadId } }),
      ];
      expect(responses.map((response) => [response.status, element(response, "Code")])).toEqual(
        Array(4).fill([404, "NoSuchUpload"]),
      );
    }
  });

  test("drops the parts that Complete does not list", async () => {
    const { cos } = await startForTest();
    const path = "/subset";
    const uploadId = await initiate(cos, { path });
    const part = await sendPart(cos, { path, uploadId, number: 1, body: "kept" });
    await sendPart(cos, { path, uploadId, number: 2, body: "dropped" });

    await complete(cos, { path, uploadId, parts: [[1, part.headers.etag ?? ""]] });

    expect((await cos({ method: "GET", path })).text).toBe("kept");
  });
});

describe("a part", () => {
  test("is replaced by the last body that was sent under its number", async () => {
    const { cos } = await startForTest();
    const path = "/replaced";
    const uploadId = await initiate(cos, { path });
    const part = { path, uploadId, number: 1 };
    const old = await sendPart(cos, { ...part, body: "old" });
    const fresh = await sendPart(cos, { ...part, body: "fresh" });
    await sendPart(cos, { ...part, body: "fresh" });

    const parts = [[1, old.headers.etag ?? ""]] as const;
    const stale = await complete(cos, { path, uploadId, parts });
    await complete(cos, { path, uploadId, parts: [[1, fresh.headers.etag ?? ""]] });

    expect(element(stale, "Code")).toBe("InvalidPart");
    expect((await cos({ method: "GET", path })).text).toBe("fresh");
  });

  test("has its MD5 as ETag only where an MD5 was sent", async () => {
    const { cos } = await startForTest();
    const part = { path: "/etag", uploadId: await initiate(cos, { path: "/etag" }), number: 1 };
    const headers = { "content-md5": md5("x").toString("base64") };

    const checked = await sendPart(cos, { ...part, body: "x", headers });
    const unchecked = await sendPart(cos, { ...part, body: "x" });

    expect(checked.headers.etag).toBe(`"${md5("x").toString("hex")}"`);
    expect(unchecked.headers.etag).toMatch(/^"[0-9a-f]{40}"$/);
  });

  test.each([
    ["last-wins", 200, "fast"],
    ["conflict", 409, "slow"],
  ] as const)(
    "begun while another is on its way, in the mode %s: %i",
    async (mode, status, kept) => {
      const { cos, emulator } = await startForTest({ behaviour: { samePartAtOnce: mode } });
      const path = "/race";
      const uploadId = await initiate(cos, { path });
      const query = { partNumber: "1", uploadId };
      const headers = { "content-length": "4", expect: "100-continue" };
      const slow = beginCos(emulator.port, { method: "PUT", path, query, headers });
      slow.flushHeaders();
      await once(slow, "continue");
      const fast = await sendPart(cos, { path, uploadId, number: 1, body: "fast" });

      // The one that was begun later stays, although this one ends later.
      slow.end("slow");
      const [{ headers: uploaded }] = await once(slow, "response");
      const etag = mode === "conflict" ? uploaded.etag : (fast.headers.etag ?? "");
      await complete(cos, { path, uploadId, parts: [[1, etag]] });

      expect(fast.status).toBe(status);
      expect((await cos({ method: "GET", path })).text).toBe(kept);
      slow.destroy();
    },
  );

  test("that breaks off leaves the earlier one in place", async () => {
    const { cos, emulator } = await startForTest();
    const path = "/cut";
    const uploadId = await initiate(cos, { path });
    const uploaded = await sendPart(cos, { path, uploadId, number: 1, body: "whole" });
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": String(MIB), expect: "100-continue" };
    const cut = beginCos(emulator.port, { method: "PUT", path, query, headers });
    cut.flushHeaders();
    await once(cut, "continue");
    cut.write(Buffer.alloc(MIB / 2));
    cut.once("error", () => undefined);
    cut.destroy();

    const list = await cos({ method: "GET", path, query: { uploadId } });
    const parts = [[1, uploaded.headers.etag ?? ""]] as const;
    await complete(cos, { path, uploadId, parts });

    expect(element(list, "Size")).toBe("5");
    expect((await cos({ method: "GET", path })).text).toBe("whole");
  });

  test("on its way ends with 404 when the upload is aborted", async () => {
    const { cos, emulator } = await startForTest();
    const path = "/late";
    const uploadId = await initiate(cos, { path });
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": "4", expect: "100-continue" };
    const late = beginCos(emulator.port, { method: "PUT", path, query, headers });
    late.flushHeaders();
    await once(late, "continue");
    await cos({ method: "DELETE", path, query: { uploadId } });

    late.end("late");
    const [response] = await once(late, "response");

    expect(response.statusCode).toBe(404);
    late.destroy();
  });

  test("is refused before its body when it can be told from the headers", async () => {
    const { cos } = await startForTest();
    const path = "/expect";
    const uploadId = await initiate(cos, { path });
    const part = { path, number: 1, body: "x", headers: { expect: "100-continue" } };

    const refused = await sendPart(cos, { ...part, uploadId: "unknown" });
    const taken = await sendPart(cos, { ...part, uploadId });

    expect(refused).toMatchObject({ status: 404, wasContinued: false });
    expect(refused.headers.connection).toBe("close");
    expect(taken).toMatchObject({ status: 200, wasContinued: true });
  });
});

describe("an object", () => {
  test("is put, read, replaced and deleted", async () => {
    const { cos } = await startForTest();
    const path = "/plain";

    const put = await cos({ method: "PUT", path, body: "one", headers: { "x-cos-meta-a": "1" } });
    const head = await cos({ method: "HEAD", path });
    await cos({ method: "PUT", path, body: "two" });
    const replaced = await cos({ method: "GET", path });
    const deleted = await cos({ method: "DELETE", path });

    expect(put.headers["x-cos-hash-crc64ecma"]).toBe(crc64("one"));
    expect(head.headers).toMatchObject({
      etag: put.headers.etag,
      "content-length": "3",
      "content-type": "application/octet-stream",
      "x-cos-meta-a": "1",
      "x-cos-hash-crc64ecma": crc64("one"),
    });
    expect(replaced.text).toBe("two");
    expect(replaced.headers["x-cos-meta-a"]).toBeUndefined();
    expect(deleted.status).toBe(204);
    expect((await cos({ method: "HEAD", path })).status).toBe(404);
  });

  test("may be empty", async () => {
    const { cos } = await startForTest();

    const put = await cos({ method: "PUT", path: "/empty" });
    const get = await cos({ method: "GET", path: "/empty" });

    expect(put.headers["x-cos-hash-crc64ecma"]).toBe("0");
    expect([get.status, get.text]).toEqual([200, ""]);
  });

  test("is read to its end although it is replaced during the read", async () => {
    const { cos, emulator } = await startForTest();
    const path = "/held";
    const body = Buffer.alloc(32 * MIB, "old");
    await cos({ method: "PUT", path, body });
    const reading = beginCos(emulator.port, { method: "GET", path });
    reading.end();
    const [response] = await once(reading, "response");

    await cos({ method: "PUT", path, body: "new" });
    const bytes = Buffer.concat(await response.toArray());

    expect(bytes.equals(body)).toBe(true);
    expect((await cos({ method: "GET", path })).text).toBe("new");
  });

  test.each([
    ["bytes=0-2", 206, "012", "bytes 0-2/10"],
    ["bytes=8-", 206, "89", "bytes 8-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=0-1,4-5", 200, "0123456789", undefined],
    ["bytes=5-4", 200, "0123456789", undefined],
    ["lines=1-2", 200, "0123456789", undefined],
  ])("answers the range %s with %i", async (range, status, text, contentRange) => {
    const { cos } = await startForTest();
    await cos({ method: "PUT", path: "/digits", body: "0123456789" });

    const response = await cos({ method: "GET", path: "/digits", headers: { range } });

    expect([response.status, response.text]).toEqual([status, text]);
    expect(response.headers["content-range"]).toBe(contentRange);
  });

  test.each(["bytes=10-", "bytes=-0"])("refuses the range %s", async (range) => {
    const { cos } = await startForTest();
    await cos({ method: "PUT", path: "/digits", body: "0123456789" });

    const response = await cos({ method: "GET", path: "/digits", headers: { range } });

    expect([response.status, element(response, "Code")]).toEqual([416, "InvalidRange"]);
    expect(response.headers["content-range"]).toBe("bytes */10");
  });

  test("is read under the ETag that the reader pinned, or not at all", async () => {
    const { cos } = await startForTest();
    const path = "/pinned";
    const { headers } = await cos({ method: "PUT", path, body: "x" });
    const pinned = { "if-match": headers.etag ?? "", range: "bytes=0-0" };
    const same = await cos({ method: "GET", path, headers: pinned });
    await cos({ method: "PUT", path, body: "y" });

    const changed = await cos({ method: "GET", path, headers: pinned });

    expect(same.status).toBe(206);
    expect([changed.status, element(changed, "Code")]).toEqual([412, "PreconditionFailed"]);
  });

  test.each([
    ["if-none-match", "same", 304],
    ["if-none-match", '"other"', 200],
    ["if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT", 304],
    ["if-modified-since", "Thu, 01 Jan 2015 00:00:00 GMT", 200],
    ["if-unmodified-since", "Thu, 01 Jan 2015 00:00:00 GMT", 412],
    ["if-unmodified-since", "Fri, 01 Jan 2100 00:00:00 GMT", 200],
    ["if-modified-since", "soon", 400],
  ])("is read under the condition %s: %s with %i", async (name, value, status) => {
    const { cos } = await startForTest();
    const { headers } = await cos({ method: "PUT", path: "/x", body: "x" });
    const condition = { [name]: value === "same" ? (headers.etag ?? "") : value };

    const get = await cos({ method: "GET", path: "/x", headers: condition });
    const head = await cos({ method: "HEAD", path: "/x", headers: condition });

    expect([get.status, head.status]).toEqual([status, status]);
  });
});
