import { describe, expect, test } from "vitest";
import { isUrlOrigin, parseSourceUrl } from "./source-url.ts";

describe("the URL of a source", () => {
  test.each([
    ["https://host/a/b.bin?sig=1", "https://host", "a/b.bin", "sig=1"],
    ["HTTPS://Host:443/a", "https://host", "a", ""],
    ["http://host:8080/a%20b?x=%2F&y#z", "http://host:8080", "a%20b", "x=%2F&y"],
    ["https://host/a/../b?q", "https://host", "b", "q"],
  ])("%s is an address, and its query apart", (url, connection, key, query) => {
    expect(parseSourceUrl(url)).toEqual({ address: { connection, key }, query });
    expect(isUrlOrigin(connection)).toBe(true);
  });

  test.each([
    ["ftp://host/secret", /of the form https/],
    ["secret", /of the form https/],
    ["https://user:secret@host/a", /a user or a password/],
    ["https://host/?secret", /is empty/],
    ["https://host//a?secret", /starts with/],
    ["https://host/a%00?secret", /control character/],
  ])("%s is refused, and its secret not told", (url, message) => {
    expect(() => parseSourceUrl(url)).toThrow(
      expect.objectContaining({ code: "key-invalid", message: expect.stringMatching(message) }),
    );
    expect(() => parseSourceUrl(url)).not.toThrow(/secret/);
  });

  test("is told from the name of a connection", () => {
    expect(["https", "url", "http-files"].some(isUrlOrigin)).toBe(false);
  });
});
