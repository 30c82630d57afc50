import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attributeNames,
  chooseAttributes,
  type ObjectAttributes,
  sourceAttributesOf,
} from "./object-attributes.ts";

const NOTHING: ObjectAttributes = { metadata: {} };
const STRICT = { metadataNames: "strict", token: "t".repeat(32) } as const;
const FREE = { ...STRICT, metadataNames: "free" } as const;

describe("sourceAttributesOf", () => {
  test("takes the headers that say something of the object, and its metadata", () => {
    const found = sourceAttributesOf({
      "content-type": "video/mp4",
      "cache-control": "max-age=60",
      "content-disposition": "inline",
      "content-encoding": "aws-chunked, gzip",
      "content-language": "de",
      expires: "Wed, 21 Oct 2037 07:28:00 GMT",
      "x-amz-meta-owner": "anna",
      "x-cos-meta-owner-2": "bert",
      "x-amz-meta-penstock-token": "of an earlier transfer",
      "content-length": "7",
      etag: '"e"',
      server: "x",
    });

    expect(found).toEqual({
      attributes: {
        contentType: "video/mp4",
        cacheControl: "max-age=60",
        contentDisposition: "inline",
        contentEncoding: "gzip",
        contentLanguage: "de",
        expires: "Wed, 21 Oct 2037 07:28:00 GMT",
        metadata: { owner: "anna", "owner-2": "bert" },
      },
      leftBehind: [],
    });
  });

  test.each([
    [{ "content-encoding": "aws-chunked" }, undefined],
    [{ "content-encoding": "identity" }, undefined],
    [{ "content-encoding": "" }, undefined],
    [{ "content-encoding": "x-gzip" }, "x-gzip"],
    [{ "content-encoding": "br,aws-chunked" }, "br"],
  ])("takes %o for the coding %j", (headers, coding) => {
    expect(sourceAttributesOf(headers).attributes.contentEncoding).toBe(coding);
  });

  test.each([
    [{ "x-amz-storage-class": "GLACIER_IR" }, "storageClass"],
    [{ "x-cos-storage-class": "STANDARD_IA" }, "storageClass"],
    [{ "x-amz-tagging-count": "2" }, "tags"],
    [{ "x-amz-website-redirect-location": "/elsewhere" }, "websiteRedirect"],
    [{ "x-amz-object-lock-mode": "GOVERNANCE" }, "objectLock"],
    [{ "x-amz-missing-meta": "3" }, "metadata"],
  ])("says that %o stays behind", (headers, name) => {
    expect(sourceAttributesOf(headers).leftBehind).toEqual([
      { names: [name], reason: expect.any(String) },
    ]);
  });

  test("does not speak of what is as everywhere", () => {
    const headers = { "x-amz-storage-class": "STANDARD", "x-cos-tagging-count": "0" };

    expect(sourceAttributesOf(headers).leftBehind).toEqual([]);
  });
});

describe("chooseAttributes", () => {
  const found = {
    attributes: { contentType: "text/css", contentEncoding: "gzip", metadata: { a: "1", b: "2" } },
    leftBehind: [{ names: ["tags"], reason: "not read" }],
  };
  const given: ObjectAttributes = { contentType: "text/html", metadata: { b: "3" } };

  test("preserves what the source says, and lets what is given win one by one", () => {
    const { attributes, leftBehind } = chooseAttributes("preserve", given, found, STRICT);

    expect(attributes).toEqual({
      contentType: "text/html",
      contentEncoding: "gzip",
      metadata: { a: "1", b: "3" },
    });
    expect(leftBehind).toEqual(found.leftBehind);
  });

  test.each(["set", "none"] as const)("lets nothing travel where the job says %j", (policy) => {
    const { attributes, leftBehind } = chooseAttributes(policy, given, found, STRICT);

    expect(attributes).toEqual(given);
    expect(leftBehind.flatMap(({ names }) => names)).toEqual([
      "tags",
      "contentEncoding",
      "metadata.a",
    ]);
  });

  test("does not call tags left behind that are given", () => {
    const withTags = { ...given, tags: { color: "red" } };

    expect(chooseAttributes("preserve", withTags, found, STRICT).leftBehind).toEqual([]);
  });

  test.each([
    ["a value that is not ASCII", { metadata: { owner: "J\u00f6rg" } }, "metadata.owner"],
    ["bytes that spell no text", { metadata: { owner: "\u00c3\u00b6" } }, "metadata.owner"],
    ["a line break", { metadata: { owner: "a\r\nx-amz-acl: public-read" } }, "metadata.owner"],
    ["a name that the store refuses", { metadata: { camera_id: "7" } }, "metadata.camera_id"],
    ["a name of the language", { metadata: { ["__proto__"]: "7" } }, "metadata.__proto__"],
    [
      "a disposition in UTF-8",
      { contentDisposition: "filename=\u00c3\u00b6" },
      "contentDisposition",
    ],
    ["a date that is none", { expires: "0" }, "expires"],
    ["a header that is far too long", { cacheControl: "x".repeat(1025) }, "cacheControl"],
  ])("says that %s stays behind", (_what, wrong, name) => {
    const attributes = { metadata: {}, ...wrong };
    const chosen = chooseAttributes("preserve", NOTHING, { attributes, leftBehind: [] }, STRICT);

    expect(chosen).toEqual({
      attributes: NOTHING,
      leftBehind: [{ names: [name], reason: expect.any(String) }],
    });
  });

  test.each(["=?UTF-8?B?SsO2cmc=?=", "", "a  b", "%C3%B6", "\"'<&>"])(
    "carries the value %j as it is",
    (value) => {
      const attributes = { metadata: { "camera.id_x": value } };
      const chosen = chooseAttributes("preserve", NOTHING, { attributes, leftBehind: [] }, FREE);

      expect(chosen).toEqual({ attributes, leftBehind: [] });
    },
  );

  const name = fc.stringMatching(/^[a-z0-9._-]{1,20}$/);
  const value = fc.oneof(fc.stringMatching(/^[\x20-\x7e]{0,300}$/), fc.string());
  const metadata = fc.dictionary(name, value, { maxKeys: 30 });

  test("carries or names each of the metadata, and never more than stores take", () => {
    fc.assert(
      fc.property(metadata, fc.constantFrom(STRICT, FREE), (metadata, destination) => {
        const chosen = chooseAttributes(
          "preserve",
          NOTHING,
          { attributes: { metadata }, leftBehind: [] },
          destination,
        );

        const copied = Object.entries(chosen.attributes.metadata);
        const left = chosen.leftBehind.flatMap(({ names }) => names);
        expect([...attributeNames(chosen.attributes), ...left].sort()).toEqual(
          Object.keys(metadata)
            .map((one) => `metadata.${one}`)
            .sort(),
        );
        expect(copied.every(([key, text]) => metadata[key] === text)).toBe(true);
        const bytes = copied.reduce((sum, [key, text]) => sum + key.length + text.length, 0);
        expect(bytes + "penstock-token".length + destination.token.length).toBeLessThanOrEqual(
          2048,
        );
      }),
    );
  });
});

test("metadata may have the name of a prototype", () => {
  const { attributes } = sourceAttributesOf({ ["x-amz-meta-__proto__"]: "kept" });
  expect(Object.entries(attributes.metadata)).toEqual([["__proto__", "kept"]]);
});
