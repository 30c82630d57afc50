import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CHECKSUM_NAMES, newHasher } from "./checksum.ts";
import {
  type ChunkSigner,
  complete,
  element,
  initiate,
  MIB,
  type Sent,
  type StoreResponse,
  startForTest,
} from "./test-client.ts";

const BODY = Buffer.alloc(3 * MIB + 5, "abc");
const CHUNK = 65_536 + 1;

function crc32Of(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString("base64");
}

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

/** The frames of a body, with what comes after each size and after the last chunk. */
function frames(
  body: Uint8Array,
  extension: (chunk: Uint8Array) => string,
  trailer: string,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += CHUNK) {
    const chunk = body.subarray(at, at + CHUNK);
    pieces.push(Buffer.from(`${chunk.length.toString(16)}${extension(chunk)}\r\n`), chunk);
    pieces.push(Buffer.from("\r\n"));
  }
  const end = extension(new Uint8Array());
  return Buffer.concat([...pieces, Buffer.from(`0${end}\r\n${trailer}\r\n`)]);
}

function unsigned({ body = BODY, trailer = crc32Of(body) } = {}): Partial<Sent> {
  const line = trailer === "" ? "" : `x-amz-checksum-crc32:${trailer}\r\n`;
  return {
    packed: () => frames(body, () => "", line),
    headers: {
      "transfer-encoding": "chunked",
      "content-encoding": "aws-chunked",
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": String(body.length),
      "x-amz-trailer": "x-amz-checksum-crc32",
    },
  };
}

/** @param corrupt what becomes of a chunk after it was signed */
function signed(corrupt: (packed: Uint8Array) => Uint8Array = (packed) => packed): Partial<Sent> {
  const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
  return {
    packed: ({ signature, sign }: ChunkSigner) => {
      let previous = signature;
      const next = (chunk: Uint8Array) => {
        previous = sign(["AWS4-HMAC-SHA256-PAYLOAD", previous, sha256(""), sha256(chunk)]);
        return `;chunk-signature=${previous}`;
      };
      return corrupt(frames(BODY, next, ""));
    },
    headers: {
      "transfer-encoding": "chunked",
      "content-encoding": "aws-chunked",
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-decoded-content-length": String(BODY.length),
    },
  };
}

const PUT: Sent = { method: "PUT", path: "/object" };

describe("a body in chunks", () => {
  test.each([
    ["with a trailing checksum", unsigned()],
    ["with a signature each", signed()],
  ])("%s is unpacked, and its encoding is not the object's", async (_how, sent) => {
    const { s3 } = await startForTest();

    const put = await s3({ ...PUT, ...sent });

    const get = await s3({ method: "GET", path: "/object" });
    expect(put.status).toBe(200);
    expect(put.headers.etag).toBe(`"${createHash("md5").update(BODY).digest("hex")}"`);
    expect(put.headers["x-amz-checksum-crc32"]).toBe(crc32Of(BODY));
    expect(get.bytes.equals(BODY)).toBe(true);
    expect(get.headers["content-encoding"]).toBeUndefined();
  });

  test("makes a part, after Expect as well", async () => {
    const { s3 } = await startForTest();
    const path = "/part";
    const type = { "x-amz-checksum-algorithm": "CRC32", "x-amz-checksum-type": "FULL_OBJECT" };
    const uploadId = await initiate(s3, { path, headers: type });
    const { headers, ...sent } = unsigned();
    const query = { partNumber: "1", uploadId };

    const part = await s3({
      ...PUT,
      path,
      query,
      headers: { ...headers, expect: "100-continue" },
      ...sent,
    });
    const parts = [[1, part.headers.etag ?? ""]] as const;
    const completed = await complete(s3, { path, uploadId, parts });

    expect(part.wasContinued).toBe(true);
    expect(part.headers["x-amz-checksum-crc32"]).toBe(crc32Of(BODY));
    expect(element(completed, "ChecksumCRC32")).toBe(crc32Of(BODY));
  });

  test.each(CHECKSUM_NAMES)("may be followed by its %s, in a PUT and a part", async (name) => {
    const { s3 } = await startForTest();
    const header = `x-amz-checksum-${name}`;
    const hasher = newHasher(name);
    hasher.update(BODY);
    const value = hasher.digest().toString("base64");
    const trailed = (reported: string): Partial<Sent> => ({
      packed: () => frames(BODY, () => "", `${header}:${reported}\r\n`),
      headers: { ...unsigned().headers, "x-amz-trailer": header },
    });
    const other = Buffer.alloc(Buffer.from(value, "base64").length).toString("base64");
    const path = "/part";
    const algorithm = { "x-amz-checksum-algorithm": name.toUpperCase() };
    const query = { partNumber: "1", uploadId: await initiate(s3, { path, headers: algorithm }) };

    const put = await s3({ ...PUT, ...trailed(value) });
    const part = await s3({ ...PUT, path, query, ...trailed(value) });
    const wrong = await s3({ ...PUT, path: "/wrong", ...trailed(other) });
    const malformed = await s3({ ...PUT, path: "/wrong", ...trailed("x") });

    expect([put.headers[header], part.headers[header]]).toEqual([value, value]);
    expect([wrong, malformed].map(said)).toEqual([
      [400, "BadDigest"],
      [400, "InvalidRequest"],
    ]);
  });

  const { headers: names = {} } = unsigned();
  const { "x-amz-decoded-content-length": _length, ...lengthless } = names;
  const raw = (text: string): Partial<Sent> => ({ ...unsigned(), packed: () => text });
  test.each<[what: string, status: number, code: string, sent: Partial<Sent>]>([
    ["a trailer of other bytes", 400, "BadDigest", unsigned({ trailer: "AAAAAA==" })],
    ["a trailer that is no CRC32", 400, "InvalidRequest", unsigned({ trailer: "x" })],
    ["no trailer although one was announced", 400, "InvalidRequest", unsigned({ trailer: "" })],
    [
      "another trailer",
      501,
      "NotImplemented",
      { ...unsigned(), headers: { ...names, "x-amz-trailer": "x-amz-checksum-md4" } },
    ],
    ["no decoded length", 411, "MissingContentLength", { ...unsigned(), headers: lengthless }],
    [
      "another decoded length",
      400,
      "IncompleteBody",
      { ...unsigned(), headers: { ...names, "x-amz-decoded-content-length": "7" } },
    ],
    ["no frames", 400, "IncompleteBody", raw("hello\r\n")],
    ["no line at all", 400, "IncompleteBody", raw("x".repeat(4096))],
    ["a chunk that is cut", 400, "IncompleteBody", raw("5\r\nab")],
    ["a chunk that is too long", 400, "IncompleteBody", raw("2\r\nabc\r\n0\r\n\r\n")],
    [
      "a chunk that was changed",
      403,
      "SignatureDoesNotMatch",
      signed((packed) => Buffer.from(packed).fill("x", 200, 201)),
    ],
    ["unsigned chunks", 403, "SignatureDoesNotMatch", signed(() => Buffer.from("0\r\n\r\n"))],
  ])("is refused with %s: %i %s, and nothing is stored", async (_what, status, code, sent) => {
    const { s3 } = await startForTest();

    const put = await s3({ ...PUT, ...sent });

    expect(said(put)).toEqual([status, code]);
    expect((await s3({ method: "HEAD", path: "/object" })).status).toBe(404);
  });

  test("may carry the list of Complete", async () => {
    const { s3 } = await startForTest();
    const path = "/object";
    const uploadId = await initiate(s3, { path });
    const part = await s3({ ...PUT, query: { partNumber: "1", uploadId }, body: "x" });
    const xml = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;

    const sent = unsigned({ body: Buffer.from(xml) });
    const completed = await s3({ ...PUT, method: "POST", query: { uploadId }, ...sent });

    expect(element(completed, "ETag")).not.toBe("");
  });
});
