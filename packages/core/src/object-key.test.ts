import { describe, expect, test } from "vitest";
import { checkDestinationKey } from "./object-key.ts";

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
});
