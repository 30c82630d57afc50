import { once } from "node:events";
import { createServer } from "node:http";
import type { BodyPace, PartBody } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSender } from "./sender.ts";

const KIB = 1024;
const never = new AbortController().signal;

async function openStore() {
  const received: number[] = [];
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      received.push(bytes);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const sender = createSender();
  onTestFinished(async () => {
    sender.close();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  const at = new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
  const put = (body: PartBody, totalMs: number, signal = never) =>
    sender.send(
      {
        ...{ what: "PUT key", at, method: "PUT", path: "/key", body },
        headers: { "content-length": `${body.lengthBytes}` },
        limits: { continueMs: 0, idleMs: 5000, totalMs },
      },
      signal,
    );
  return { put, received };
}

/** Lets each piece go when it is told to, and says for how long it held them. */
class TestPace implements BodyPace {
  readonly taken: number[] = [];
  readonly #wait: (signal: AbortSignal) => Promise<void> | undefined;
  readonly #heldMs: number;

  constructor(wait: (signal: AbortSignal) => Promise<void> | undefined, heldMs = 0) {
    this.#wait = wait;
    this.#heldMs = heldMs;
  }

  take(bytes: number, signal: AbortSignal): number | Promise<number> {
    const piece = Math.min(64 * KIB, bytes);
    this.taken.push(piece);
    const wait = this.#wait(signal);
    return wait === undefined ? piece : wait.then(() => piece);
  }

  async takeAll(bytes: number, signal: AbortSignal): Promise<void> {
    this.taken.push(bytes);
    await this.#wait(signal);
  }

  heldMs(): number {
    return this.#heldMs;
  }
}

const atOnce = () => undefined;
const soon = () => Promise.resolve();

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return Promise.reject(signal.reason);
  }
  const { promise, reject } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}

async function* chunks(count: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent += 1) {
    yield Buffer.alloc(160 * KIB);
  }
}

describe("a body with a pace", () => {
  test("asks for each piece before it is sent, in pieces as small as it says", async () => {
    const { put, received } = await openStore();
    const pace = new TestPace(soon);

    const { status } = await put({ lengthBytes: 320 * KIB, chunks: chunks(2), pace }, 5000);

    expect(status).toBe(200);
    expect(received).toEqual([320 * KIB]);
    expect(pace.taken).toEqual([64, 64, 32, 64, 64, 32].map((kib) => kib * KIB));
  });

  test("is not late by what its own limit held it back", async () => {
    const { put } = await openStore();
    const body = () => ({ lengthBytes: 16_000 * KIB, chunks: chunks(100) });

    const late = put({ ...body(), pace: new TestPace(soon) }, 1);
    await expect(late).rejects.toMatchObject({ code: "store-unreachable" });

    const { status } = await put({ ...body(), pace: new TestPace(soon, 60_000) }, 1);
    expect(status).toBe(200);
  });

  test("that is small asks once, for all of it", async () => {
    const { put, received } = await openStore();
    const pace = new TestPace(atOnce);
    const once = { lengthBytes: 10 * KIB, chunks: small(), pace };

    await put(once, 5000);

    expect(received).toEqual([10 * KIB]);
    expect(pace.taken).toEqual([10 * KIB]);
  });

  test("ends with its signal while it waits", async () => {
    const { put } = await openStore();
    const stop = new AbortController();
    const sending = put(
      { lengthBytes: 160 * KIB, chunks: chunks(1), pace: new TestPace(untilAborted) },
      5000,
      stop.signal,
    );
    stop.abort(new Error("stopped"));

    await expect(sending).rejects.toThrow();
  });
});

async function* small(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(10 * KIB);
}
