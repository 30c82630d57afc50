import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type NewObject,
  type ObjectStore,
  type PartBody,
  toETag,
  toPartNumber,
  toUploadId,
} from "@penstock/core";
import { type CosConnection, createCosConnection } from "./cos-connection.ts";
import { cosObjectStoreOn } from "./cos-object-store.ts";
import type { CosOptions } from "./cos-options.ts";

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

export type TestServer = {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  /** How many connections it has taken so far. */
  connections(): number;
};

export type TestBucket = {
  readonly connection: CosConnection;
  readonly store: ObjectStore;
  readonly server: TestServer;
};

export const HOST = "demo-1250000000.cos.ap-test.myqcloud.com";
export const BACKUP_HOST = "demo-1250000000.cos.ap-test.tencentcos.cn";
export const NOW_MS = Date.UTC(2026, 0, 1);
export const SECRET = "a-secret-key-that-must-not-leak";

export const signal = new AbortController().signal;
export const upload = { key: "folder/key", uploadId: toUploadId("u1") };
export const first = toPartNumber(1);
export const listed = [{ number: first, etag: toETag("e1"), sizeBytes: 1 }];
export const whole = { sizeBytes: 1, algorithm: "crc64xz" } as const;
export const object: NewObject = {
  key: "folder/key",
  attributes: { contentType: "text/plain", metadata: { origin: "here" } },
  token: "tok",
  checksum: "crc64xz",
};

export const bucketOptions: CosOptions = {
  bucket: "demo-1250000000",
  region: "ap-test",
  credentials: () => ({ accessKeyId: "id", secretAccessKey: SECRET }),
  clock: { nowMs: () => NOW_MS },
};

const opened: (() => void | Promise<void>)[] = [];

function closeLater(close: () => void | Promise<void>): void {
  opened.push(close);
}

/** For `afterEach` of every file that opens something here. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).reverse()) {
    await close();
  }
}

/** A server that answers as the test says; requests with Expect as `respondToExpect` says, or with 100. */
export async function startServer(
  respond: Respond,
  respondToExpect?: Respond,
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const recorded =
    (next: Respond): Respond =>
    (request, response) => {
      requests.push(request);
      next(request, response);
    };
  const server = createServer(recorded(respond)).on("connection", () => {
    connections += 1;
  });
  if (respondToExpect !== undefined) {
    server.on("checkContinue", recorded(respondToExpect));
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  closeLater(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${port}`, requests, connections: () => connections };
}

/** A client of such a server. */
export async function openBucket(
  respond: Respond,
  options: Partial<CosOptions> = {},
  respondToExpect?: Respond,
): Promise<TestBucket> {
  const server = await startServer(respond, respondToExpect);
  const connection = createCosConnection({ ...bucketOptions, endpoint: server.url, ...options });
  closeLater(() => connection.close());
  return { connection, store: cosObjectStoreOn(connection), server };
}

/** Answers once the whole request is there. */
export function respondWith(
  status: number,
  body = "",
  headers: Readonly<Record<string, string>> = {},
): Respond {
  return (request, response) => {
    const date = new Date(NOW_MS).toUTCString();
    // Without it a rejection would be an intermediary's.
    const id = status >= 400 && status < 500 ? { "x-cos-request-id": "r0" } : {};
    const all = { ...id, ...(response.sendDate && { date }), ...headers };
    request.resume().on("end", () => response.writeHead(status, all).end(body));
  };
}

/** A 200 at once, white space, and then what the test says. */
export function dripThen(end: (response: ServerResponse) => void): Respond {
  return (request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/xml" });
      response.write("  \n", () => response.write("  \n", () => end(response)));
    });
  };
}

export function errorDocument(code: string, message = "m"): string {
  return `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
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

/** Endless in practice; tells how much was asked for, and whether it was left. */
export function hugeBody() {
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

/** The names that an Authorization header covers. */
export function signedHeaders(request: IncomingMessage | undefined): readonly string[] {
  const list = /q-header-list=([^&]*)/.exec(request?.headers.authorization ?? "")?.[1];
  return list?.split(";") ?? [];
}
