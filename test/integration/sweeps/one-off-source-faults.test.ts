import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  type Corrupt,
  expectRight,
  type OneOffWorld,
  openOneOffWorld,
  PART_BYTES,
} from "../../support/one-off-world.ts";

// What a web server, or something on the way to it, does once: the object is right, and at most one
// part is sent again.

type Asked = Parameters<Corrupt>[1];
type Response = ReturnType<Corrupt>;

const EMPTY = new Uint8Array();
const PAGE = Buffer.from("<html><head><title>Not now</title></head></html>\n");
const STATUSES = [
  200, 204, 400, 401, 403, 404, 405, 406, 407, 408, 409, 410, 412, 416, 417, 421, 425, 429, 451,
  500, 501, 502, 503, 504, 511,
];

const respondWith =
  (status: number, body: Uint8Array = EMPTY, headers: Response["headers"] = {}): Corrupt =>
  () => ({ status, body, headers: { "content-length": body.length, ...headers } });

const withHeaders =
  (headers: Response["headers"]): Corrupt =>
  (right) => ({ ...right, headers: { ...right.headers, ...headers } });

const without =
  (...names: readonly string[]): Corrupt =>
  (right) => ({
    ...right,
    headers: Object.fromEntries(
      Object.entries(right.headers).filter(([name]) => !names.includes(name)),
    ),
  });

const cutAfter =
  (bytes: number): Corrupt =>
  (right) => ({ ...right, body: right.body.subarray(0, bytes), ends: "cut" });

const shortened: Corrupt = (right) => {
  const body = right.body.subarray(0, right.body.length >> 1);
  return { ...right, body, headers: { ...right.headers, "content-length": body.length } };
};

const lengthened: Corrupt = (right, asked) => {
  const { "content-length": _, ...headers } = right.headers;
  return asked.method === "HEAD"
    ? right
    : { ...right, headers, body: Buffer.concat([right.body, Buffer.from("more")]) };
};

const coded: Corrupt = (right) => {
  const body = gzipSync(right.body);
  const headers = { "content-length": body.length, "content-encoding": "gzip" };
  return { ...right, body, headers: { ...right.headers, ...headers } };
};

const otherETag: Corrupt = (right) => ({
  ...right,
  headers: { ...right.headers, etag: '"another node"' },
});

const weakETag: Corrupt = (right) => ({
  ...right,
  headers: { ...right.headers, etag: `W/${right.headers["etag"]}` },
});

/** Of the same bytes, but one that ends earlier. */
const shorterRange: Corrupt = (right, { startByte }) => {
  if (startByte === undefined || right.body.length < 2) {
    return right;
  }
  const body = right.body.subarray(0, right.body.length >> 1);
  const total = String(right.headers["content-range"]).split("/")[1];
  const range = `bytes ${startByte}-${startByte + body.length - 1}/${total}`;
  return {
    ...right,
    body,
    headers: { ...right.headers, "content-length": body.length, "content-range": range },
  };
};

const LOST: Corrupt = (right) => ({ ...right, isLost: true });

const FAULTS: readonly (readonly [name: string, corrupt: Corrupt])[] = [
  ["ends the connection", LOST],
  ...STATUSES.flatMap((status) => [
    [`answers ${status}`, respondWith(status)] as const,
    [
      `answers ${status} with a page`,
      respondWith(status, PAGE, { "content-type": "text/html" }),
    ] as const,
  ]),
  ...[301, 302, 307, 308].flatMap((status) => [
    [
      `redirects with ${status} to its own host`,
      respondWith(status, EMPTY, { location: "/elsewhere" }),
    ] as const,
    [
      `redirects with ${status} to a portal`,
      respondWith(status, PAGE, { location: "http://portal.invalid/login" }),
    ] as const,
    [`redirects with ${status} to nowhere`, respondWith(status)] as const,
  ]),
  ["asks for patience", respondWith(503, EMPTY, { "retry-after": "1" })],
  ["cuts before the first byte", cutAfter(0)],
  ["cuts after one byte", cutAfter(1)],
  ["cuts after 70 000 bytes", cutAfter(70_000)],
  ["cuts before the last byte", cutAfter(PART_BYTES - 1)],
  ["sends half, and says so", shortened],
  ["sends half of the range, and says so in the range", shorterRange],
  ["sends more than it should", lengthened],
  ["codes", coded],
  ["says that right bytes are coded", withHeaders({ "content-encoding": "gzip" })],
  ["shows another ETag", otherETag],
  ["shows a weak ETag", weakETag],
  ["shows no ETag", without("etag")],
  [
    "shows another Last-Modified",
    withHeaders({ "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" }),
  ],
  ["says no length", without("content-length")],
  ["says no range", without("content-range")],
  ["says another range", withHeaders({ "content-range": "bytes 0-9/10" })],
  ["says no total", withHeaders({ "content-range": `bytes 0-${PART_BYTES - 1}/*` })],
  ["says a wrong range", withHeaders({ "content-range": "bytes nonsense" })],
  ["sends many ranges", withHeaders({ "content-type": "multipart/byteranges; boundary=a" })],
  ["says that it has no ranges", withHeaders({ "accept-ranges": "none" })],
];

/** Happens at the first request that fits. */
function once(corrupt: Corrupt, fits: (asked: Asked) => boolean): Corrupt {
  let isDone = false;
  return (right, asked) => {
    if (isDone || !fits(asked)) {
      return right;
    }
    isDone = true;
    return corrupt(right, asked);
  };
}

const anyRequest = () => true;
/** Each job has a key of its own. */
const secondRequest = () => {
  const seen = new Set<string>();
  return ({ key }: Asked) => seen.size === seen.add(key).size;
};
const rangeFrom = (first: number) => (asked: Asked) =>
  asked.method === "GET" && asked.startByte === first;

// A first look that shows another object is planned for, and found out before a byte of it is sent.
const PLACES = [
  { dialect: "cos", mode: "parts", place: "the first look", fits: anyRequest, most: 2 },
  {
    dialect: "cos",
    mode: "parts",
    place: "the third part",
    fits: rangeFrom(2 * PART_BYTES),
    most: 1,
  },
  {
    dialect: "s3",
    mode: "parts",
    place: "the third part",
    fits: rangeFrom(2 * PART_BYTES),
    most: 1,
  },
  { dialect: "cos", mode: "put", place: "the first look", fits: anyRequest, most: 2 },
  { dialect: "s3", mode: "put", place: "the second request", fits: secondRequest(), most: 1 },
] as const;

describe.each(PLACES)("a source that, at $place of $mode to $dialect, once", (row) => {
  const { dialect, mode, fits, most } = row;
  let world: OneOffWorld;

  beforeAll(async () => {
    world = await openOneOffWorld(dialect);
  });
  afterAll(() => world.close());

  test.each(FAULTS)(
    "%s: the object is right, and at most one part is sent again",
    async (_name, corrupt) => {
      const oneOff = { mode, corrupt: once(corrupt, fits) };

      const outcome = await world.run(oneOff);

      expectRight(oneOff, outcome, most);
    },
  );
});
