import { type DocumentStore, isPenstockError } from "@penstock/core";
import { PageMarkers } from "@penstock/transport";
import { bytesBody } from "./bytes-body.ts";
import { type CosConnection, createCosConnection } from "./cos-connection.ts";
import type { CosOptions } from "./cos-options.ts";
import { invalid } from "./cos-response.ts";
import { readKeysPage } from "./cos-xml.ts";
import { customerKeyHeaders, newObjectEncryption } from "./encryption-headers.ts";
import { overwriteHeader } from "./object-headers.ts";

/** Every wait has its limit in the connection. */
const NEVER = new AbortController().signal;
/** Sixteen thousand rows of the longest keys, compressed, are below it. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Documents in a bucket of Tencent COS.
 *
 * @throws PenstockError `settings-invalid`
 */
export function createCosDocumentStore(options: CosOptions): DocumentStore & { close(): void } {
  const connection = createCosConnection(options);
  return {
    put: async (key, document) => await put(connection, { key, document, isNew: false }),
    putIfAbsent: async (key, text) => await putIfAbsent(connection, key, text),
    get: async (key) => await get(connection, key),
    getBytes: async (key) => await getBytes(connection, key),
    list: (prefix) => list(connection, prefix),
    delete: async (key) => {
      await connection.send({ method: "DELETE", key }, NEVER);
    },
    close: () => connection.close(),
  };
}

type Document = {
  readonly key: string;
  readonly document: string | Uint8Array;
  readonly isNew: boolean;
};

async function put(connection: CosConnection, { key, document, isNew }: Document): Promise<void> {
  const isText = typeof document === "string";
  const headers = {
    "content-type": isText ? "application/json" : "application/octet-stream",
    ...newObjectEncryption(connection.options.encryption),
    ...overwriteHeader(isNew),
  };
  const body = bytesBody(isText ? Buffer.from(document) : document);
  await connection.send({ method: "PUT", key, headers, body }, NEVER);
}

async function putIfAbsent(connection: CosConnection, key: string, text: string): Promise<void> {
  try {
    await put(connection, { key, document: text, isNew: true });
  } catch (error) {
    if (!isPenstockError(error, "destination-exists")) {
      throw error;
    }
  }
}

function get(connection: CosConnection, key: string): Promise<string | undefined> {
  const headers = customerKeyHeaders(connection.options.encryption);
  return unlessMissing(async () => {
    return (await connection.send({ method: "GET", key, headers }, NEVER)).text;
  });
}

function getBytes(connection: CosConnection, key: string): Promise<Uint8Array | undefined> {
  const headers = customerKeyHeaders(connection.options.encryption);
  return unlessMissing(async () => {
    const { chunks } = await connection.open({ method: "GET", key, headers }, NEVER);
    const pieces: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BYTES) {
        throw invalid(`get ${key}`, `more than ${MAX_BYTES} bytes`);
      }
      // It is valid only until the next one.
      pieces.push(Buffer.from(chunk));
    }
    return Buffer.concat(pieces);
  });
}

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    // A bucket that is missing has no object either; that must not look the same.
    if (isPenstockError(error, "store-missing") && error.details["storeCode"] === "NoSuchKey") {
      return undefined;
    }
    throw error;
  }
}

/** GET Bucket (document 436/7734). The keys are our own, so that XML can write them as they are. */
async function* list(connection: CosConnection, prefix: string): AsyncGenerator<string, void> {
  const what = `list objects under "${prefix}"`;
  const seen = new PageMarkers();
  let marker = "";
  for (;;) {
    const query = { prefix, "max-keys": "1000", ...(marker !== "" && { marker }) };
    const { text } = await connection.send({ method: "GET", key: "", query }, NEVER);
    const page = readKeysPage(text);
    if (page === undefined) {
      throw invalid(what, "a response that is no list of objects");
    }
    yield* page.keys;
    if (page.nextMarker === undefined) {
      return;
    }
    if (!seen.leadOn(page.nextMarker)) {
      throw invalid(what, "pages that lead nowhere");
    }
    marker = page.nextMarker;
  }
}
