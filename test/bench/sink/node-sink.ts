/**
 * What `sink.c` is, for TLS, and for a machine without a C compiler: slower, so waits are longer, CPU is
 * not ours. Told `tls`, it has a second port for that, with the tests' certificate.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TEST_CERTIFICATE, TEST_KEY } from "../../../packages/transport/src/test-certificate.ts";
import { checksumOfZeros } from "./zeros.ts";

type StoredObject = { size: number; meta: Headers; firstByteUs: number };
type Headers = Record<string, string>;
type Upload = { meta: Headers; firstByteUs: number; parts: Map<number, number> };
type Body = { size: number; firstByteUs: number };

const [address = "127.0.0.1", ...known] = process.argv.slice(2);
const md5 = new Map(known.map((word) => [Number(word.split(":")[0]), word.split(":")[1]]));
const zeros = Buffer.alloc(1024 * 1024);
const objects = new Map<string, StoredObject>();
const uploads = new Map<string, Upload>();
let droppedBytes = 0;

// As long as stores keep idle connections: a client is not to find its own closed after a pause.
const settings = { keepAliveTimeout: 60_000 };
const listener = (request: IncomingMessage, response: ServerResponse): void => {
  respond(request, response).catch(() => response.destroy());
};
const tlsSettings = { ...settings, key: TEST_KEY, cert: TEST_CERTIFICATE };
const servers: readonly Server[] = [
  createServer(settings, listener),
  ...(known.includes("tls") ? [createTlsServer(tlsSettings, listener)] : []),
];
const ports = await Promise.all(servers.map(listen));
process.stdout.write(`ready ${ports.join(" ")}\n`);
process.stdin.resume().once("end", () => process.exit(0));

async function listen(server: Server): Promise<number> {
  server.listen(0, address);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://sink");
  const body = await dropBody(request);
  const uploadId = url.searchParams.get("uploadId");
  if (uploadId !== null) {
    ofUpload(url, uploadId, request, response, body);
  } else if (request.method === "GET" || request.method === "HEAD") {
    read(url, request, response);
  } else if (request.method === "POST" && url.searchParams.has("uploads")) {
    const id = `upload${uploads.size + 1}`;
    uploads.set(id, { meta: metaOf(request), firstByteUs: 0, parts: new Map() });
    reply(response, 200, xml("InitiateMultipartUploadResult", { Key: keyOf(url), UploadId: id }));
  } else if (request.method === "DELETE") {
    reply(response, 204, "");
  } else {
    objects.set(url.pathname, { ...body, meta: metaOf(request) });
    reply(response, 200, "", proofs(body.size));
  }
}

async function dropBody(request: IncomingMessage): Promise<Body> {
  let size = 0;
  let firstByteUs = 0;
  for await (const chunk of request) {
    firstByteUs ||= Date.now() * 1000;
    size += chunk.length;
    droppedBytes += chunk.length;
  }
  const decoded = request.headers["x-amz-decoded-content-length"];
  return { size: decoded === undefined ? size : Number(decoded), firstByteUs };
}

function read(url: URL, request: IncomingMessage, response: ServerResponse): void {
  const path = url.pathname;
  const zerosOf = /zeros-(\d+)$/.exec(path)?.[1];
  const object = objects.get(path);
  if (path === "/-/dropped-bytes") {
    reply(response, 200, String(droppedBytes));
  } else if (zerosOf !== undefined || object !== undefined) {
    readZeros(request, response, object ?? { size: Number(zerosOf), meta: {}, firstByteUs: 0 });
  } else if (request.method === "GET" && /^\/[^/]*\/?$/.test(path)) {
    reply(response, 200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
  } else {
    reply(response, 404, xml("Error", { Code: "NoSuchKey", Message: "not here" }));
  }
}

function readZeros(
  request: IncomingMessage,
  response: ServerResponse,
  { size, meta, firstByteUs }: StoredObject,
): void {
  const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
  const from = Number(first ?? 0);
  const to = last === undefined || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  const isHead = request.method === "HEAD";
  response.writeHead(first === undefined ? 200 : 206, {
    ...(isHead ? proofs(size) : { ETag: etag(size) }),
    ...meta,
    ...(first === undefined ? {} : { "Content-Range": `bytes ${from}-${to}/${size}` }),
    "Content-Length": String(to - from + 1),
    "Accept-Ranges": "bytes",
    "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT",
    "x-bench-first-byte-us": String(firstByteUs),
  });
  let rest = isHead ? 0 : to - from + 1;
  const write = (): void => {
    while (rest > 0) {
      const chunk = zeros.subarray(0, Math.min(rest, zeros.length));
      rest -= chunk.length;
      if (!response.write(chunk)) {
        response.once("drain", write);
        return;
      }
    }
    response.end();
  };
  write();
}

function ofUpload(
  url: URL,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Body,
): void {
  const upload = uploads.get(id);
  if (upload === undefined) {
    reply(response, 404, xml("Error", { Code: "NoSuchUpload", Message: "not here" }));
  } else if (request.method === "PUT") {
    upload.parts.set(Number(url.searchParams.get("partNumber")), body.size);
    upload.firstByteUs ||= body.firstByteUs;
    reply(response, 200, "", proofs(body.size));
  } else if (request.method === "GET") {
    reply(response, 200, partList(upload, Number(url.searchParams.get("part-number-marker") ?? 0)));
  } else {
    uploads.delete(id);
    if (request.method === "POST") {
      const size = [...upload.parts.values()].reduce((sum, part) => sum + part, 0);
      objects.set(url.pathname, { size, meta: upload.meta, firstByteUs: upload.firstByteUs });
      const fields = { Key: keyOf(url), ETag: etag(size) };
      reply(response, 200, xml("CompleteMultipartUploadResult", fields), proofs(size));
    } else {
      reply(response, 204, "");
    }
  }
}

function partList({ parts }: Upload, marker: number): string {
  const rest = [...parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = rest.slice(0, 1000);
  const items = page.map(([number, size]) =>
    xml("Part", { PartNumber: String(number), ETag: etag(size), Size: String(size) }),
  );
  const next = xml("NextPartNumberMarker", String(page.at(-1)?.[0] ?? marker));
  const isCut = xml("IsTruncated", String(rest.length > page.length));
  return xml("ListPartsResult", items.join("") + isCut + next);
}

function reply(response: ServerResponse, status: number, text: string, headers: Headers = {}) {
  const ids = { "x-cos-request-id": "bench", "x-amz-request-id": "bench" };
  response.writeHead(status, { ...ids, ...headers, "Content-Length": String(text.length) });
  response.end(text);
}

/** ETag and checksums of so many zeros, as S3 and as COS write them. */
function proofs(size: number): Headers {
  return {
    ETag: etag(size),
    "x-amz-checksum-crc32": Buffer.from(checksumOfZeros("crc32", size), "hex").toString("base64"),
    "x-amz-checksum-type": "FULL_OBJECT",
    "x-cos-hash-crc64ecma": BigInt(`0x${checksumOfZeros("crc64xz", size)}`).toString(),
  };
}

function etag(size: number): string {
  return `"${md5.get(size) ?? `${size.toString(16).padStart(32, "0")}-1`}"`;
}

function metaOf({ headers }: IncomingMessage): Headers {
  const pairs = Object.entries(headers).filter(([name]) => /^x-(amz|cos)-meta-/.test(name));
  return Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]));
}

function keyOf(url: URL): string {
  return url.pathname.slice(1);
}

function xml(name: string, content: string | Headers): string {
  const inner =
    typeof content === "string"
      ? content
      : Object.entries(content)
          .map(([field, value]) => xml(field, value))
          .join("");
  return `<${name}>${inner}</${name}>`;
}
