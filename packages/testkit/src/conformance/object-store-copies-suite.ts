import type { CopySource } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { listed, patternOf, type StoreScenario, same, signal } from "./object-store-scenario.ts";

/** What a store must do when a part is to be made of an object that it holds already. */
export function describeCopies(given: StoreScenario): void {
  describe("copying a part", () => {
    test("takes the whole of an object", async () => {
      const bytes = patternOf(1, 70_000);
      const { key } = await given.put(bytes);
      const ref = await given.openUpload();
      const source = await given.copySource(key, { startByte: 0, lengthBytes: bytes.length });

      const part = await given.copy(ref, 1, source);

      await given.complete(ref, [listed(1, part)], [bytes]);
      expect(same(await given.read(ref.key), bytes)).toBe(true);
    });

    test("takes a range, next to a part that was sent", async () => {
      const bytes = patternOf(1, given.partBytes + 1000);
      const { key } = await given.put(bytes);
      const ref = await given.openUpload();
      const range = { startByte: 500, lengthBytes: given.partBytes };
      const last = patternOf(2, 100);

      const first = await given.copy(ref, 1, await given.copySource(key, range));
      const second = await given.upload(ref, 2, last);

      const bodies = [bytes.subarray(500, 500 + given.partBytes), last];
      await given.complete(ref, [listed(1, first), listed(2, second)], bodies);
      expect(same(await given.read(ref.key), Buffer.concat(bodies))).toBe(true);
    });

    test("takes an object by its key as it is", async () => {
      const bytes = patternOf(1, 100);
      const { key } = await given.put(bytes, given.newObject("größe 1+1/a b.bin"));
      const ref = await given.openUpload();
      const source = await given.copySource(key, { startByte: 0, lengthBytes: 100 });

      await given.copy(ref, 1, source);

      expect(await given.store.listParts(ref, signal)).toMatchObject([{ sizeBytes: 100 }]);
    });

    test("refuses a source that changed", async () => {
      const source = await changedSource(given);

      const copy = given.copy(await given.openUpload(), 1, source);

      await expect(copy).rejects.toMatchObject({ code: "source-changed" });
    });

    test("keeps no part of a source that changed", async () => {
      const source = await changedSource(given);
      const ref = await given.openUpload();

      await given.copy(ref, 1, source).catch(() => undefined);

      expect(await given.store.listParts(ref, signal)).toEqual([]);
    });

    test("refuses a source that is not there", async () => {
      const { key } = given.newObject();
      const source = given.copySourceOf(
        key,
        { startByte: 0, lengthBytes: 100 },
        { etag: "0123456789abcdef0123456789abcdef", sizeBytes: 100 },
      );
      const ref = await given.openUpload();

      const copy = given.copy(ref, 1, source);

      await expect(copy).rejects.toMatchObject({ code: "source-missing" });
    });

    test("reports an upload that is gone", async () => {
      const { key } = await given.put(patternOf(1, 100));
      const source = await given.copySource(key, { startByte: 0, lengthBytes: 100 });
      const ref = await given.openUpload();
      await given.store.abort(ref, signal);

      const copy = given.copy(ref, 1, source);

      await expect(copy).rejects.toMatchObject({ code: "upload-gone" });
    });
  });
}

/** What a store must do when a whole object is to be made of another one. */
export function describeObjectCopies(given: StoreScenario): void {
  const whole = async (key: string) => {
    const { range: _, ...source } = await given.copySource(key, { startByte: 0, lengthBytes: 0 });
    return source;
  };

  describe("copying an object", () => {
    test.each([
      ["with the attributes of its source", true],
      ["with those that it is given", false],
    ])("gives the same bytes, %s", async (_what, keepsAttributes) => {
      const bytes = patternOf(1, 70_000);
      const original = await given.put(bytes, given.newObject("größe 1+1/a b.bin"));
      const object = given.newObject();

      const copy = { object, source: await whole(original.key), keepsAttributes };
      const stored = await given.store.copyObject(copy, signal);

      expect(same(await given.read(object.key), bytes)).toBe(true);
      const head = await given.store.head(object.key, given.algorithm, signal);
      const { token } = keepsAttributes ? original : object;
      expect(head).toMatchObject({ etag: stored.etag, sizeBytes: bytes.length, token });
    });

    test("takes an object without bytes", async () => {
      const { key } = await given.put(new Uint8Array());
      const object = given.newObject();

      const copy = { object, source: await whole(key), keepsAttributes: true };
      await given.store.copyObject(copy, signal);

      expect(await given.store.head(object.key, given.algorithm, signal)).toMatchObject({
        sizeBytes: 0,
      });
    });

    test.each(["changed", "missing"] as const)("refuses a source that is %s", async (what) => {
      const original = await given.put(patternOf(1, 100));
      const { key, ...rest } = await whole(original.key);
      await given.put(patternOf(2, 100), original);
      const source = { ...rest, key: what === "missing" ? given.newObject().key : key };
      const object = given.newObject();

      const copy = given.store.copyObject({ object, source, keepsAttributes: true }, signal);

      await expect(copy).rejects.toMatchObject({ code: `source-${what}` });
      expect(await given.store.head(object.key, given.algorithm, signal)).toBeUndefined();
    });
  });
}

/** An object that is another one since it was looked at. */
async function changedSource(given: StoreScenario): Promise<CopySource> {
  const object = await given.put(patternOf(1, 100));
  const source = await given.copySource(object.key, { startByte: 0, lengthBytes: 100 });
  await given.put(patternOf(2, 100), object);
  return source;
}
