import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endByte, parseContentRange, toRangeHeader } from "./byte-range.ts";

const ranges = fc.record({
  startByte: fc.nat({ max: 2 ** 46 }),
  lengthBytes: fc.integer({ min: 1, max: 2 ** 46 }),
});

describe("parseContentRange", () => {
  test("reads back what answers to a Range header say", () => {
    fc.assert(
      fc.property(ranges, fc.nat({ max: 2 ** 46 }), (range, bytesAfter) => {
        const totalBytes = endByte(range) + bytesAfter;
        const positions = toRangeHeader(range).replace("bytes=", "");

        expect(parseContentRange(`bytes ${positions}/${totalBytes}`)).toEqual({
          range,
          totalBytes,
        });
      }),
    );
  });

  test.each([
    ["an unknown total", "bytes 0-9/*"],
    ["an unsatisfied range", "bytes */100"],
    ["another unit", "items 0-9/100"],
    ["a range that runs backwards", "bytes 9-0/100"],
    ["a range beyond the total", "bytes 0-100/100"],
    ["a total that no number holds", "bytes 0-9/99999999999999999999"],
    ["a sign", "bytes -1-9/100"],
    ["nothing", ""],
    ["two ranges", "bytes 0-9/100, bytes 20-29/100"],
  ])("does not read %s", (_name, header) => {
    expect(parseContentRange(header)).toBeUndefined();
  });
});

describe("toRangeHeader", () => {
  test("names the last byte, which HTTP counts in", () => {
    expect(toRangeHeader({ startByte: 1000, lengthBytes: 1000 })).toBe("bytes=1000-1999");
  });

  test("refuses an empty range, which HTTP cannot write", () => {
    expect(() => toRangeHeader({ startByte: 5, lengthBytes: 0 })).toThrow("cannot be empty");
  });
});
