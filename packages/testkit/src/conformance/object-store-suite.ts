import {
  type ChecksumAlgorithm,
  combineChecksums,
  type ListedPart,
  type NewObject,
  type ObjectStore,
  type PartBody,
  type PartNumber,
  precedesBody,
  type StoredPart,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadRef,
} from "@penstock/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checksumOf } from "../checksum-of.ts";

export type StoreUnderTest = {
  readonly store: ObjectStore;
  /** The bytes of an object, past the store's own interface. */
  read(key: string): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** Bytes of a part that tell which part they are of. */
function patternOf(number: number, lengthBytes: number): Buffer {
  return Buffer.alloc(lengthBytes, `part ${number};`);
}

/**
 * What every object store must do. Run by each adapter against the emulator, and against real stores.
 * A store that joins part numbers with a hole, as Amazon's does, passes `holes: "joined"`.
 */
export function describeObjectStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  options: { readonly holes: "refused" | "joined" } = { holes: "refused" },
): void {
  describe(`${name} as an object store`, () => {
    const signal = new AbortController().signal;
    let subject: StoreUnderTest;
    let store: ObjectStore;
    let algorithm: ChecksumAlgorithm;
    let partBytes: number;

    beforeEach(async () => {
      subject = await open();
      store = subject.store;
      algorithm = store.profile.checksum;
      partBytes = store.profile.limits.minPartBytes;
    });

    afterEach(async () => {
      await subject.close();
    });

    function newObject(key = `conformance/${crypto.randomUUID()}`): NewObject {
      return {
        key,
        attributes: { contentType: "text/plain", metadata: { origin: "suite" } },
        token: crypto.randomUUID(),
        checksum: algorithm,
      };
    }

    async function openUpload(object = newObject()): Promise<UploadRef> {
      return { key: object.key, uploadId: await store.initiate(object, signal) };
    }

    /** As the engine does it: the checksum goes along where the algorithm's header precedes the body. */
    function bodyOf(bytes: Uint8Array): PartBody {
      const checksum = precedesBody(algorithm) ? { checksum: checksumOf(algorithm, bytes) } : {};
      return { lengthBytes: bytes.length, chunks: reusedBuffer(bytes), ...checksum };
    }

    async function upload(ref: UploadRef, number: number, bytes: Uint8Array): Promise<StoredPart> {
      return await store.uploadPart(ref, toPartNumber(number), bodyOf(bytes), algorithm, signal);
    }

    async function completeWith(ref: UploadRef, bodies: readonly Uint8Array[]) {
      const parts: ListedPart[] = [];
      for (const [index, bytes] of bodies.entries()) {
        const { etag } = await upload(ref, index + 1, bytes);
        parts.push({ number: toPartNumber(index + 1), etag, sizeBytes: bytes.length });
      }
      return { parts, etag: await store.complete(ref, parts, wholeOf(bodies), signal) };
    }

    function wholeOf(bodies: readonly Uint8Array[]) {
      const checksum = combineChecksums(
        algorithm,
        bodies.map((bytes) => ({
          checksum: checksumOf(algorithm, bytes),
          lengthBytes: bytes.length,
        })),
      );
      const sizeBytes = bodies.reduce((sum, bytes) => sum + bytes.length, 0);
      return { sizeBytes, algorithm, ...(checksum === undefined ? {} : { checksum }) };
    }

    /** Two parts, of the smallest size and of some bytes. */
    function twoBodies(): readonly [Buffer, Buffer] {
      return [patternOf(1, partBytes), patternOf(2, 1000)];
    }

    describe("joining parts", () => {
      test("joins them in number order, whatever order they arrive in", async () => {
        const ref = await openUpload();
        const bodies = twoBodies();
        const second = await upload(ref, 2, bodies[1]);
        const first = await upload(ref, 1, bodies[0]);

        await store.complete(ref, [listed(1, first), listed(2, second)], wholeOf(bodies), signal);

        expect(same(await subject.read(ref.key), Buffer.concat(bodies))).toBe(true);
      });

      test("keeps the last body sent under a part number", async () => {
        const ref = await openUpload();
        await upload(ref, 1, patternOf(7, 500));
        const bytes = patternOf(1, 700);

        await completeWith(ref, [bytes]);

        expect(same(await subject.read(ref.key), bytes)).toBe(true);
      });

      test("tells the size, the token and the combined checksum of the whole object", async () => {
        const object = newObject();
        const bodies = twoBodies();
        const { etag } = await completeWith(await openUpload(object), bodies);

        const head = await store.head(object.key, algorithm, signal);

        expect(head).toMatchObject({ etag, sizeBytes: partBytes + 1000, token: object.token });
        expect(head?.checksum).toBe(wholeOf(bodies).checksum);
      });

      test("refuses a part under another ETag, and keeps the upload", async () => {
        const ref = await openUpload();
        const bytes = patternOf(1, 100);
        await upload(ref, 1, bytes);
        const wrong = listed(1, { etag: toETag("0123456789abcdef0123456789abcdef") });

        const complete = store.complete(ref, [wrong], wholeOf([bytes]), signal);

        await expect(complete).rejects.toMatchObject({ code: "parts-refused" });
        expect(await store.head(ref.key, algorithm, signal)).toBeUndefined();
        expect(await store.listParts(ref, signal)).toHaveLength(1);
      });

      test("refuses a part that was never sent", async () => {
        const ref = await openUpload();
        const bodies = twoBodies();
        const first = await upload(ref, 1, bodies[0]);

        const complete = store.complete(
          ref,
          [listed(1, first), listed(2, first)],
          wholeOf(bodies),
          signal,
        );

        await expect(complete).rejects.toMatchObject({ code: "parts-refused" });
      });

      test(`${options.holes === "refused" ? "refuses" : "joins"} numbers with a hole`, async () => {
        const ref = await openUpload();
        const bodies = twoBodies();
        const first = await upload(ref, 1, bodies[0]);
        const third = await upload(ref, 3, bodies[1]);

        const complete = store.complete(
          ref,
          [listed(1, first), listed(3, third)],
          wholeOf(bodies),
          signal,
        );

        if (options.holes === "refused") {
          await expect(complete).rejects.toMatchObject({ code: "parts-refused" });
        } else {
          await expect(complete).resolves.not.toBe("");
        }
      });

      test("does no harm when the same Complete is sent again", async () => {
        const object = newObject();
        const ref = await openUpload(object);
        const bodies = twoBodies();
        const { parts } = await completeWith(ref, bodies);

        const repeat = await store
          .complete(ref, parts, wholeOf(bodies), signal)
          .catch((error: unknown) => error);

        // Amazon repeats its answer, COS has forgotten the upload.
        expect(typeof repeat === "string" || isGone(repeat)).toBe(true);
        expect(same(await subject.read(ref.key), Buffer.concat(bodies))).toBe(true);
        const head = await store.head(ref.key, algorithm, signal);
        expect(head?.token).toBe(object.token);
      });
    });

    describe("an upload that ended", () => {
      const endings: Record<string, (ref: UploadRef) => Promise<unknown>> = {
        aborted: async (ref) => await store.abort(ref, signal),
        completed: async (ref) => await completeWith(ref, [patternOf(1, 10)]),
      };

      test.each(Object.keys(endings))("takes no parts once it is %s", async (ending) => {
        const ref = await openUpload();
        await endings[ending]?.(ref);

        const late = upload(ref, 1, patternOf(1, 10));

        await expect(late).rejects.toMatchObject({ name: "PenstockError", code: "upload-gone" });
      });

      test.each(Object.keys(endings))("has no list of parts once it is %s", async (ending) => {
        const ref = await openUpload();
        await endings[ending]?.(ref);

        const list = store.listParts(ref, signal);

        await expect(list).rejects.toMatchObject({ name: "PenstockError", code: "upload-gone" });
      });

      test.each(Object.keys(endings))("can be aborted when it is %s", async (ending) => {
        const ref = await openUpload();
        await endings[ending]?.(ref);

        await store.abort(ref, signal);
      });

      test("is gone as well when it was never made", async () => {
        const { uploadId } = await openUpload();
        const never = {
          key: newObject().key,
          uploadId: toUploadId(`${uploadId.slice(0, -4)}0000`),
        };

        const outcomes = await Promise.allSettled([
          upload(never, 1, patternOf(1, 10)),
          store.listParts(never, signal),
        ]);

        const gone = { status: "rejected", reason: { code: "upload-gone" } };
        expect(outcomes).toMatchObject([gone, gone]);
      });

      test("leaves no object behind when it was aborted", async () => {
        const ref = await openUpload();
        await upload(ref, 1, patternOf(1, 10));

        await store.abort(ref, signal);

        expect(await store.head(ref.key, algorithm, signal)).toBeUndefined();
      });
    });

    describe("listing parts", () => {
      test("lists nothing at first", async () => {
        expect(await store.listParts(await openUpload(), signal)).toEqual([]);
      });

      test("lists numbers, sizes and ETags in number order", async () => {
        const ref = await openUpload();
        const tenth = await upload(ref, 10, patternOf(10, 20));
        const second = await upload(ref, 2, patternOf(2, 30));

        const parts = await store.listParts(ref, signal);

        expect(parts).toEqual([
          { number: 2, etag: second.etag, sizeBytes: 30 },
          { number: 10, etag: tenth.etag, sizeBytes: 20 },
        ]);
      });

      test("lists every page", async () => {
        const ref = await openUpload();
        const numbers = Array.from({ length: 1001 }, (_, index) => index + 1);
        for (let from = 0; from < numbers.length; from += 50) {
          const batch = numbers.slice(from, from + 50);
          await Promise.all(batch.map(async (number) => await upload(ref, number, Buffer.of(1))));
        }

        const parts = await store.listParts(ref, signal);

        expect(parts.map(({ number }) => number)).toEqual(numbers);
      });
    });

    describe("a single PUT", () => {
      test("finds nothing where nothing is", async () => {
        expect(await store.head(newObject().key, algorithm, signal)).toBeUndefined();
      });

      test.each([0, 1, 100_000])("stores %i bytes", async (sizeBytes) => {
        const object = newObject();
        const bytes = patternOf(1, sizeBytes);

        const { etag } = await store.put(object, bodyOf(bytes), signal);

        const head = await store.head(object.key, algorithm, signal);
        expect(head).toMatchObject({ etag, sizeBytes, token: object.token });
        expect(same(await subject.read(object.key), bytes)).toBe(true);
      });

      test("replaces the object that was there", async () => {
        const object = newObject();
        await store.put(object, bodyOf(patternOf(1, 10)), signal);

        await store.put({ ...object, token: "second" }, bodyOf(patternOf(2, 20)), signal);

        const head = await store.head(object.key, algorithm, signal);
        expect(head).toMatchObject({ sizeBytes: 20, token: "second" });
      });
    });

    describe("keys", () => {
      const keys = [
        "two words",
        "plus+percent%25and%",
        "a//b",
        "größe/日本語/😀.bin",
        "!'()*;:@&=$,?#[]",
        "k".repeat(850),
      ];

      test.each(keys)("are taken as they are in a PUT: %s", async (key) => {
        const bytes = Buffer.from(key);

        await store.put(newObject(key), bodyOf(bytes), signal);

        expect(same(await subject.read(key), bytes)).toBe(true);
      });

      test.each(keys)("are taken as they are in an upload: %s", async (key) => {
        const bytes = Buffer.from(key);

        await completeWith(await openUpload(newObject(key)), [bytes]);

        expect(await store.head(key, algorithm, signal)).toMatchObject({ sizeBytes: bytes.length });
      });
    });

    describe("checksums", () => {
      test("prove a part: the right one comes back, or a wrong one is refused", async () => {
        const ref = await openUpload();
        const bytes = patternOf(1, 50_000);
        const wrong = checksumOf(algorithm, Buffer.from("other bytes"));

        if (precedesBody(algorithm)) {
          const part = store.uploadPart(
            ref,
            toPartNumber(1),
            { ...bodyOf(bytes), checksum: wrong },
            algorithm,
            signal,
          );

          await expect(part).rejects.toMatchObject({ code: "checksum-mismatch" });
          expect(await store.listParts(ref, signal)).toEqual([]);
        } else {
          const { checksum } = await upload(ref, 1, bytes);

          expect(checksum).toBe(checksumOf(algorithm, bytes));
        }
      });

      test("prove an object that came in one PUT", async () => {
        const object = newObject();
        const bytes = patternOf(1, 50_000);
        const stored = await store.put(object, bodyOf(bytes), signal);

        const head = await store.head(object.key, algorithm, signal);

        const expected = algorithm === "md5" ? undefined : checksumOf(algorithm, bytes);
        expect(head?.checksum).toBe(expected);
        expect([undefined, checksumOf(algorithm, bytes)]).toContain(stored.checksum);
      });
    });

    describe("a body that breaks", () => {
      async function* broken(error: Error): AsyncGenerator<Uint8Array> {
        yield patternOf(1, 60_000);
        throw error;
      }

      test("rejects a part with its own error, and nothing is stored", async () => {
        const ref = await openUpload();
        const error = new Error("the source broke");
        const body = { lengthBytes: 100_000, chunks: broken(error) };

        const part = store.uploadPart(ref, toPartNumber(1), body, algorithm, signal);

        await expect(part).rejects.toBe(error);
        expect(await store.listParts(ref, signal)).toEqual([]);
      });

      test("rejects a PUT with its own error, and nothing is stored", async () => {
        const object = newObject();
        const error = new Error("the source broke");

        const put = store.put(object, { lengthBytes: 100_000, chunks: broken(error) }, signal);

        await expect(put).rejects.toBe(error);
        expect(await store.head(object.key, algorithm, signal)).toBeUndefined();
      });

      test("is refused when it ends early, and nothing is stored", async () => {
        const ref = await openUpload();
        const body = { lengthBytes: 100_000, chunks: reusedBuffer(patternOf(1, 60_000)) };

        const part = store.uploadPart(ref, toPartNumber(1), body, algorithm, signal);

        await expect(part).rejects.toMatchObject({ code: "source-length-wrong" });
        expect(await store.listParts(ref, signal)).toEqual([]);
      });

      test("keeps an earlier part of the same number", async () => {
        const ref = await openUpload();
        const { etag } = await upload(ref, 1, patternOf(1, 10));
        const body = { lengthBytes: 100_000, chunks: broken(new Error("the source broke")) };

        const part = store.uploadPart(ref, toPartNumber(1), body, algorithm, signal);

        await expect(part).rejects.toThrow("the source broke");
        expect(await store.listParts(ref, signal)).toEqual([{ number: 1, etag, sizeBytes: 10 }]);
      });
    });

    describe("a signal", () => {
      test("that was aborted before rejects every call with its reason", async () => {
        const ref = await openUpload();
        const object = newObject();
        const aborted = AbortSignal.abort(new Error("lease lost"));
        const number = toPartNumber(1);
        const calls = [
          store.initiate(object, aborted),
          store.uploadPart(ref, number, bodyOf(Buffer.of(1)), algorithm, aborted),
          store.complete(ref, [], wholeOf([]), aborted),
          store.listParts(ref, aborted),
          store.abort(ref, aborted),
          store.put(object, bodyOf(Buffer.of(1)), aborted),
          store.head(object.key, algorithm, aborted),
        ];

        const outcomes = await Promise.allSettled(calls);

        expect(outcomes).toEqual(
          calls.map(() => ({ status: "rejected", reason: new Error("lease lost") })),
        );
      });

      test("that is aborted in the middle of a body rejects with its reason", async () => {
        const ref = await openUpload();
        const abort = new AbortController();
        async function* endless(): AsyncGenerator<Uint8Array> {
          for (;;) {
            yield patternOf(1, 1000);
            abort.abort(new Error("lease lost"));
          }
        }
        const body = { lengthBytes: 5 * 1024 * 1024, chunks: endless() };

        const part = store.uploadPart(ref, toPartNumber(1), body, algorithm, abort.signal);

        await expect(part).rejects.toThrow("lease lost");
        expect(await store.listParts(ref, signal)).toEqual([]);
      });
    });
  });
}

function listed(number: number, { etag }: StoredPart): ListedPart {
  const partNumber: PartNumber = toPartNumber(number);
  return { number: partNumber, etag, sizeBytes: 0 };
}

/** Yields every chunk in the same buffer, as readers do: a store that keeps a chunk sees it change. */
async function* reusedBuffer(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  const buffer = Buffer.alloc(256 * 1024);
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const chunk = bytes.subarray(at, at + buffer.length);
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
    buffer.fill(0xee);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "upload-gone";
}

/** Compared as a whole: a difference of megabytes is no use on a screen. */
function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
