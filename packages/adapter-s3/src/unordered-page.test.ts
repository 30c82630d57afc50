import { compareKeys, type Entry, type RawPage } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { pagePlace, unorderedPage } from "./unordered-page.ts";

function entryOf(key: string): Entry {
  return { key, sizeBytes: 1, validator: { kind: "etag", etag: `"${key}"` } };
}

/** By the names that the server gives its pages. */
const PAGES: Readonly<Record<string, RawPage>> = {
  "": { entries: ["foo/x", "foo.conda"].map(entryOf), isTruncated: true, token: "t/1" },
  "t/1": { entries: [], isTruncated: true, token: "t2" },
  t2: { entries: ["a", "foo/a", "b"].map(entryOf), isTruncated: false },
};
const ALL = ["foo/x", "foo.conda", "a", "foo/a", "b"];

function page(after: string, to?: string) {
  const raw = PAGES[pagePlace(after).token] ?? { entries: [], isTruncated: false };
  return unorderedPage({ prefix: "", after, ...(to !== undefined && { to }) }, raw);
}

function positions(): readonly string[] {
  const found: string[] = [];
  for (let after = "", isEnd = false; !isEnd; ) {
    const read = page(after);
    found.push(...read.entries.map(({ position = "" }) => position));
    ({ last: after, isEnd } = read);
  }
  return found;
}

describe("a list without order", () => {
  test("has every key once, at positions that have an order", () => {
    const found = positions();

    expect(found).toHaveLength(ALL.length);
    expect(found.toSorted(compareKeys)).toEqual(found);
  });

  test("continues behind any key, and ends with any", () => {
    const found = positions();
    for (const [first, after] of ["", ...found].entries()) {
      for (const [count, to] of found.slice(first).entries()) {
        const keys: string[] = [];
        for (let at = after, isEnd = false; !isEnd; ) {
          const read = page(at, to);
          keys.push(...read.entries.map(({ key }) => key));
          ({ last: at, isEnd } = read);
        }
        expect(keys).toEqual(ALL.slice(first, first + count + 1));
      }
    }
  });

  test.each<[string, RawPage]>([
    ["leads nowhere", { entries: [entryOf("a")], isTruncated: true }],
    ["leads back", { entries: [entryOf("a")], isTruncated: true, token: "t2" }],
    ["names another prefix", { entries: [entryOf("x")], isTruncated: false }],
  ])("that %s is not believed", (_what, raw) => {
    const query = { prefix: "a", after: "000000020000t2" };

    expect(() => unorderedPage(query, raw)).toThrow(
      expect.objectContaining({ code: "listing-invalid" }),
    );
  });
});
