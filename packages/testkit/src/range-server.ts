import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpServer, type TestHttpServer } from "./http-server.ts";

export type RangeServerOptions = {
  /** False: every response is the whole object, as from a server that makes its pages on the fly. */
  readonly hasRanges?: boolean;
  readonly validator?: "etag" | "last-modified";
};

export type RangeServer = TestHttpServer & {
  /** Each put makes a new version, also of the same bytes. */
  put(key: string, bytes: Uint8Array, headers?: Readonly<Record<string, string>>): void;
  remove(key: string): void;
};

type ServedObject = {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly date: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** HTTP dates count in seconds: one day between versions makes each its own date. */
const DAY_MS = 86_400_000;

/** A file server that does what RFC 9110 says about GET, HEAD, ranges and preconditions. */
export async function startRangeServer(options: RangeServerOptions = {}): Promise<RangeServer> {
  const { hasRanges = true, validator = "etag" } = options;
  const objects = new Map<string, ServedObject>();
  let versions = 0;

  const server = await startHttpServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const object = objects.get(decodeURIComponent(pathname.slice(1)));
    if (object === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("content-type", "application/octet-stream");
    if (validator === "etag") {
      response.setHeader("etag", object.etag);
    } else {
      response.setHeader("last-modified", object.date);
    }
    if (isOtherVersion(request, object)) {
      response.writeHead(412).end();
      return;
    }
    response.setHeaders(new Map(Object.entries(object.headers)));
    send(request, response, object.bytes, hasRanges);
  });

  return {
    ...server,
    put: (key, bytes, headers = {}) => {
      versions += 1;
      const date = new Date(Date.UTC(2026, 0, 1) + versions * DAY_MS).toUTCString();
      objects.set(key, { bytes: bytes.slice(), etag: `"v${versions}"`, date, headers });
    },
    remove: (key) => {
      objects.delete(key);
    },
  };
}

function isOtherVersion({ headers }: IncomingMessage, object: ServedObject): boolean {
  const match = headers["if-match"];
  const unmodifiedSince = headers["if-unmodified-since"];
  return match === undefined
    ? unmodifiedSince !== undefined && Date.parse(object.date) > Date.parse(unmodifiedSince)
    : match !== object.etag;
}

function send(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  hasRanges: boolean,
): void {
  const asked = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "");
  let body = bytes;
  if (hasRanges && asked !== null) {
    const [first, last] = [Number(asked[1]), Number(asked[2])];
    if (first >= bytes.length) {
      response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
      return;
    }
    body = bytes.subarray(first, last + 1);
    response.statusCode = 206;
    const end = first + body.length - 1;
    response.setHeader("content-range", `bytes ${first}-${end}/${bytes.length}`);
  }
  response.setHeader("content-length", body.length);
  response.end(method === "HEAD" ? undefined : body);
}
