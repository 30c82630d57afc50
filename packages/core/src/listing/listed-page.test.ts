import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { compareKeys } from "./key-order.ts";
import { isInRange } from "./key-range.ts";
import { checkedPage, type PageQuery, type RawPage } from "./listed-page.ts";

function entry(key: string): Entry {
  return { key, sizeBytes: 1, validator: { kind: "etag", etag: '"e"' } };
}

function page(keys: readonly string[], rest: Partial<RawPage> = {}): RawPage {
  return { entries: keys.map(entry), isTruncated: false, ...rest };
}

const QUERY: PageQuery = { prefix: "a", after: "a1" };

describe("a listed page", () => {
  test("leads on behind its last key", () => {
    const checked = checkedPage(QUERY, page(["a2", "a3"], { isTruncated: true }));

    expect(checked).toMatchObject({ last: "a3", isEnd: false });
  });

  test("that says that nothing follows is the end", () => {
    expect(checkedPage(QUERY, page(["a2"]))).toMatchObject({ last: "a2", isEnd: true });
  });

  test("of nothing is the end of an empty list", () => {
    expect(checkedPage(QUERY, page([]))).toEqual({ entries: [], last: "a1", isEnd: true });
  });

  test("is cut where the range ends, and is its end", () => {
    const checked = checkedPage(
      { ...QUERY, to: "a3" },
      page(["a2", "a3", "a4"], { isTruncated: true }),
    );

    expect(checked).toEqual({ entries: ["a2", "a3"].map(entry), last: "a3", isEnd: true });
  });

  test("of nothing may lead on by its marker", () => {
    const checked = checkedPage(QUERY, page([], { isTruncated: true, next: "a7" }));

    expect(checked).toEqual({ entries: [], last: "a7", isEnd: false });
  });

  test.each([
    ["goes back", page(["a3", "a2"])],
    ["names a key twice", page(["a2", "a2"])],
    ["repeats what was before it", page(["a0", "a2"])],
    ["begins with the key that it is to begin behind", page(["a1"])],
    ["sorts by UTF-16", page(["a😀", "a\uff5e"])],
    ["sorts by folder", page(["a2/", "a2.b"])],
    ["names another prefix", page(["b"])],
    ["is empty, and says that more follows", page([], { isTruncated: true })],
    ["leads back by its marker", page([], { isTruncated: true, next: "a1" })],
  ])("that %s is not believed", (_what, lie) => {
    expect(() => checkedPage(QUERY, lie)).toThrow(
      expect.objectContaining({ code: "listing-invalid" }),
    );
  });

  test("lets no key through that is out of order or outside, whatever the server says", () => {
    const key = fc.string({ unit: fc.constantFrom("a", "/", ".", "😀", "\uff5e"), maxLength: 3 });
    const query = fc.record(
      { prefix: fc.constantFrom("", "a"), after: key, to: key },
      {
        requiredKeys: ["prefix", "after"],
      },
    );
    fc.assert(
      fc.property(query, fc.array(key), fc.boolean(), (asked, keys, isTruncated) => {
        let listed: readonly string[] = [];
        try {
          listed = checkedPage(asked, page(keys, { isTruncated })).entries.map((one) => one.key);
        } catch (error) {
          expect(error).toMatchObject({ code: "listing-invalid" });
        }

        expect(listed).toEqual([...new Set(listed)].toSorted(compareKeys));
        expect(listed.every((one) => isInRange(one, asked))).toBe(true);
      }),
    );
  });
});
