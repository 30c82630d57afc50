import { afterEach, describe, expect, test } from "vitest";
import {
  closeAll,
  errorDocument,
  first,
  hugeBody,
  openBucket,
  type Respond,
  respondWith,
  signal,
  upload,
} from "./test-bucket.ts";

afterEach(closeAll);

const PART_BYTES = 2 * 1024 * 1024;
const stored = respondWith(200, "", { etag: '"e1"' });
const expecting = { expectContinue: true };

function body(lengthBytes = PART_BYTES) {
  const state = { isAsked: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    state.isAsked = true;
    yield Buffer.alloc(lengthBytes);
  }
  return { state, lengthBytes, chunks: chunks() };
}

/** Says 100 once the client cannot have sent more than its headers. */
const invite: Respond = (request, response) => {
  response.writeContinue();
  stored(request, response);
};

describe("a large body", () => {
  test("waits for the store to ask for it", async () => {
    let wasAskedBefore = true;
    const part = body();
    const { store, server } = await openBucket(stored, expecting, (request, response) => {
      wasAskedBefore = part.state.isAsked;
      invite(request, response);
    });

    await store.uploadPart(upload, first, part, "crc64xz", signal);

    expect(wasAskedBefore).toBe(false);
    expect(server.requests[0]?.headers.expect).toBe("100-continue");
    expect(server.requests[0]?.headers.authorization).not.toContain("expect");
  });

  test("is neither sent nor read from its source when the store refuses", async () => {
    const { store, server } = await openBucket(stored, expecting, (_request, response) =>
      response.writeHead(503).end(errorDocument("SlowDown")),
    );
    const { state, body: huge } = hugeBody();

    const part = store.uploadPart(upload, first, huge, "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "store-throttled" });
    expect(state.chunks).toBe(0);
    expect(server.requests[0]?.socket.bytesRead).toBeLessThan(2000);
  });

  test("is sent all the same to a store that never says 100", async () => {
    const { connection } = await openBucket(stored, expecting, stored);

    const response = connection.send({ method: "PUT", key: "key", body: body() }, signal, {
      continueMs: 20,
    });

    await expect(response).resolves.toMatchObject({ status: 200 });
  });

  test("is not believed to be stored by a 200 that did not wait for it", async () => {
    const { store } = await openBucket(stored, expecting, (_request, response) =>
      response.writeHead(200, { etag: '"e1"' }).end(),
    );

    const part = store.uploadPart(upload, first, body(), "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "store-response-invalid" });
  });

  test("is broken off by its signal while it waits", async () => {
    const abort = new AbortController();
    const { store } = await openBucket(stored, expecting, () => abort.abort(new Error("lost")));

    const part = store.uploadPart(upload, first, body(), "crc64xz", abort.signal);

    await expect(part).rejects.toThrow("lost");
  });

  test("finds the store out of reach when the connection is cut while it waits", async () => {
    const { store } = await openBucket(stored, expecting, (request) => request.socket.destroy());

    const part = store.uploadPart(upload, first, body(), "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "store-unreachable" });
  });
});

describe("a body that is not asked about", () => {
  test.each([
    ["is small", expecting, 1024 * 1024 - 1],
    ["is sent without the option", {}, PART_BYTES],
  ])("%s", async (_which, options, lengthBytes) => {
    const { store, server } = await openBucket(stored, options, invite);

    await store.uploadPart(upload, first, body(lengthBytes), "crc64xz", signal);

    expect(server.requests[0]?.headers.expect).toBeUndefined();
  });
});

describe("the connections", () => {
  test("are used again one after the other", async () => {
    const { store, server } = await openBucket(stored, expecting, invite);

    for (let turn = 0; turn < 5; turn += 1) {
      await store.uploadPart(upload, first, body(), "crc64xz", signal);
    }

    expect(server.requests).toHaveLength(5);
    expect(server.connections()).toBe(1);
  });

  test("of many parts at once are no more than without Expect, round after round", async () => {
    const counts = await Promise.all(
      [expecting, {}].map(async (options) => {
        const { store, server } = await openBucket(stored, options, invite);
        for (let round = 0; round < 3; round += 1) {
          const parts = Array.from({ length: 4 }, () => body());
          await Promise.all(
            parts.map((part) => store.uploadPart(upload, first, part, "crc64xz", signal)),
          );
        }
        return server.connections();
      }),
    );

    expect(counts).toEqual([4, 4]);
  });
});
