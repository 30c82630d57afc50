import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type DocumentStore, isPenstockError } from "@penstock/core";
import { PageMarkers } from "@penstock/transport";
import { callS3, createS3Client, type S3Options } from "./s3-client.ts";
import { customerKeyHeaders, encryptionHeaders, overwriteHeaders } from "./s3-headers.ts";
import { S3Rejections } from "./s3-rejections.ts";
import { invalid } from "./s3-responses.ts";
import { createS3Transport, type S3Transport } from "./s3-transport.ts";

/** Every wait has its limit in the client. */
const NEVER = new AbortController().signal;
/** A document of ten thousand parts has one. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Sixteen thousand rows of the longest keys, compressed, are below it. */
const MAX_BYTES = 64 * 1024 * 1024;

type Bucket = {
  readonly client: S3Client;
  readonly transport: S3Transport;
  readonly options: S3Options;
};

/** Documents in a bucket of Amazon S3, or of a server that speaks its API. */
export function createS3DocumentStore(options: S3Options): DocumentStore & { close(): void } {
  const rejections = new S3Rejections(options);
  const client = createS3Client(options, rejections);
  const transport = createS3Transport(options, client, rejections);
  const bucket: Bucket = { client, transport, options };
  return {
    put: async (key, document) => await put(bucket, { key, document, isNew: false }),
    putIfAbsent: async (key, text) => await putIfAbsent(bucket, key, text),
    get: async (key) => (await get(bucket, key, MAX_TEXT_BYTES))?.toString("utf8"),
    getBytes: async (key) => await get(bucket, key, MAX_BYTES),
    list: (prefix) => list(bucket, prefix),
    delete: async (key) => {
      const command = new DeleteObjectCommand({ Bucket: options.bucket, Key: key });
      await callS3(client, { what: `delete ${key}`, command }, NEVER);
    },
    close() {
      client.destroy();
      transport.close();
    },
  };
}

type Document = {
  readonly key: string;
  readonly document: string | Uint8Array;
  readonly isNew: boolean;
};

async function put(
  { transport, options }: Bucket,
  { key, document, isNew }: Document,
): Promise<void> {
  const isText = typeof document === "string";
  const bytes = isText ? Buffer.from(document) : document;
  const headers = {
    "content-type": isText ? "application/json" : "application/octet-stream",
    ...encryptionHeaders(options.encryption),
    ...overwriteHeaders(options.profile.behaviour.overwriteGuard.is, isNew),
  };
  const again = () => once(bytes);
  const body = { lengthBytes: bytes.length, chunks: again(), again, isHeld: true };
  await transport.put({ what: `put ${key}`, key, headers }, body, NEVER);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

async function putIfAbsent(bucket: Bucket, key: string, text: string): Promise<void> {
  try {
    await put(bucket, { key, document: text, isNew: true });
  } catch (error) {
    if (!isPenstockError(error, "destination-exists")) {
      throw error;
    }
  }
}

async function get(
  { transport, options }: Bucket,
  key: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const what = `get ${key}`;
  const headers = customerKeyHeaders(options.encryption);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    const response = await transport.get({ what, key, headers }, NEVER);
    for await (const chunk of response.chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) {
        throw invalid(what, `of more than ${maxBytes} bytes`);
      }
      // It is valid only until the next one.
      chunks.push(Buffer.from(chunk));
    }
  } catch (error) {
    // A bucket that is missing has no object either; that must not look the same.
    if (isPenstockError(error, "store-missing") && error.details["storeCode"] === "NoSuchKey") {
      return undefined;
    }
    throw error;
  }
  return Buffer.concat(chunks);
}

/** The keys are our own, so that XML can write them as they are. */
async function* list(bucket: Bucket, prefix: string): AsyncGenerator<string, void> {
  const what = `list objects under "${prefix}"`;
  const seen = new PageMarkers();
  let after: string | undefined;
  for (;;) {
    const { Contents = [], IsTruncated } = await askPage(bucket, { what, prefix, after });
    for (const { Key } of Contents) {
      if (Key === undefined) {
        throw invalid(what, "with an object that has no key");
      }
      yield Key;
    }
    if (IsTruncated !== true) {
      return;
    }
    const last = Contents.at(-1)?.Key;
    if (last === undefined || !seen.leadOn(last)) {
      throw invalid(what, "whose pages lead nowhere");
    }
    after = last;
  }
}

type Page = {
  readonly what: string;
  readonly prefix: string;
  readonly after: string | undefined;
};

async function askPage({ client, options }: Bucket, { what, prefix, after }: Page) {
  const place = { Bucket: options.bucket, Prefix: prefix };
  return options.profile.behaviour.listVersion.is === 2
    ? await callS3(
        client,
        { what, command: new ListObjectsV2Command({ ...place, StartAfter: after }) },
        NEVER,
      )
    : await callS3(
        client,
        { what, command: new ListObjectsCommand({ ...place, Marker: after }) },
        NEVER,
      );
}
