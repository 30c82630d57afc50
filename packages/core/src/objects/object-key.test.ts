import { describe, expect, test } from "vitest";
import { checkDestinationKey, checkSourceKey, type SourceKind } from "./object-key.ts";

/** Keys that no source of any kind can have, or that something on the way would read otherwise. */
const HOSTILE = [
  ["nothing", ""],
  ["half a surrogate pair", "a\ud800b"],
  ["the other half", "\udfff"],
  ["a way out", "../theirs/secret"],
  ["a way out in the middle", "a/../../b"],
  ["only two dots", ".."],
  ["a dot segment", "a/./b"],
  ["a leading slash", "/lead"],
  ["two of them", "//lead"],
  ["a NUL", "a\u0000b"],
  ["a line break", "a\r\nX-Evil: 1"],
  ["a tab", "a\tb"],
  ["a DEL", "a\u007fb"],
  ["a C1 control", "a\u0085b"],
  ["the last C1 control", "a\u009fb"],
  ["a line separator", "a\u2028b"],
  ["a paragraph separator", "a\u2029b"],
  ["what XML cannot hold", "a\uffffb"],
  ["far too much", "k".repeat(5000)],
] as const;

describe("checkDestinationKey", () => {
  test.each([
    ["a plain key", "raw/2026/data.bin"],
    ["dots inside a name", "a/..b/c.tar.gz/..."],
    ["spaces and signs", "a b/+&=?#%/ü/数据"],
    ["an empty segment in the middle", "a//b"],
    ["a folder marker", "a/"],
    ["850 bytes", "é".repeat(425)],
  ])("takes %s", (_name, key) => {
    expect(() => checkDestinationKey(key)).not.toThrow();
  });

  test.each([
    ["nothing", "", "is empty"],
    ["851 bytes of UTF-8", `${"é".repeat(425)}a`, "has 851 bytes"],
    ["half a surrogate pair", "a\ud800b", "surrogate"],
    ["a leading slash", "/a", 'starts with "/"'],
    ["a dot segment", "a/./b", "segment"],
    ["a dot segment at its end", "a/.", "segment"],
    ["a way out at its end", "a/..", "segment"],
    ["a way out", "a/../../b", "segment"],
    ["only two dots", "..", "segment"],
    ["a NUL", "a\u0000b", "control character"],
    ["a line break", "a\r\nb", "control character"],
    ["a DEL", "a\u007fb", "control character"],
  ])("refuses %s", (_name, key, problem) => {
    expect(() => checkDestinationKey(key)).toThrow(
      expect.objectContaining({ code: "key-invalid", message: expect.stringContaining(problem) }),
    );
  });

  test.each(HOSTILE)("refuses %s, as it does for sources", (_name, key) => {
    expect(() => checkDestinationKey(key)).toThrow(
      expect.objectContaining({ code: "key-invalid" }),
    );
  });
});

const KINDS = ["cos", "s3", "http", "file"] as const satisfies readonly SourceKind[];

describe("checkSourceKey", () => {
  test.each(KINDS)("takes keys of %s as they are", (kind) => {
    for (const key of ["raw/2026/data.bin", "a/..b/...", "a b/+&=#/ü/数据", "a//b", "a/", "100%"]) {
      expect(() => checkSourceKey(key, kind)).not.toThrow();
    }
  });

  test.each(KINDS.flatMap((kind) => HOSTILE.map(([what, key]) => ({ kind, what, key }))))(
    "refuses $what as a key of $kind",
    ({ kind, key }) => {
      expect(() => checkSourceKey(key, kind)).toThrow(
        expect.objectContaining({
          code: "key-invalid",
          message: expect.stringMatching(/^the source key [^\p{Cc}]+$/u),
        }),
      );
    },
  );

  test.each([
    ["cos", 850],
    ["s3", 1024],
    ["http", 1024],
    ["file", 1024],
  ] as const)("takes %s keys of %i bytes of UTF-8, and no more", (kind, bytes) => {
    const longest = "é".repeat(bytes / 2);

    expect(() => checkSourceKey(longest, kind)).not.toThrow();
    expect(() => checkSourceKey(`${longest}a`, kind)).toThrow(`has ${bytes + 1} bytes`);
  });

  test.each(["s3", "cos", "http"] as const)("refuses %%00 as a part of a key of %s", (kind) => {
    expect(() => checkSourceKey("a%00b", kind)).toThrow("the source key has");
  });

  test.each(["http", "file"] as const)("refuses what would leave the place of %s", (kind) => {
    for (const key of [
      "file:///etc/passwd",
      "%2e%2e/x",
      "a/%2E%2e%2fx",
      "a\\..\\x",
      "a%5c..%5cx",
    ]) {
      expect(() => checkSourceKey(key, kind)).toThrow("the source key");
    }
  });

  test.each(["s3", "cos"] as const)("takes for %s what means something in URLs only", (kind) => {
    for (const key of [
      "a?X-Amz-Signature=1",
      "%2e%2e/x",
      "a\\..\\x",
      "a:b",
      "https://host/x",
      "?",
    ]) {
      expect(() => checkSourceKey(key, kind)).not.toThrow();
    }
  });

  test.each([
    "X-Amz-Signature=0",
    "x-amz-credential=A%2F1",
    "v=1&X-Amz-Security-Token=t",
    "X%2DAmz%2DSignature=0",
    "X-Goog-Signature=0",
    "X-Goog-Credential=0",
    "sign=q-sign-algorithm%3Dsha1",
    "q-sign-algorithm=sha1&q-ak=AK&q-signature=0",
    "q-ak=AK",
    "x-cos-security-token=t",
    "AWSAccessKeyId=A&Signature=b",
    "OSSAccessKeyId=A",
    "x-oss-signature=0",
    "GoogleAccessId=a",
    "sv=2024-11-04&sig=abc",
    "a=1;sig=abc",
    "Key-Pair-Id=K",
    "token=abc",
    "access_token=abc",
    "api_key=abc",
    "hdnts=exp~hmac",
    "password=x",
  ])("refuses a signed URL by %s, and does not repeat what it holds", (query) => {
    expect(() => checkSourceKey(`film.mp4?${query}`, "http")).toThrow(
      /^the source key is a signed URL, by its "[^"=]+": .*the "url" of the source$/,
    );
  });

  test.each(["version=1", "x=../y", "design=2", "assign=x", "format=raw&keyboard=de", "monkey=1"])(
    "takes the query %s of an http source",
    (query) => {
      expect(() => checkSourceKey(`film.mp4?${query}`, "http")).not.toThrow();
    },
  );
});
