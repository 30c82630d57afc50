import { describe, expect, test } from "vitest";
import { sourceName, sourceUrl } from "./http-source-url.ts";

describe("sourceUrl", () => {
  test.each([
    ["a/b.bin", "http://host/data/a/b.bin"],
    ["two words", "http://host/data/two%20words"],
    ["größe", "http://host/data/gr%C3%B6%C3%9Fe"],
    ["a#b", "http://host/data/a%23b"],
    ["100%", "http://host/data/100%25"],
    ["a%20b", "http://host/data/a%20b"],
    ["a\\b", "http://host/data/a%5Cb"],
    ["a/b?version=1&x=../y", "http://host/data/a/b?version=1&x=../y"],
    ["urn:isbn:1", "http://host/data/urn:isbn:1"],
    ["a//b", "http://host/data/a//b"],
    ["...", "http://host/data/..."],
  ])("puts the key %j below the base URL", (key, expected) => {
    expect(sourceUrl(new URL("http://host/data"), key).href).toBe(expected);
  });

  test("takes a base URL with a slash at its end for the same", () => {
    expect(sourceUrl(new URL("http://host/data/"), "a").href).toBe("http://host/data/a");
  });

  test.each([
    "",
    "?only=query",
    "/absolute",
    "//other.host/x",
    "http://other.host/x",
    "file:///etc/passwd",
    "../x",
    "a/../../x",
    "a/..",
    "./a",
    "%2e%2e/x",
    "a/%2E%2e%2fx",
    "a\\..\\x",
    "a%5c..%5cx",
    "a\0b",
    "a\tb\nc",
    "a%0d%0ab",
  ])("refuses the key %j", (key) => {
    expect(() => sourceUrl(new URL("http://host/data/"), key)).toThrow(
      expect.objectContaining({ name: "PenstockError", code: "source-forbidden" }),
    );
  });
});

test("the name of a source leaves out the query, which may be a signature", () => {
  expect(sourceName("a/b?signature=secret")).toBe("the source a/b");
});
