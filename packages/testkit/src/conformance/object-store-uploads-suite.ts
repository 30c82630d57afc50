import { describe, expect, test } from "vitest";
import { type StoreScenario, signal } from "./object-store-scenario.ts";

/** How far the clock of a store may be from ours, in either direction. */
const CLOCKS_APART_MS = 10 * 60_000;

/** What a store must tell of the uploads that it holds open. */
export function describeUploadLists(given: StoreScenario): void {
  describe("listing uploads", () => {
    test("finds an upload that is open, and when it was opened", async () => {
      const ref = await given.openUpload();

      const found = await given.openUploads(ref.key);

      expect(found).toEqual([{ ...ref, initiatedAtMs: expect.any(Number) }]);
      const apartMs = Math.abs(Date.now() - (found[0]?.initiatedAtMs ?? 0));
      expect(apartMs).toBeLessThan(CLOCKS_APART_MS);
    });

    test("finds every upload of one key", async () => {
      const object = given.newObject("twice");
      const refs = [await given.openUpload(object), await given.openUpload(object)];

      const found = await given.openUploads(object.key);

      const ids = refs.map(({ uploadId }) => uploadId);
      expect(found.map(({ uploadId }) => uploadId).sort()).toEqual(ids.sort());
    });

    test("lists only keys that begin with the prefix", async () => {
      const inside = await given.openUpload(given.newObject("in/größe 1+1"));
      await given.openUpload(given.newObject("out/1"));

      const found = await given.openUploads(`${given.folder}in/`);

      expect(found.map(({ key }) => key)).toEqual([inside.key]);
    });

    test("lists no upload that ended", async () => {
      await given.completeWith(await given.openUpload(), [Buffer.of(1)]);
      await given.store.abort(await given.openUpload(), signal);

      expect(await given.openUploads(given.folder)).toEqual([]);
    });

    test("lists every page", async () => {
      const names = Array.from({ length: 1001 }, (_, index) => `many/${1000 + index}`);
      for (let from = 0; from < names.length; from += 50) {
        const batch = names.slice(from, from + 50);
        await Promise.all(batch.map((name) => given.openUpload(given.newObject(name))));
      }

      const found = await given.openUploads(`${given.folder}many/`);

      const keys = names.map((name) => `${given.folder}${name}`);
      expect(found.map(({ key }) => key).sort()).toEqual(keys.sort());
    });
  });
}
