import type { DocumentStore } from "@penstock/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

export type DocumentStoreUnderTest = {
  readonly objects: DocumentStore;
  close(): Promise<void>;
};

/** What every store must do with small documents. Run by each adapter. */
export function describeDocumentStore(
  name: string,
  open: () => Promise<DocumentStoreUnderTest>,
): void {
  describe(`documents in ${name}`, () => {
    let subject: DocumentStoreUnderTest;
    let objects: DocumentStore;

    beforeEach(async () => {
      subject = await open();
      objects = subject.objects;
    });

    afterEach(async () => {
      await subject.close();
    });

    async function keysBelow(prefix: string): Promise<readonly string[]> {
      const keys: string[] = [];
      for await (const key of objects.list(prefix)) {
        keys.push(key);
      }
      return keys;
    }

    test.each(["{}", "", "größer\n✓", "x".repeat(300_000)])(
      "come back as they were written",
      async (text) => {
        await objects.put("a/b.json", text);

        expect(await objects.get("a/b.json")).toBe(text);
      },
    );

    test("that are no text come back as they were written, also large ones", async () => {
      const bytes = Uint8Array.from({ length: 5_000_000 }, (_, index) => index % 251);
      await objects.put("a/b.gz", bytes);
      await objects.put("empty", new Uint8Array());

      expect(
        Buffer.from(bytes).equals((await objects.getBytes("a/b.gz")) ?? bytes.subarray(1)),
      ).toBe(true);
      expect((await objects.getBytes("empty"))?.length).toBe(0);
      expect(await objects.getBytes("a/c.gz")).toBeUndefined();
    });

    test("replace an older one", async () => {
      await objects.put("a", "one");
      await objects.put("a", "two");

      expect(await objects.get("a")).toBe("two");
    });

    test("leave an older one alone when they are to be the first", async () => {
      await objects.putIfAbsent("a", "one");
      await objects.putIfAbsent("a", "two");

      expect(await objects.get("a")).toBe("one");
    });

    test("that are many writers' first leave one of them", async () => {
      const texts = Array.from({ length: 8 }, (_, index) => `${index}`);

      const written = await Promise.allSettled(
        texts.map(async (text) => await objects.putIfAbsent("a", text)),
      );

      expect(written.some(({ status }) => status === "fulfilled")).toBe(true);
      expect(texts).toContain(await objects.get("a"));
    });

    test("that are not there are nothing to get, and nothing to delete", async () => {
      await objects.delete("a");

      expect(await objects.get("a")).toBeUndefined();
      expect(await keysBelow("")).toEqual([]);
    });

    test("are gone once they are deleted", async () => {
      await objects.put("a", "one");

      await objects.delete("a");
      await objects.delete("a");

      expect(await objects.get("a")).toBeUndefined();
      expect(await keysBelow("")).toEqual([]);
    });

    test("are listed by their prefix, in the order of their keys, whatever is in them", async () => {
      const keys = ["j/%2E%2E%2F/a b", "j/a", "j/a.cancelled", "j/b&<c>"];
      for (const key of [...keys, "i/a", "k"]) {
        await objects.put(key, "");
      }

      expect(await keysBelow("j/")).toEqual(keys);
    });
  });
}
