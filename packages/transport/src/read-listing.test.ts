import { describe, expect, test } from "vitest";
import { readListing } from "./read-listing.ts";

/** A sample of what XML 1.0 forbids, at the edges of each range. */
const forbiddenCodes = [0, 1, 8, 0xb, 0xc, 0xe, 0x1f, 0xd800, 0xdfff, 0xfffe, 0xffff, 0x110000];

function listing(key: string, head = ""): string {
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${head}<Contents><Key>${key}</Key><Size>3</Size><ETag>&#34;e&#34;</ETag><StorageClass>DEEP_ARCHIVE</StorageClass></Contents></ListBucketResult>`;
}

function read(xml: string, isPlusSpace = true) {
  return readListing(Buffer.from(xml), { isPlusSpace });
}

function keyOf(xml: string, isPlusSpace = true): string | undefined {
  return read(xml, isPlusSpace)?.entries[0]?.key;
}

describe("a listing", () => {
  test("tells of an object all that there is to know", () => {
    expect(read(listing("a"))).toEqual({
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
    ["with white space as references", "&#x9;&#10;&#13;a", "", "\t\n\ra"],
    ["with encoded controls", "%08%EF%BF%BF", "<EncodingType>url</EncodingType>", "\u0008\uffff"],
    ["in CDATA, which is not decoded", "a<![CDATA[&lt;<b>]]>c", "", "a&lt;<b>c"],
  ])("has keys %s", (_how, text, head, key) => {
    expect(keyOf(listing(text, head))).toBe(key);
  });

  test.each([
    ["is being restored", "<IsRestoreInProgress>true</IsRestoreInProgress>", undefined],
    [
      "has been restored",
      "<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-12-24T00:00:00.000Z</RestoreExpiryDate>",
      true,
    ],
  ])("tells of an archived object that it %s", (_what, status, isRestored) => {
    const xml = listing("a").replace("<Size>", `<RestoreStatus>${status}</RestoreStatus><Size>`);

    expect(read(xml)?.entries[0]?.isRestored).toBe(isRestored);
  });

  test("takes a plus for a plus where the store writes spaces otherwise", () => {
    expect(keyOf(listing("a+b", "<EncodingType>url</EncodingType>"), false)).toBe("a+b");
  });

  test("quotes an ETag that has no quotes", () => {
    const xml = listing("a").replaceAll("&#34;", "");

    expect(read(xml)?.entries[0]?.validator).toEqual({
      kind: "etag",
      etag: '"e"',
    });
  });

  test.each([
    ["a second key", listing("a").replace("<Size>", "<Key>b</Key><Size>")],
    ["an element inside a key", listing("<b>a</b>")],
    ["a comment", listing("<!-- a -->")],
    ["an entity that is none", listing("&nbsp;")],
    ...forbiddenCodes.flatMap((code): [string, string][] => [
      [`a reference to U+${code.toString(16)}`, listing(`a&#${code};`)],
      [`a hexadecimal reference to U+${code.toString(16)}`, listing(`a&#x${code.toString(16)};`)],
      [`such a reference in what is skipped`, listing("a", `<Name>&#${code};</Name>`)],
    ]),
    ["a control character as it is", listing("a\u0008")],
    ["a character that is none, as it is", listing("a\uffff")],
    ["a document type", `<!DOCTYPE a>${listing("a")}`],
    ["something behind it", `${listing("a")}<a/>`],
    ["elements without end", listing(`a</Key>${"<a>".repeat(10_000)}`)],
  ])("is none with %s", (_what, xml) => {
    expect(read(xml)).toBeUndefined();
  });
});
