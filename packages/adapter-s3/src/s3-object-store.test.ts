import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type NewObject,
  type PartBody,
  STORE_PROFILES,
  toETag,
  toPartNumber,
  toUploadId,
} from "@penstock/core";
import { startHttpServer } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import type { S3Options } from "./s3-client.ts";
import { createS3ObjectStore } from "./s3-object-store.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Recorded = { readonly request: IncomingMessage; body: string };

const signal = new AbortController().signal;
const upload = { key: "folder/key", uploadId: toUploadId("u1") };
const first = toPartNumber(1);
const object: NewObject = {
  key: "folder/key",
  attributes: { contentType: "text/plain", metadata: { origin: "here" } },
  token: "tok",
  checksum: "crc32",
};
const listed = [{ number: first, etag: toETag("e1"), sizeBytes: 1 }];
const whole = { sizeBytes: 9, algorithm: "crc32", checksum: "cbf43926" } as const;

/** A store on a server that answers, once it has the body, as the test says. */
async function openStore(answer: Answer, options: Partial<S3Options> = {}) {
  const requests: Recorded[] = [];
  const server = await startHttpServer((request, response) => {
    const recorded: Recorded = { request, body: "" };
    requests.push(recorded);
    request.on("data", (chunk) => {
      recorded.body += chunk;
    });
    request.on("end", () => answer(request, response));
  });
  const store = createS3ObjectStore({
    bucket: "demo",
    region: "us-east-1",
    endpoint: server.url,
    profile: STORE_PROFILES.versitygw,
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
    ...options,
  });
  onTestFinished(async () => {
    store.close();
    await server.close();
  });
  return { store, requests, server };
}

function answerWith(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

function errorDocument(code: string): string {
  return `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>m</Message></Error>`;
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

describe("a part", () => {
  const etag = { etag: '"e1"' };

  test("goes as plain bytes with a length, unsigned and without Expect", async () => {
    const { store, requests } = await openStore(answerWith(200, "", etag));

    await store.uploadPart(upload, first, bodyOf("a".repeat(3_000_000)), "crc32", signal);

    const { headers } = requests[0]?.request ?? {};
    expect(requests[0]?.request.url).toContain("/demo/folder/key?partNumber=1&uploadId=u1");
    expect(headers).toMatchObject({
      "content-length": "3000000",
      "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    });
    expect(headers).not.toHaveProperty("expect");
    expect(headers).not.toHaveProperty("transfer-encoding");
    expect(headers).not.toHaveProperty("x-amz-trailer");
    expect(headers).not.toHaveProperty("x-amz-checksum-crc32");
    expect(requests[0]?.body).toHaveLength(3_000_000);
  });

  test.each([
    ["crc32", "cbf43926", "x-amz-checksum-crc32", "y/Q5Jg=="],
    ["md5", "25f9e794323b453885f5181f1b624d0b", "content-md5", "JfnnlDI7RTiF9RgfG2JNCw=="],
  ] as const)("carries its %s in a header", async (algorithm, checksum, name, value) => {
    const { store, requests } = await openStore(answerWith(200, "", etag));

    await store.uploadPart(upload, first, { ...bodyOf("123456789"), checksum }, algorithm, signal);

    expect(requests[0]?.request.headers[name]).toBe(value);
  });

  test.each(['"e1"', "e1"])("has the ETag %s without quotes", async (text) => {
    const { store } = await openStore(answerWith(200, "", { etag: text }));

    const part = await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    expect(part.etag).toBe("e1");
  });

  test("is not believed without an ETag, although the SDK resolves", async () => {
    const { store } = await openStore(answerWith(200, ""));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ code: "store-answer-invalid" });
  });

  test("tells the checksum that the store computed", async () => {
    const answer = answerWith(200, "", { ...etag, "x-amz-checksum-crc32": "y/Q5Jg==" });
    const { store } = await openStore(answer);

    const part = await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    expect(part.checksum).toBe("cbf43926");
  });

  test("parts follow each other on one connection", async () => {
    const { store, requests } = await openStore(answerWith(200, "", etag));

    await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);
    await store.uploadPart(upload, first, bodyOf("b"), "crc32", signal);

    const ports = requests.map(({ request }) => request.socket.remotePort);
    expect(new Set(ports).size).toBe(1);
  });
});

describe("an answer that comes before the body was sent", () => {
  test("ends the sending with its code", async () => {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(404).end(errorDocument("NoSuchUpload")),
    );
    const { store } = await openStore(() => undefined, { endpoint: server.url });
    onTestFinished(async () => await server.close());
    let isLeft = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.alloc(1024 * 1024);
        }
      } finally {
        isLeft = true;
      }
    }

    const part = store.uploadPart(
      upload,
      first,
      { lengthBytes: 5 * 1024 ** 3, chunks: endless() },
      "crc32",
      signal,
    );

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
    expect(isLeft).toBe(true);
  });
});

describe("a part whose connection is cut", () => {
  function cutThen(listing: Answer): Answer {
    return (request, response) =>
      request.method === "PUT" ? request.socket.resetAndDestroy() : listing(request, response);
  }

  test("belongs to an upload that is gone, if the store says so when asked", async () => {
    const { store, requests } = await openStore(
      cutThen(answerWith(404, errorDocument("NoSuchUpload"))),
    );

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
    expect(requests.map(({ request }) => request.method)).toEqual(["PUT", "GET"]);
  });

  test.each([
    [
      "is there",
      answerWith(200, "<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>"),
    ],
    ["must not be listed", answerWith(403, errorDocument("AccessDenied"))],
  ])("met a store out of reach, if the upload %s", async (_what, listing) => {
    const { store } = await openStore(cutThen(listing));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("rejects with the signal's reason, if the lease is lost while the store is asked", async () => {
    const abort = new AbortController();
    const { store } = await openStore(cutThen(() => abort.abort(new Error("lease lost"))));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", abort.signal);

    await expect(part).rejects.toThrow("lease lost");
  });
});

describe("initiate", () => {
  const initiated =
    "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";

  test("carries token and metadata, and asks for a checksum of the whole object", async () => {
    const { store, requests } = await openStore(answerWith(200, initiated));

    const uploadId = await store.initiate(object, signal);

    expect(uploadId).toBe("u1");
    expect(requests[0]?.request.headers).toMatchObject({
      "content-type": "text/plain",
      "x-amz-meta-origin": "here",
      "x-amz-meta-penstock-token": "tok",
      "x-amz-checksum-algorithm": "CRC32",
      "x-amz-checksum-type": "FULL_OBJECT",
    });
  });

  test("asks for no checksum where the store has only MD5", async () => {
    const { store, requests } = await openStore(answerWith(200, initiated));

    await store.initiate({ ...object, checksum: "md5" }, signal);

    expect(requests[0]?.request.headers).not.toHaveProperty("x-amz-checksum-algorithm");
  });

  test("is not repeated by the SDK, which would leave an upload behind", async () => {
    const { store, requests } = await openStore((request) => request.socket.destroy());

    await expect(store.initiate(object, signal)).rejects.toMatchObject({
      code: "store-unreachable",
    });
    expect(requests).toHaveLength(1);
  });

  test("takes up rotated credentials", async () => {
    let asked = 0;
    const { store, requests } = await openStore(answerWith(200, initiated), {
      credentials: () => {
        asked += 1;
        return { accessKeyId: `id${asked}`, secretAccessKey: "key" };
      },
    });

    await store.initiate(object, signal);
    await store.initiate(object, signal);

    const ids = requests.map(
      ({ request }) => /Credential=(\w+)\//.exec(request.headers.authorization ?? "")?.[1],
    );
    expect(ids[1]).not.toBe(ids[0]);
  });
});

describe("Complete", () => {
  const result =
    "<CompleteMultipartUploadResult><ETag>&quot;ab-1&quot;</ETag></CompleteMultipartUploadResult>";

  test("sends the parts, and the checksum and size of the whole", async () => {
    const { store, requests } = await openStore(answerWith(200, result));

    const etag = await store.complete(upload, listed, whole, signal);

    expect(etag).toBe("ab-1");
    expect(requests[0]?.request.headers).toMatchObject({
      "x-amz-checksum-crc32": "y/Q5Jg==",
      "x-amz-checksum-type": "FULL_OBJECT",
      "x-amz-mp-object-size": "9",
    });
    expect(requests[0]?.body).toContain("<PartNumber>1</PartNumber>");
  });

  test.each([
    ["an Error and a newline", `${errorDocument("InternalError")}\n`],
    ["a result without an ETag", result.replace("&quot;ab-1&quot;", "")],
    ["white space only", "  \n"],
    ["half a result", result.slice(0, 60)],
    ["a page for people", "<html><body>ok</body></html>"],
  ])("is not done when a 200 has %s", async (_what, body) => {
    const { store, requests } = await openStore(answerWith(200, body));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-answer-invalid" });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ["InvalidPart", "parts-refused"],
    ["InternalError", "store-unreachable"],
    ["SlowDown", "store-throttled"],
  ])("that fails with %s inside a 200 is told by the name, after one try", async (name, code) => {
    const { store, requests } = await openStore(answerWith(200, errorDocument(name)));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(1);
  });

  test("is not known to be done when the connection is cut", async () => {
    const { store, requests } = await openStore((_request, response) => {
      response.writeHead(200);
      response.write(" ", () => response.socket?.destroy());
    });

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-unreachable" });
    expect(requests).toHaveLength(1);
  });
});

describe("Abort and ListParts", () => {
  test.each(["NoSuchUpload", "NoSuchKey"])("know an upload that is gone by %s", async (name) => {
    const { store } = await openStore(answerWith(404, errorDocument(name)));

    await expect(store.abort(upload, signal)).resolves.toBeUndefined();
    await expect(store.listParts(upload, signal)).rejects.toMatchObject({ code: "upload-gone" });
  });

  test("do not take a missing bucket for an upload that is gone", async () => {
    const { store } = await openStore(answerWith(404, errorDocument("NoSuchBucket")));

    await expect(store.abort(upload, signal)).rejects.toMatchObject({ code: "store-missing" });
    await expect(store.listParts(upload, signal)).rejects.toMatchObject({ code: "store-missing" });
  });

  test("refuse pages that lead back to where they started", async () => {
    const page =
      "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>0</NextPartNumberMarker></ListPartsResult>";
    const { store } = await openStore(answerWith(200, page));

    await expect(store.listParts(upload, signal)).rejects.toMatchObject({
      code: "store-answer-invalid",
    });
  });
});

describe("HEAD", () => {
  const headers = { etag: '"e1"', "content-length": "9", "x-amz-meta-penstock-token": "tok" };

  test.each([
    ["of the whole object", { "x-amz-checksum-type": "FULL_OBJECT" }, "y/Q5Jg==", "cbf43926"],
    ["of checksums", { "x-amz-checksum-type": "COMPOSITE" }, "y/Q5Jg==-3", undefined],
    ["of checksums by its form", { "x-amz-checksum-type": "FULL_OBJECT" }, "y/Q5Jg==-3", undefined],
    ["of an unknown kind", {}, "y/Q5Jg==", undefined],
  ])("trusts a checksum %s as it deserves", async (_what, type, value, checksum) => {
    const { store, requests } = await openStore(
      answerWith(200, "", { ...headers, ...type, "x-amz-checksum-crc32": value }),
    );

    const head = await store.head("key", "crc32", signal);

    expect(head).toMatchObject({ etag: "e1", sizeBytes: 9, token: "tok" });
    expect(head?.checksum).toBe(checksum);
    expect(requests[0]?.request.headers["x-amz-checksum-mode"]).toBe("ENABLED");
  });

  test("finds nothing on 404", async () => {
    const { store } = await openStore(answerWith(404, ""));

    expect(await store.head("key", "crc32", signal)).toBeUndefined();
  });

  test("does not take a refusal for nothing", async () => {
    const { store } = await openStore(answerWith(403, ""));

    await expect(store.head("key", "crc32", signal)).rejects.toMatchObject({
      code: "store-refused",
    });
  });
});

test("an unanswered call ends with its signal", async () => {
  const abort = new AbortController();
  const { store } = await openStore(() => abort.abort(new Error("lease lost")));

  await expect(store.initiate(object, abort.signal)).rejects.toThrow("lease lost");
});

test("the profile is the one of the options, with their own choices on top", async () => {
  const { store } = await openStore(() => undefined, { checksum: "md5", pathStyle: true });

  expect(store.profile).toMatchObject({ checksum: "md5", pathStyle: true });
});
