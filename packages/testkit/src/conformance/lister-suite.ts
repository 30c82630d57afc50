import {
  compareKeys,
  type Entry,
  type Lister,
  type PageQuery,
  type SourceReader,
} from "@penstock/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

export type ListerUnderTest = {
  readonly lister: Lister;
  /** Of the same place. */
  readonly reader: Pick<SourceReader, "stat">;
  put(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
  close(): Promise<void>;
};

const signal = new AbortController().signal;

/** What sorts otherwise by folder or by UTF-16, and what a list has to escape. */
const KEYS = [
  "a",
  "a.b",
  "a/b",
  "a/b.c",
  "a0",
  "b c+d%20&<é>",
  "b/ü/数据",
  "b\uff5e",
  "b😀",
] as const;

/** Where "a" is a folder, it is no object as well. */
type Places = { readonly areFolders?: boolean };

/** What every lister must do. Run by each adapter. */
export function describeLister(
  name: string,
  open: () => Promise<ListerUnderTest>,
  { areFolders = false }: Places = {},
): void {
  const keys = KEYS.filter((key) => !areFolders || key !== "a");

  describe(`a list of ${name}`, () => {
    let subject: ListerUnderTest;

    beforeEach(async () => {
      subject = await open();
    });

    afterEach(async () => {
      await subject.close();
    });

    async function putAll(wanted: readonly string[] = keys): Promise<void> {
      for (const key of wanted) {
        await subject.put(key, key);
      }
    }

    /** Page after page, at most a hundred of them. */
    async function walk(query: Partial<PageQuery>, limit: number): Promise<readonly Entry[]> {
      const found: Entry[] = [];
      let after = query.after ?? "";
      for (let pages = 0; pages < 100; pages += 1) {
        const page = await subject.lister.page({ prefix: "", ...query, after }, limit, signal);
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        found.push(...page.entries);
        if (page.isEnd) {
          return found;
        }
        after = page.last;
      }
      throw new Error("the list has no end");
    }

    async function keysOf(query: Partial<PageQuery>, limit = 1000): Promise<readonly string[]> {
      return (await walk(query, limit)).map(({ key }) => key);
    }

    test("names every key once, in the order of its bytes", async () => {
      await putAll(keys.toReversed());

      expect(await keysOf({})).toEqual(keys.toSorted(compareKeys));
    });

    test.each([1, 2, 4, 9])("names the same keys by pages of %i", async (limit) => {
      await putAll();

      expect(await keysOf({}, limit)).toEqual(keys);
    });

    test("tells of each object what a look at it tells", async () => {
      await putAll(["a", "b c"]);

      for (const { key, sizeBytes, validator } of await walk({}, 10)) {
        const { sourceVersion } = await subject.reader.stat(key, signal);
        expect({ sizeBytes, validator }).toEqual({
          sizeBytes: sourceVersion.sizeBytes,
          validator: sourceVersion.validator,
        });
      }
    });

    test("begins behind a key, whether it is there or not, and ends with one", async () => {
      await putAll();

      expect(await keysOf({ after: "a.b", to: "a0" })).toEqual(["a/b", "a/b.c", "a0"]);
      expect(await keysOf({ after: "a.c", to: "a/b.b" })).toEqual(["a/b"]);
      expect(await keysOf({ after: "b/", to: "b\uff5f" })).toEqual(["b/ü/数据", "b\uff5e"]);
    });

    test("has nothing where nothing is in the range", async () => {
      await putAll();

      const page = await subject.lister.page({ prefix: "", after: "a1", to: "a9" }, 10, signal);

      expect(page).toEqual({ entries: [], last: "a9", isEnd: true });
    });

    test("names only keys with the prefix", async () => {
      await putAll();

      expect(await keysOf({ prefix: "a/" }, 1)).toEqual(["a/b", "a/b.c"]);
      expect(await keysOf({ prefix: "b c+d%20&<" })).toEqual(["b c+d%20&<é>"]);
      expect(await keysOf({ prefix: "c" })).toEqual([]);
    });

    test("of an empty place is empty", async () => {
      const page = await subject.lister.page({ prefix: "", after: "" }, 10, signal);

      expect(page).toEqual({ entries: [], last: "", isEnd: true });
    });

    test("continues behind a key that is gone by then", async () => {
      await putAll(["a", "b", "c"]);
      const { last } = await subject.lister.page({ prefix: "", after: "" }, 2, signal);

      await subject.remove("b");

      expect(await keysOf({ after: last })).toEqual(["c"]);
    });

    test("is not asked for once its signal is aborted", async () => {
      const reason = new Error("enough");

      const page = subject.lister.page({ prefix: "", after: "" }, 10, AbortSignal.abort(reason));

      await expect(page).rejects.toBe(reason);
    });
  });
}
