import { precedesBody, toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { checksumOf } from "../checksum-of.ts";
import {
  collect,
  patternOf,
  reusedBuffer,
  type StoreScenario,
  same,
  signal,
} from "./object-store-scenario.ts";

// COS document 436/13324; others take 1024.
const LONGEST_KEY_BYTES = 850;

/** What a store must do with single PUTs, keys, checksums, bodies that break, and signals. */
export function describeBodies(given: StoreScenario): void {
  describe("a single PUT", () => {
    test("finds nothing where nothing is", async () => {
      expect(
        await given.store.head(given.newObject().key, given.algorithm, signal),
      ).toBeUndefined();
    });

    test.each([0, 1, 100_000])("stores %i bytes", async (sizeBytes) => {
      const object = given.newObject();
      const bytes = patternOf(1, sizeBytes);

      const { etag } = await given.store.put(object, given.bodyOf(bytes), signal);

      const head = await given.store.head(object.key, given.algorithm, signal);
      expect(head).toMatchObject({ etag, sizeBytes, token: object.token });
      expect(same(await given.read(object.key), bytes)).toBe(true);
    });

    test("replaces the object that was there", async () => {
      const object = given.newObject();
      await given.store.put(object, given.bodyOf(patternOf(1, 10)), signal);

      await given.store.put({ ...object, token: "second" }, given.bodyOf(patternOf(2, 20)), signal);

      const head = await given.store.head(object.key, given.algorithm, signal);
      expect(head).toMatchObject({ sizeBytes: 20, token: "second" });
    });
  });

  describe("keys", () => {
    const names = [
      "two words",
      "plus+percent%25and%",
      "a//b",
      "größe/日本語/😀.bin",
      "!'()*;:@&=$,?#[]",
    ];

    test.each(names)("are taken as they are in a PUT: %s", async (name) => {
      const bytes = Buffer.from(name);

      const { key } = await given.put(bytes, given.newObject(name));

      expect(same(await given.read(key), bytes)).toBe(true);
    });

    test.each(names)("are taken as they are in an upload: %s", async (name) => {
      const bytes = Buffer.from(name);
      const { key } = given.newObject(name);

      await given.completeWith(await given.openUpload(given.newObject(name)), [bytes]);

      expect(await given.store.head(key, given.algorithm, signal)).toMatchObject({
        sizeBytes: bytes.length,
      });
    });

    test("may have 850 bytes", async () => {
      const name = "k".repeat(LONGEST_KEY_BYTES - given.folder.length);

      const { key } = await given.put(Buffer.of(1), given.newObject(name));

      expect(key).toHaveLength(LONGEST_KEY_BYTES);
      expect(await given.store.head(key, given.algorithm, signal)).toMatchObject({ sizeBytes: 1 });
    });
  });

  describe("checksums", () => {
    test("prove a part: the right one comes back, or a wrong one is refused", async () => {
      const ref = await given.openUpload();
      const bytes = patternOf(1, 50_000);
      const wrong = checksumOf(given.algorithm, Buffer.from("other bytes"));

      if (precedesBody(given.algorithm)) {
        const part = given.store.uploadPart(
          ref,
          toPartNumber(1),
          { ...given.bodyOf(bytes), checksum: wrong },
          given.algorithm,
          signal,
        );

        await expect(part).rejects.toMatchObject({ code: "checksum-mismatch" });
        expect(await given.store.listParts(ref, signal)).toEqual([]);
      } else {
        const { checksum } = await given.upload(ref, 1, bytes);

        expect(checksum).toBe(checksumOf(given.algorithm, bytes));
      }
    });

    test("prove an object that came in one PUT", async () => {
      const object = given.newObject();
      const bytes = patternOf(1, 50_000);
      const stored = await given.store.put(object, given.bodyOf(bytes), signal);

      const head = await given.store.head(object.key, given.algorithm, signal);

      const expected = given.algorithm === "md5" ? undefined : checksumOf(given.algorithm, bytes);
      expect(head?.checksum).toBe(expected);
      expect([undefined, checksumOf(given.algorithm, bytes)]).toContain(stored.checksum);
    });
  });

  describe("a body that breaks", () => {
    async function* broken(error: Error): AsyncGenerator<Uint8Array> {
      yield patternOf(1, 60_000);
      throw error;
    }

    test("rejects a part with its own error, and nothing is stored", async () => {
      const ref = await given.openUpload();
      const error = new Error("the source broke");
      const body = { lengthBytes: 100_000, chunks: broken(error) };

      const part = given.store.uploadPart(ref, toPartNumber(1), body, given.algorithm, signal);

      await expect(part).rejects.toBe(error);
      expect(await given.store.listParts(ref, signal)).toEqual([]);
    });

    test("rejects a PUT with its own error, and nothing is stored", async () => {
      const object = given.newObject();
      const error = new Error("the source broke");

      const put = given.store.put(object, { lengthBytes: 100_000, chunks: broken(error) }, signal);

      await expect(put).rejects.toBe(error);
      expect(await given.store.head(object.key, given.algorithm, signal)).toBeUndefined();
    });

    test("is refused when it ends early, and nothing is stored", async () => {
      const ref = await given.openUpload();
      const body = { lengthBytes: 100_000, chunks: reusedBuffer(patternOf(1, 60_000)) };

      const part = given.store.uploadPart(ref, toPartNumber(1), body, given.algorithm, signal);

      await expect(part).rejects.toMatchObject({ code: "source-length-wrong" });
      expect(await given.store.listParts(ref, signal)).toEqual([]);
    });

    test("keeps an earlier part of the same number", async () => {
      const ref = await given.openUpload();
      const { etag } = await given.upload(ref, 1, patternOf(1, 10));
      const body = { lengthBytes: 100_000, chunks: broken(new Error("the source broke")) };

      const part = given.store.uploadPart(ref, toPartNumber(1), body, given.algorithm, signal);

      await expect(part).rejects.toThrow("the source broke");
      expect(await given.store.listParts(ref, signal)).toEqual([
        { number: 1, etag, sizeBytes: 10 },
      ]);
    });
  });

  describe("a signal", () => {
    test("that was aborted before rejects every call with its reason", async () => {
      const ref = await given.openUpload();
      const object = given.newObject();
      const aborted = AbortSignal.abort(new Error("lease lost"));
      const number = toPartNumber(1);
      const source = given.copySourceOf(
        object.key,
        { startByte: 0, lengthBytes: 1 },
        { etag: "1", sizeBytes: 1 },
      );
      const calls = [
        given.store.initiate(object, aborted),
        given.store.uploadPart(ref, number, given.bodyOf(Buffer.of(1)), given.algorithm, aborted),
        given.store.complete(ref, [], given.wholeOf([]), aborted),
        given.store.copyPart(ref, number, source, given.algorithm, aborted),
        given.store.listParts(ref, aborted),
        collect(given.store.listUploads(given.folder, aborted)),
        given.store.abort(ref, aborted),
        given.store.put(object, given.bodyOf(Buffer.of(1)), aborted),
        given.store.head(object.key, given.algorithm, aborted),
      ];

      const outcomes = await Promise.allSettled(calls);

      expect(outcomes).toEqual(
        calls.map(() => ({ status: "rejected", reason: new Error("lease lost") })),
      );
    });

    test("that is aborted in the middle of a body rejects with its reason", async () => {
      const ref = await given.openUpload();
      const abort = new AbortController();
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          yield patternOf(1, 1000);
          abort.abort(new Error("lease lost"));
        }
      }
      const body = { lengthBytes: 5 * 1024 * 1024, chunks: endless() };

      const part = given.store.uploadPart(
        ref,
        toPartNumber(1),
        body,
        given.algorithm,
        abort.signal,
      );

      await expect(part).rejects.toThrow("lease lost");
      expect(await given.store.listParts(ref, signal)).toEqual([]);
    });
  });
}
