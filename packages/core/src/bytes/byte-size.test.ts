import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatByteSize, parseByteSize } from "./byte-size.ts";

describe("parseByteSize", () => {
  test.each([
    ["0", 0],
    ["1048576", 1_048_576],
    ["64MiB", 64 * 1024 ** 2],
    [" 1.5 gib ", 1.5 * 1024 ** 3],
    ["48.8TiB", undefined],
    ["5 TiB", 5 * 1024 ** 4],
    ["12B", 12],
    ["1GB", undefined],
    ["-1", undefined],
    ["1e3", undefined],
    ["", undefined],
    ["MiB", undefined],
    ["9007199254740993", undefined],
  ])("reads %j as %s bytes", (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });
});

describe("formatByteSize", () => {
  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [100 * 1024 ** 2, "100 MiB"],
    [5000 * 1024 ** 4, "5000 TiB"],
  ])("writes %d as %s", (bytes, text) => {
    expect(formatByteSize(bytes)).toBe(text);
  });

  test("comes back through parseByteSize for whole units", () => {
    const units = fc.constantFrom(1, 1024, 1024 ** 2, 1024 ** 3, 1024 ** 4);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1023 }), units, (count, unit) => {
        expect(parseByteSize(formatByteSize(count * unit))).toBe(count * unit);
      }),
    );
  });
});
