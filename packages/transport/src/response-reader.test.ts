import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChunkBuffers } from "./chunk-buffers.ts";
import { readResponseHead } from "./response-head.ts";
import { ResponseReader } from "./response-reader.ts";

const BODY = Buffer.from("The quick brown fox jumps over the lazy dog");
const LENGTH_HEAD = `HTTP/1.1 206 Partial Content\r\nContent-Length: ${BODY.length}\r\nETag: "a"\r\n\r\n`;
const CHUNKED_HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

function chunked(...pieces: readonly Buffer[]): Buffer {
  const framed = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)};name="v"\r\n`),
    piece,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...framed, Buffer.from("0\r\nx-trailer: 1\r\n\r\n")]);
}

const RESPONSES: Readonly<Record<string, Buffer>> = {
  "with a length": Buffer.concat([Buffer.from(LENGTH_HEAD), BODY]),
  "in chunks": Buffer.concat([
    Buffer.from(CHUNKED_HEAD),
    chunked(BODY.subarray(0, 7), BODY.subarray(7, 8), BODY.subarray(8)),
  ]),
  "after two interim ones": Buffer.concat([
    Buffer.from("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
    Buffer.from(LENGTH_HEAD),
    BODY,
  ]),
};

/** Reads as a socket does: into the room that is offered, and as much as fits there. */
function feed(reader: ResponseReader, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const writableSlice = reader.writableSlice();
    const piece = bytes.subarray(at, at + writableSlice.length);
    writableSlice.set(piece);
    reader.read(writableSlice.subarray(0, piece.length));
    at += piece.length;
  }
}

function open(headerBufferBytes = 64): ResponseReader {
  return new ResponseReader(new ChunkBuffers(), Buffer.alloc(headerBufferBytes));
}

async function bodyOf(reader: ResponseReader): Promise<string> {
  let body = "";
  for (;;) {
    const chunk = await reader.next();
    if (chunk === undefined) {
      return body;
    }
    body += Buffer.from(chunk.bytes).toString("latin1");
  }
}

/** All of a response that comes in these pieces. */
async function readIn(pieces: readonly Uint8Array[]) {
  const reader = open();
  for (const piece of pieces) {
    feed(reader, piece);
  }
  const { status, headers } = await reader.head;
  return { status, headers, body: await bodyOf(reader), isClean: reader.leavesCleanConnection };
}

describe.each(Object.keys(RESPONSES))("a response %s", (name) => {
  const response = RESPONSES[name] ?? Buffer.alloc(0);
  const offsets = Array.from({ length: response.length + 1 }, (_, at) => at);

  test("is the same wherever it is cut in two", async () => {
    for (const at of offsets) {
      const { body, isClean } = await readIn([response.subarray(0, at), response.subarray(at)]);

      expect({ at, body, isClean }).toEqual({ at, body: BODY.toString(), isClean: true });
    }
  });

  test("is the same however it is cut", async () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: response.length - 1 }));
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const edges = [0, ...places.toSorted((left, right) => left - right), response.length];
        const pieces = edges.slice(1).map((edge, index) => response.subarray(edges[index], edge));

        expect((await readIn(pieces)).body).toBe(BODY.toString());
      }),
    );
  });

  test("leaves no clean connection when more comes behind it", async () => {
    for (const at of [0, response.length - 1, response.length]) {
      const rest = Buffer.concat([response.subarray(at), Buffer.from("H")]);

      expect(await readIn([response.subarray(0, at), rest])).toMatchObject({
        body: BODY.toString(),
        isClean: false,
      });
    }
  });
});

describe("a body", () => {
  test("without a length ends with its connection, which cannot be used again", async () => {
    const reader = open();
    feed(reader, Buffer.from("HTTP/1.1 200 OK\r\n\r\nabc"));
    reader.close(new Error("closed"));

    expect(await bodyOf(reader)).toBe("abc");
    expect(reader.leavesCleanConnection).toBe(false);
  });

  test("with a length that ends early delivers what came, and then its error", async () => {
    const reader = open();
    feed(reader, Buffer.from(`${LENGTH_HEAD}The`));
    reader.close(new Error("closed"));

    expect(Buffer.from((await reader.next())?.bytes ?? []).toString()).toBe("The");
    await expect(reader.next()).rejects.toThrow("closed");
  });

  test.each([204, 304])(
    "does not follow the status %i, whatever the headers say",
    async (status) => {
      const head = `HTTP/1.1 ${status} None\r\ncontent-length: 5\r\n\r\n`;

      expect(await readIn([Buffer.from(head)])).toMatchObject({ body: "", isClean: true });
    },
  );

  test.each([
    ["a length that is none, of no body", "HTTP/1.1 204 None\r\ncontent-length: x\r\n\r\n"],
    ["two lengths of no body", "HTTP/1.1 304 None\r\ncontent-length: 5, 5\r\n\r\n"],
    ["a trailer that is none", `${CHUNKED_HEAD}0\r\njunk\r\n\r\n`],
    ["an extension with blanks", `${CHUNKED_HEAD}1 ; a = "b\r\nx\r\n0\r\n\r\n`],
    [
      "an interim response that says goodbye",
      "HTTP/1.1 100 Continue\r\nconnection: close\r\n\r\nHTTP/1.1 204 None\r\n\r\n",
    ],
  ])("with %s leaves no connection that can be used again", async (_, text) => {
    expect(await readIn([Buffer.from(text)])).toMatchObject({ isClean: false });
  });

  test.each([
    ["a connection that is to be closed", "HTTP/1.1 200 OK\r\nConnection: Close\r\n"],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\n"],
  ])("over %s leaves none that can be used again", async (_, head) => {
    const response = Buffer.from(`${head}content-length: 1\r\n\r\na`);

    expect(await readIn([response])).toMatchObject({ body: "a", isClean: false });
  });

  test("is delivered soon to a waiting reader, and its buffer is not offered again", async () => {
    const reader = open();
    feed(reader, Buffer.from(`${LENGTH_HEAD}`));
    const first = reader.next();
    feed(reader, Buffer.from("The quick"));
    // What is offered now is what the socket will read to, whenever that is.
    const writableSlice = reader.writableSlice();

    const handed = Buffer.from((await first)?.bytes ?? []);
    writableSlice.set(BODY.subarray(9));
    reader.read(writableSlice.subarray(0, BODY.length - 9));

    expect(handed.toString() + (await bodyOf(reader))).toBe(BODY.toString());
  });

  test("that is not read is kept whole, although the source does not pause", async () => {
    const lengthBytes = 5 * 1024 * 1024 + 17;
    const body = Buffer.alloc(lengthBytes, "0123456789abcdefghijk");
    const reader = open();
    feed(reader, Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${lengthBytes}\r\n\r\n`));
    for (let at = 0; at < lengthBytes; at += 16_384) {
      feed(reader, body.subarray(at, at + 16_384));
    }

    expect(reader.wantsMore).toBe(true);
    expect(await bodyOf(reader)).toBe(body.toString("latin1"));
  });

  test("pauses its source while a chunk is ready", async () => {
    const reader = open();
    feed(reader, Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\n"));
    expect(reader.wantsMore).toBe(true);

    feed(reader, Buffer.alloc(1024 * 1024));

    expect(reader.wantsMore).toBe(false);
    await reader.next();
    expect(reader.wantsMore).toBe(true);
  });
});

describe("what is not HTTP/1.1, or could be read in two ways,", () => {
  const field = (line: string) => `HTTP/1.1 200 OK\r\n${line}\r\n\r\n`;

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["HTTP/2", "HTTP/2 200 OK\r\n\r\n"],
    ["no status", "HTTP/1.1 OK\r\n\r\n"],
    ["a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n"],
    ["a line without a colon", field("content-length 5")],
    ["a space before the colon", field("content-length : 5")],
    ["a folded line", field("x: a\r\n b")],
    ["a bare line feed", field("x: a\ncontent-length: 5")],
    ["a zero in a value", field("x: a\0b")],
    ["two different lengths", field("content-length: 5\r\ncontent-length: 6")],
    ["a negative length", field("content-length: -5")],
    ["a length in hex", field("content-length: 0x5")],
    ["a length beyond all numbers", field("content-length: 99999999999999999999")],
    ["a length and chunks", field("content-length: 5\r\ntransfer-encoding: chunked")],
    ["a compressed transfer", field("transfer-encoding: gzip, chunked")],
  ])("%s, is refused", async (_, text) => {
    const reader = open(100_000);
    feed(reader, Buffer.from(text, "latin1"));

    await expect(reader.head).rejects.toMatchObject({ name: "NotHttpError" });
  });

  test("a head without an end is refused after 16 KiB", async () => {
    const reader = open(100_000);
    feed(reader, Buffer.from(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(16_384)}`));

    await expect(reader.head).rejects.toThrow("a head of more than 16384 bytes");
  });

  test.each([
    ["a head that comes in one read", `x: ${"a".repeat(20_000)}`, "more than 16384 bytes"],
    ["an interim head", `x: ${"a".repeat(20_000)}`, "more than 16384 bytes", "100 Continue"],
    ["a head of many fields", "a: b\r\n".repeat(300).trim(), "more than 256 fields"],
  ])("%s is measured before it is taken apart", async (_, fields, message, status = "200 OK") => {
    const reader = open(100_000);
    feed(reader, Buffer.from(`HTTP/1.1 ${status}\r\n${fields}\r\n\r\n`));

    await expect(reader.head).rejects.toThrow(message);
  });

  test("interim responses without end are refused", async () => {
    const reader = open(100_000);
    feed(reader, Buffer.from("HTTP/1.1 102 Processing\r\n\r\n".repeat(101)));

    await expect(reader.head).rejects.toThrow("more than 100 interim responses");
  });

  test.each([
    ["blanks inside of a value", `x: a${" ".repeat(1_000_000)}b`],
    ["blanks before what no value may hold", `x: ${" \t".repeat(500_000)}\0`],
    ["blanks in a list of options", `connection: a${" ".repeat(1_000_000)}b`],
    ["a name without an end", "a".repeat(1_000_000)],
  ])("%s cost no more time than their length", (_, line) => {
    const before = process.cpuUsage();
    try {
      readResponseHead(`HTTP/1.1 200 OK\r\n${line}`);
    } catch (error) {
      expect(error).toMatchObject({ name: "NotHttpError" });
    }

    // What grows with the square takes minutes here.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  test.each([
    ["extensions", `1;${"a".repeat(10_000)}\r\nx\r\n`.repeat(2)],
    ["trailers", `0\r\n${`x: ${"a".repeat(1_000)}\r\n`.repeat(20)}`],
  ])("%s without end are refused", async (_, text) => {
    const reader = open(100_000);
    feed(reader, Buffer.from(CHUNKED_HEAD + text));

    await expect(bodyOf(reader)).rejects.toThrow("more than 16384 bytes beside its chunks");
  });

  test.each([
    ["no size", "x\r\n"],
    ["a size beyond all numbers", "fffffffffffffffff\r\n"],
    ["a negative size", "-1\r\n"],
    ["more data than its size", "1\r\nab\r\n"],
    ["a size line that ends in a line feed", "1\nab\r\n"],
    ["a size line without an end", `1;${"a".repeat(20_000)}`],
  ])("a chunk with %s, is refused", async (_, text) => {
    const reader = open(100_000);
    feed(reader, Buffer.from(CHUNKED_HEAD + text));

    await expect(bodyOf(reader)).rejects.toMatchObject({ name: "NotHttpError" });
  });
});
