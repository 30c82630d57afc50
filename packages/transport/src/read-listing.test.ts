import { describe, expect, test } from "vitest";
import { readListing } from "./read-listing.ts";

function listing(key: string, head = ""): string {
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${head}<Contents><Key>${key}</Key><Size>3</Size><ETag>&#34;e&#34;</ETag><StorageClass>DEEP_ARCHIVE</StorageClass></Contents></ListBucketResult>`;
}

function keyOf(xml: string, isPlusSpace = true): string | undefined {
  return readListing(xml, { isPlusSpace })?.entries[0]?.key;
}

describe("a listing", () => {
  test("tells of an object all that there is to know", () => {
    expect(readListing(listing("a"), { isPlusSpace: true })).toEqual({
      isTruncated: false,
      entries: [
        {
          key: "a",
          sizeBytes: 3,
          validator: { kind: "etag", etag: '"e"' },
          storageClass: "DEEP_ARCHIVE",
        },
      ],
    });
  });

  test.each([
    ["as they are where it does not say that it encodes", "a+%20b", "", "a+%20b"],
    ["encoded, with a plus for a space", "a+%2Bb", "<EncodingType>url</EncodingType>", "a +b"],
    ["encoded, as COS spells it", "%E2%9C%93", "<Encoding-Type>url</Encoding-Type>", "✓"],
    ["with spaces at their ends", " a ", "", " a "],
    ["with controls as references", "&#x1;&#1;", "", "\u0001\u0001"],
    ["in CDATA, which is not decoded", "a<![CDATA[&lt;<b>]]>c", "", "a&lt;<b>c"],
  ])("has keys %s", (_how, text, head, key) => {
    expect(keyOf(listing(text, head))).toBe(key);
  });

  test("takes a plus for a plus where the store writes spaces otherwise", () => {
    expect(keyOf(listing("a+b", "<EncodingType>url</EncodingType>"), false)).toBe("a+b");
  });

  test("quotes an ETag that has no quotes", () => {
    const xml = listing("a").replaceAll("&#34;", "");

    expect(readListing(xml, { isPlusSpace: true })?.entries[0]?.validator).toEqual({
      kind: "etag",
      etag: '"e"',
    });
  });

  test.each([
    ["a second key", listing("a").replace("<Size>", "<Key>b</Key><Size>")],
    ["an element inside a key", listing("<b>a</b>")],
    ["a comment", listing("<!-- a -->")],
    ["an entity that is none", listing("&nbsp;")],
    ["half of a surrogate pair", listing("&#xd800;")],
    ["a document type", `<!DOCTYPE a>${listing("a")}`],
    ["something behind it", `${listing("a")}<a/>`],
    ["elements without end", listing(`a</Key>${"<a>".repeat(10_000)}`)],
  ])("is none with %s", (_what, xml) => {
    expect(readListing(xml, { isPlusSpace: true })).toBeUndefined();
  });
});
