import { createCosObjectStore } from "@penstock/adapter-cos";
import {
  type ChecksumAlgorithm,
  type ListedPart,
  type ObjectStore,
  type PartBody,
  type StoreEncryption,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadRef,
} from "@penstock/core";
import { checksumOf } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUCKET, KEYS, REGION, type StartedEmulator, startEmulator } from "./on-emulator.ts";
import { bytesOf } from "./page-scenario.ts";
import type { RawStore } from "./raw/raw-store.ts";
import { rawStoreOf } from "./store-target.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const signal = new AbortController().signal;

type ClientOptions = {
  readonly encryption?: StoreEncryption;
  readonly expectContinue?: boolean;
};

describe("the Upload Part page through our own client", () => {
  let server: StartedEmulator;
  let raw: RawStore;
  const opened: { close(): void }[] = [];

  beforeAll(async () => {
    server = await startEmulator({ behaviour: { partETag: "forty-hex" } });
    raw = rawStoreOf(server.target("cos"));
  });

  afterAll(async () => {
    for (const store of [raw, ...opened]) {
      store.close();
    }
    await server.close();
  });

  function connect(options: ClientOptions = {}): ObjectStore {
    const store = createCosObjectStore({
      bucket: BUCKET,
      region: REGION,
      endpoint: server.emulator.endpoint,
      clock: { nowMs: () => Date.now() },
      credentials: () => KEYS,
      ...options,
    });
    opened.push(store);
    return store;
  }

  async function begin(options: ClientOptions = {}): Promise<ClientUpload> {
    const store = connect(options);
    const key = `client/${crypto.randomUUID()}`;
    const object = { key, attributes: { metadata: {} }, token: "t", checksum: "crc64xz" } as const;
    return new ClientUpload(store, { key, uploadId: await store.initiate(object, signal) });
  }

  async function contentOf({ ref: { key } }: ClientUpload): Promise<string> {
    return (await raw.send({ method: "GET", key })).text;
  }

  test.each([1, 10_000])("takes part number %i", async (number) => {
    const upload = await begin();

    await upload.send(number, "body");

    expect(await upload.uploaded()).toEqual([[number, 4]]);
  });

  test.each([0, 10_001, 1.5, Number("one")])("never sends part number %d", (number) => {
    expect(() => toPartNumber(number)).toThrow(RangeError);
  });

  test("joins parts of 1 MiB and a last part of one byte", async () => {
    const upload = await begin();
    const parts = [await upload.send(1, bytesOf(1, MIB)), await upload.send(2, "x")];

    await upload.complete(parts);

    expect((await contentOf(upload)).length).toBe(MIB + 1);
  });

  test("reports a part below 1 MiB that is not the last", async () => {
    const upload = await begin();
    const parts = [await upload.send(1, bytesOf(1, MIB - 1)), await upload.send(2, "x")];

    const complete = upload.complete(parts);

    await expect(complete).rejects.toMatchObject({
      code: "store-rejected",
      details: { storeCode: "EntityTooSmall" },
    });
  });

  test("begins a part of 5 GiB", async () => {
    const upload = await begin({ expectContinue: true });
    const stop = new Error("far enough");

    const part = upload.sendBody(1, { lengthBytes: 5 * GIB, chunks: breaking(stop) });

    await expect(part).rejects.toBe(stop);
  });

  test("reports a part above 5 GiB without reading it", async () => {
    const upload = await begin({ expectContinue: true });
    const unread = breaking(new Error("it was read"));

    const part = upload.sendBody(1, { lengthBytes: 5 * GIB + 1, chunks: unread });

    await expect(part).rejects.toMatchObject({
      code: "store-rejected",
      details: { storeCode: "EntityTooLarge" },
    });
  });

  test("sends parts in any order", async () => {
    const upload = await begin();
    const third = await upload.send(3, "last");
    const first = await upload.send(1, bytesOf(1, MIB));
    const second = await upload.send(2, bytesOf(2, MIB));

    await upload.complete([first, second, third]);

    expect(await contentOf(upload)).toBe(`${"1".repeat(MIB)}${"2".repeat(MIB)}last`);
  });

  test("replaces a part by sending it again", async () => {
    const upload = await begin();
    await upload.send(1, "the first ones");
    const again = await upload.send(1, "the second");

    await upload.complete([again]);

    expect(await contentOf(upload)).toBe("the second");
  });

  const endings: Record<string, (upload: ClientUpload) => Promise<ClientUpload>> = {
    unknown: async ({ store, ref }) => {
      const uploadId = toUploadId(`${ref.uploadId.slice(0, -4)}0000`);
      return new ClientUpload(store, { key: ref.key, uploadId });
    },
    completed: async (upload) => {
      await upload.complete([await upload.send(1, "body")]);
      return upload;
    },
    aborted: async (upload) => {
      await upload.store.abort(upload.ref, signal);
      return upload;
    },
  };

  test.each(Object.keys(endings))("reports an upload that is %s as gone", async (ending) => {
    const upload = await endings[ending]?.(await begin());

    const late = upload?.send(1, "late");

    await expect(late).rejects.toMatchObject({
      code: "upload-gone",
      details: { storeCode: "NoSuchUpload", httpStatus: 404 },
    });
  });

  test("waits for 100 Continue: a part of an upload that is gone is never read", async () => {
    const upload = await begin({ expectContinue: true });
    await upload.store.abort(upload.ref, signal);
    const unread = breaking(new Error("it was read"));

    const part = upload.sendBody(1, { lengthBytes: 4 * MIB, chunks: unread });

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
  });

  test("sends the Content-MD5 that it is given", async () => {
    const upload = await begin();

    await upload.send(1, "body", { algorithm: "md5", of: "body" });

    expect(await upload.uploaded()).toEqual([[1, 4]]);
  });

  test("reports a wrong Content-MD5, and nothing is stored", async () => {
    const upload = await begin();

    const part = upload.send(1, "body", { algorithm: "md5", of: "other" });

    await expect(part).rejects.toMatchObject({
      code: "checksum-mismatch",
      details: { storeCode: "BadDigest" },
    });
    expect(await upload.uploaded()).toEqual([]);
  });

  test("reads the CRC-64/XZ of a part from its response", async () => {
    const upload = await begin();

    const { checksum } = await upload.store.uploadPart(
      upload.ref,
      toPartNumber(1),
      bodyOf("[Object Part]"),
      "crc64xz",
      signal,
    );

    expect(checksum).toBe(checksumOf("crc64xz", Buffer.from("[Object Part]")));
  });

  test("asks for AES256 at Initiate, and reads it back from the object", async () => {
    const upload = await begin({ encryption: { kind: "store" } });

    await upload.complete([await upload.send(1, "body")]);

    const head = await upload.store.head(upload.ref.key, "crc64xz", signal);
    expect(head?.encryption).toBe("AES256");
  });

  test("carries an ETag of 40 hex digits all the way", async () => {
    const upload = await begin();
    const part = await upload.send(1, "body");
    const listed = await upload.store.listParts(upload.ref, signal);

    await upload.complete(listed);

    expect(part.etag).toMatch(/^[0-9a-f]{40}$/);
    expect(listed).toEqual([part]);
    expect(await contentOf(upload)).toBe("body");
  });

  test("reports numbers with a hole, in the wrong order, and a wrong ETag", async () => {
    const upload = await begin();
    const first = await upload.send(1, bytesOf(1, MIB));
    const second = await upload.send(2, bytesOf(2, MIB));
    const third = await upload.send(3, "last");
    const wrong = { ...third, etag: toETag("0".repeat(40)) };

    const refused = { code: "parts-refused" };
    await expect(upload.complete([first, third])).rejects.toMatchObject(refused);
    await expect(upload.complete([second, first, third])).rejects.toMatchObject(refused);
    await expect(upload.complete([first, second, wrong])).rejects.toMatchObject(refused);
    await upload.complete([first, second, third]);
  });
});

class ClientUpload {
  readonly store: ObjectStore;
  readonly ref: UploadRef;

  constructor(store: ObjectStore, ref: UploadRef) {
    this.store = store;
    this.ref = ref;
  }

  async send(
    number: number,
    text: string | Uint8Array,
    sum?: { readonly algorithm: ChecksumAlgorithm; readonly of: string },
  ): Promise<ListedPart> {
    const bytes = Buffer.from(text);
    const checksum = sum && { checksum: checksumOf(sum.algorithm, Buffer.from(sum.of)) };
    const body = { ...bodyOf(bytes), ...checksum };
    return await this.sendBody(number, body, sum?.algorithm);
  }

  async sendBody(
    number: number,
    body: PartBody,
    algorithm: ChecksumAlgorithm = "crc64xz",
  ): Promise<ListedPart> {
    const part = toPartNumber(number);
    const { etag } = await this.store.uploadPart(this.ref, part, body, algorithm, signal);
    return { number: part, etag, sizeBytes: body.lengthBytes };
  }

  async complete(parts: readonly ListedPart[]): Promise<void> {
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    await this.store.complete(this.ref, parts, { sizeBytes, algorithm: "crc64xz" }, signal);
  }

  async uploaded() {
    const parts = await this.store.listParts(this.ref, signal);
    return parts.map(({ number, sizeBytes }) => [number, sizeBytes]);
  }
}

function bodyOf(text: string | Uint8Array): PartBody {
  const bytes = Buffer.from(text);
  async function* chunks() {
    yield bytes;
  }
  return { lengthBytes: bytes.length, chunks: chunks() };
}

async function* breaking(error: Error): AsyncGenerator<Uint8Array> {
  yield Buffer.of(1);
  throw error;
}
