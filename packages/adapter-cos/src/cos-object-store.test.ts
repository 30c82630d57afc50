import type { IncomingMessage, ServerResponse } from "node:http";
import { type NewObject, type PartBody, toETag, toPartNumber, toUploadId } from "@penstock/core";
import { ManualClock, startHttpServer } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { cosObjectStoreOn } from "./cos-object-store.ts";
import { type CosOptions, createCosConnection } from "./cos-request.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const SECRET = "a-secret-key-that-must-not-leak";
const signal = new AbortController().signal;
const upload = { key: "folder/key", uploadId: toUploadId("u1") };
const first = toPartNumber(1);
const object: NewObject = {
  key: "folder/key",
  attributes: { contentType: "text/plain", metadata: { origin: "here" } },
  token: "tok",
  checksum: "crc64xz",
};
const listed = [{ number: first, etag: toETag("e1"), sizeBytes: 1 }];
const whole = { sizeBytes: 1, algorithm: "crc64xz" } as const;

/** A store on a server that answers as the test says. */
async function openStore(answer: Answer, options: Partial<CosOptions> = {}) {
  const requests: IncomingMessage[] = [];
  const server = await startHttpServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const clock = new ManualClock();
  const connection = createCosConnection({
    bucket: "demo-1250000000",
    region: "ap-test",
    endpoint: server.url,
    credentials: () => ({ accessKeyId: "id", secretAccessKey: SECRET }),
    clock,
    ...options,
  });
  onTestFinished(async () => {
    connection.close();
    await server.close();
  });
  return { store: cosObjectStoreOn(connection), requests, clock };
}

function answerWith(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (request, response) => {
    request.resume().on("end", () => response.writeHead(status, headers).end(body));
  };
}

function errorDocument(code: string): string {
  return `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>m</Message></Error>\n`;
}

function bodyOf(text: string): PartBody {
  const bytes = Buffer.from(text);
  return {
    lengthBytes: bytes.length,
    chunks: (async function* () {
      yield bytes;
    })(),
  };
}

/** Endless in practice; tells how much was asked for, and whether it was left. */
function hugeBody() {
  const state = { chunks: 0, isLeft: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        state.chunks += 1;
        yield Buffer.alloc(1024 * 1024);
      }
    } finally {
      state.isLeft = true;
    }
  }
  return { state, body: { lengthBytes: 5 * 1024 ** 3, chunks: chunks() } };
}

const initiated =
  "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";

describe("a request", () => {
  test("names the bucket in its Host, and carries token, metadata and signature", async () => {
    const { store, requests } = await openStore(answerWith(200, initiated));

    const uploadId = await store.initiate({ ...object, key: "a b/ü" }, signal);

    expect(uploadId).toBe("u1");
    expect(requests[0]?.url).toBe("/a%20b/%C3%BC?uploads");
    expect(requests[0]?.headers).toMatchObject({
      host: "demo-1250000000.cos.ap-test.myqcloud.com",
      "content-length": "0",
      "content-type": "text/plain",
      "x-cos-meta-origin": "here",
      "x-cos-meta-penstock-token": "tok",
    });
    expect(requests[0]?.headers.authorization).toContain(
      "q-header-list=content-length;content-type;host;x-cos-meta-origin;x-cos-meta-penstock-token&",
    );
  });

  test("signs the token of a temporary key", async () => {
    const { store, requests } = await openStore(answerWith(200, initiated), {
      credentials: async () => ({
        accessKeyId: "id",
        secretAccessKey: SECRET,
        sessionToken: "session",
      }),
    });

    await store.initiate(object, signal);

    expect(requests[0]?.headers["x-cos-security-token"]).toBe("session");
    expect(requests[0]?.headers.authorization).toContain(";x-cos-security-token&");
  });

  test.each([
    [{}, 75],
    [{ signatureSeconds: 15 }, 15],
  ])("is signed for as long as the options %o say", async (options, seconds) => {
    const { store, requests, clock } = await openStore(answerWith(200, initiated), options);
    const now = clock.nowMs() / 1000;

    await store.initiate(object, signal);

    expect(requests[0]?.headers.authorization).toContain(
      `q-sign-time=${now - 1};${now + seconds}&`,
    );
  });

  test("asks for the credentials each time, and keeps one connection", async () => {
    let asked = 0;
    const { store, requests } = await openStore(answerWith(200, initiated), {
      credentials: () => {
        asked += 1;
        return { accessKeyId: `id${asked}`, secretAccessKey: SECRET };
      },
    });

    await store.initiate(object, signal);
    await store.initiate(object, signal);

    expect(requests[1]?.headers.authorization).toContain("q-ak=id2&");
    expect(requests[1]?.socket.remotePort).toBe(requests[0]?.socket.remotePort);
  });

  test("takes over the store's clock after it was refused for its own", async () => {
    const skewed: Answer = (request, response) => {
      const date = new Date(Date.UTC(2026, 5, 1)).toUTCString();
      answerWith(403, errorDocument("RequestTimeTooSkewed"), { date })(request, response);
    };
    const { store, requests } = await openStore(skewed);
    const attempt = () => store.initiate(object, signal).catch((error: unknown) => error);

    const error = await attempt();
    await attempt();

    const serverSecond = Date.UTC(2026, 5, 1) / 1000;
    expect(error).toMatchObject({ code: "clock-skewed" });
    expect(requests[1]?.headers.authorization).toContain(`q-sign-time=${serverSecond - 1};`);
  });

  test("that fails does not tell the secret", async () => {
    const { store, requests } = await openStore(answerWith(403, errorDocument("AccessDenied")));

    const error = await store.initiate(object, signal).catch((reason: unknown) => reason);

    const signature = /q-signature=(\w+)/.exec(requests[0]?.headers.authorization ?? "")?.[1] ?? "";
    const told = JSON.stringify([error, String(error), (error as Error).cause ?? ""]);
    expect(signature).toHaveLength(40);
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain(signature);
  });
});

describe("a part", () => {
  test("comes back with its ETag and the CRC that the store computed", async () => {
    const { store } = await openStore(
      answerWith(200, "", { etag: '"e1"', "x-cos-hash-crc64ecma": "11051210869376104954" }),
    );

    const part = await store.uploadPart(upload, first, bodyOf("123456789"), "crc64xz", signal);

    expect(part).toEqual({ etag: "e1", checksum: "995dc9bbdf1939fa" });
  });

  test.each([[{}], [{ etag: '""' }]])(
    "is not believed without an ETag: %o",
    async (headers: Record<string, string>) => {
      const { store } = await openStore(answerWith(200, "", headers));

      const part = store.uploadPart(upload, first, bodyOf("a"), "crc64xz", signal);

      await expect(part).rejects.toMatchObject({ code: "store-answer-invalid" });
    },
  );

  test("carries Content-MD5 where that is the checksum", async () => {
    const { store, requests } = await openStore(answerWith(200, "", { etag: '"e1"' }));
    const body = { ...bodyOf("hello"), checksum: "5d41402abc4b2a76b9719d911017c592" };

    await store.uploadPart(upload, first, body, "md5", signal);

    expect(requests[0]?.headers["content-md5"]).toBe("XUFAKrxLKna5cZ2REBfFkg==");
  });

  test("that has more bytes than announced is broken off", async () => {
    const { store } = await openStore(answerWith(200, "", { etag: '"e1"' }));

    const part = store.uploadPart(
      upload,
      first,
      { ...bodyOf("too much"), lengthBytes: 3 },
      "crc64xz",
      signal,
    );

    await expect(part).rejects.toMatchObject({ code: "source-length-wrong" });
  });
});

describe("an answer that comes before the body was sent", () => {
  const refusals: Record<string, (response: ServerResponse) => void> = {
    "and keeps the connection": (response) =>
      response
        .writeHead(404, { "content-type": "application/xml" })
        .end(errorDocument("NoSuchUpload")),
    "and closes the connection": (response) =>
      response
        .writeHead(404, { connection: "close" })
        .end(errorDocument("NoSuchUpload"), () => response.socket?.destroySoon()),
  };

  test.each(Object.keys(refusals))("ends the sending with its code: %s", async (name) => {
    const { store } = await openStore((_request, response) => refusals[name]?.(response));
    const { state, body } = hugeBody();

    const part = store.uploadPart(upload, first, body, "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
    expect(state.isLeft).toBe(true);
    expect(state.chunks).toBeLessThan(100);
  });

  test("is not believed when it says success", async () => {
    const { store } = await openStore((_request, response) =>
      response.writeHead(200, { etag: '"e1"' }).end(),
    );
    const { body } = hugeBody();

    const part = store.uploadPart(upload, first, body, "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "store-answer-invalid" });
  });
});

describe("Complete", () => {
  const result =
    "<CompleteMultipartUploadResult><ETag>&quot;ab-1&quot;</ETag></CompleteMultipartUploadResult>";

  function dripThen(end: (response: ServerResponse) => void): Answer {
    return (request, response) => {
      request.resume().on("end", () => {
        response.writeHead(200, { "content-type": "application/xml" });
        response.write("  \n", () => response.write("  \n", () => end(response)));
      });
    };
  }

  test("is done when the result comes after the white space", async () => {
    const { store, requests } = await openStore(dripThen((response) => response.end(result)));

    const etag = await store.complete(upload, listed, whole, signal);

    expect(etag).toBe("ab-1");
    expect(requests[0]?.headers["content-md5"]).toHaveLength(24);
  });

  test.each([
    ["an Error and a newline", errorDocument("InternalError")],
    ["an Error without a newline", errorDocument("InvalidPart").trim()],
    ["white space only", ""],
    ["a result without an ETag", result.replace("&quot;ab-1&quot;", "")],
    ["half a result", result.slice(0, 60)],
    ["a page for people", "<html><body>ok</body></html>"],
  ])("is not done when the 200 ends in %s", async (_what, body) => {
    const { store } = await openStore(dripThen((response) => response.end(body)));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-answer-invalid" });
  });

  test("is not known to be done when the connection is cut", async () => {
    const { store } = await openStore(dripThen((response) => response.socket?.destroy()));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("is sent once", async () => {
    const { store, requests } = await openStore(answerWith(503, errorDocument("SlowDown")));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-throttled" });
    expect(requests).toHaveLength(1);
  });
});

describe("Abort", () => {
  test.each([
    [204, ""],
    [404, errorDocument("NoSuchUpload")],
  ])("is done on %i", async (status, body) => {
    const { store } = await openStore(answerWith(status, body));

    await expect(store.abort(upload, signal)).resolves.toBeUndefined();
  });

  test("is not done on 503", async () => {
    const { store } = await openStore(answerWith(503, ""));

    await expect(store.abort(upload, signal)).rejects.toMatchObject({ code: "store-throttled" });
  });
});

describe("a list of parts", () => {
  test.each([
    ["is no list", "<html></html>"],
    [
      "leads back to where it started",
      "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>0</NextPartNumberMarker></ListPartsResult>",
    ],
    ["was cut", "<ListPartsResult><Part><PartNumber>1</PartNumber>"],
  ])("is not believed when it %s", async (_what, body) => {
    const { store } = await openStore(answerWith(200, body));

    const list = store.listParts(upload, signal);

    await expect(list).rejects.toMatchObject({ code: "store-answer-invalid" });
  });
});
