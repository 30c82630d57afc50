import { request } from "node:http";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { ChunkBuffers } from "./chunk-buffers.ts";
import { ResponseReader } from "./response-reader.ts";

// What Node's own client (llhttp) makes of a response judges what our reader makes of it.

const ROUNDS = 60_000;
const AT_ONCE = 200;
const SEED = 12_345;

const RESPONSES = [
  'HTTP/1.1 206 Partial Content\r\nContent-Length: 12\r\nETag: "a"\r\n\r\nHello, world',
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n",
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;a=b;c="d"\r\nHello\r\n0\r\nx-trailer: 1\r\n\r\n',
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHello",
  "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
  "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nDate: now\r\n\r\n",
  'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 7\r\n\r\n',
  "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil it is closed",
  "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nold",
];

const SPICE = [
  ...'\r\n \t:;,=0159afxX\0\x7f\xff"',
  "\r\n",
  "\r\n\r\n",
  "\r\nContent-Length: 3",
  "\r\nTransfer-Encoding: chunked",
  "\r\nConnection: close",
  "HTTP/1.1 100 Continue\r\n\r\n",
];

function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutated(random: (below: number) => number): string {
  let text = RESPONSES[random(RESPONSES.length)] ?? "";
  for (let left = 1 + random(3); left > 0; left -= 1) {
    const at = random(text.length + 1);
    const length = random(8);
    const spice = SPICE[random(SPICE.length)] ?? "";
    text =
      [
        text.slice(0, at) + spice + text.slice(at),
        text.slice(0, at) + spice + text.slice(at + 1),
        text.slice(0, at) + text.slice(at + length),
        text.slice(0, at + length) + text.slice(at),
      ][random(4)] ?? text;
  }
  return text;
}

type Outcome = { readonly status: number; readonly body: string; readonly isClean: boolean };

/** Undefined where it refuses the response, or never sees its end. */
async function ours(text: string): Promise<Outcome | undefined> {
  const reader = new ResponseReader(new ChunkBuffers(), Buffer.alloc(64));
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; ) {
    const writableSlice = reader.writableSlice();
    const piece = bytes.subarray(at, at + Math.min(writableSlice.length, 37));
    writableSlice.set(piece);
    reader.read(writableSlice.subarray(0, piece.length));
    at += piece.length;
  }
  const isClean = reader.leavesCleanConnection;
  reader.close(new Error("closed"));
  try {
    const { status } = await reader.head;
    let body = "";
    for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
      body += Buffer.from(chunk.bytes).toString("latin1");
    }
    return { status, body, isClean };
  } catch {
    return undefined;
  }
}

/** A response that is there before its request is sent, and nothing behind it. */
class Canned extends Duplex {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override _read(): void {
    // Only once it is asked: a response without a request is an error of its own.
  }

  override _write(_bytes: unknown, _encoding: unknown, done: () => void): void {
    done();
    this.push(Buffer.from(this.#text, "latin1"));
    this.push(null);
  }
}

async function nodes(text: string): Promise<Omit<Outcome, "isClean"> | undefined> {
  const { promise, resolve } = Promise.withResolvers<Omit<Outcome, "isClean"> | undefined>();
  const outgoing = request({ createConnection: () => new Canned(text), path: "/" });
  const refuse = () => resolve(undefined);
  outgoing.once("response", (response) => {
    let body = "";
    response
      .setEncoding("latin1")
      .on("data", (piece: string) => {
        body += piece;
      })
      .once("end", () => resolve({ status: response.statusCode ?? 0, body }))
      .once("error", refuse);
  });
  outgoing.on("error", refuse).once("upgrade", refuse).end();
  return await promise;
}

async function judge(text: string): Promise<string> {
  const [our, their] = await Promise.all([ours(text), nodes(text)]);
  if (our === undefined) {
    return their === undefined ? "both refuse" : "we refuse";
  }
  if (their === undefined) {
    return our.isClean ? `clean, though refused: ${JSON.stringify(text)}` : "they refuse";
  }
  const isSame = our.status === their.status && our.body === their.body;
  return isSame ? "same" : `different: ${JSON.stringify({ text, our, their })}`;
}

test("a mutated response that both take has the same bytes, and a clean connection is one to both", async () => {
  const random = randomOf(SEED);
  const counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += AT_ONCE) {
    const texts = Array.from({ length: AT_ONCE }, () => mutated(random));
    for (const verdict of await Promise.all(texts.map(judge))) {
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    }
  }

  const expected = ["same", "we refuse", "they refuse", "both refuse"];
  expect([...counts.keys()].filter((verdict) => !expected.includes(verdict))).toEqual([]);
  // A judge that refuses everything would not bite.
  expect(counts.get("same")).toBeGreaterThan(ROUNDS / 10);
});
