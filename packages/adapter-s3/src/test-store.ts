import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type CopySource,
  type NewObject,
  type ObjectStore,
  type PartBody,
  STORE_PROFILES,
  toETag,
  toPartNumber,
  toUploadId,
} from "@penstock/core";
import type { S3Options } from "./s3-client.ts";
import { createS3ObjectStore } from "./s3-object-store.ts";

// What the tests of this package share: a store on a server whose responses they write themselves.

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;
type Recorded = { readonly request: IncomingMessage; body: string };

export type TestStore = {
  readonly store: ObjectStore;
  readonly options: S3Options;
  /** Oldest first. */
  readonly requests: readonly Recorded[];
  close(): Promise<void>;
};

export const signal = new AbortController().signal;
export const upload = { key: "folder/key", uploadId: toUploadId("u1") };
export const first = toPartNumber(1);
export const object: NewObject = {
  key: "folder/key",
  attributes: { contentType: "text/plain", metadata: { origin: "here" } },
  token: "tok",
  checksum: "crc32",
};
export const listed = [{ number: first, etag: toETag("e1"), sizeBytes: 1 }];
export const whole = { sizeBytes: 9, algorithm: "crc32", checksum: "cbf43926" } as const;
export const copySource: CopySource = {
  bucket: "origin",
  key: "films/größe 1+1.mp4",
  sourceVersion: { sizeBytes: 100, validator: { kind: "etag", etag: '"v1"' } },
  range: { startByte: 10, lengthBytes: 20 },
};

const opened: TestStore[] = [];

/** For `afterEach` of every file that opens something here. */
export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map(({ close }) => close()));
}

export async function openStore(...args: Parameters<typeof startStore>): Promise<TestStore> {
  const started = await startStore(...args);
  opened.push(started);
  return started;
}

/** The server answers once it has the body. */
export async function startStore(
  respond: Respond,
  options: Partial<S3Options> = {},
): Promise<TestStore> {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const recorded: Recorded = { request, body: "" };
    requests.push(recorded);
    // The clock of the tests stands still: only those that are about time tell one.
    response.sendDate = false;
    request.on("data", (chunk) => {
      recorded.body += chunk;
    });
    request.on("end", () => respond(request, response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const allOptions: S3Options = {
    bucket: "demo",
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    profile: STORE_PROFILES.versitygw,
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
    clock: { nowMs: () => Date.UTC(2026, 10, 22) },
    ...options,
  };
  const store = createS3ObjectStore(allOptions);
  return {
    store,
    options: allOptions,
    requests,
    close: async () => {
      store.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

export function respondWith(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Respond {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

export function errorDocument(code: string): string {
  return `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>m</Message></Error>`;
}

export function bodyOf(text: string): PartBody {
  const bytes = Buffer.from(text);
  return {
    lengthBytes: bytes.length,
    chunks: (async function* () {
      yield bytes;
    })(),
  };
}

/** A response that every call takes for a success. */
export const ANY_RESULT = respondWith(
  200,
  "<Result><UploadId>u1</UploadId><ETag>e1</ETag></Result>",
  { etag: '"e1"' },
);

export function headersOf({ requests }: TestStore, at = 0) {
  return requests[at]?.request.headers ?? {};
}

/** By each way that a request takes: the SDK's calls, the bytes. */
export const WAYS: Record<string, (opened: TestStore) => Promise<unknown>> = {
  "an Initiate": async ({ store }) => await store.initiate(object, signal),
  "a HEAD": async ({ store }) => await store.head("key", "crc32", signal),
  "a Complete": async ({ store }) => await store.complete(upload, listed, whole, signal),
  "a list of parts": async ({ store }) => await store.listParts(upload, signal),
  "a part": async ({ store }) =>
    await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal),
};
