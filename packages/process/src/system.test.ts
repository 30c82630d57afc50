import { describe, expect, test } from "vitest";
import { systemHashing } from "./system.ts";

describe("systemHashing", () => {
  // The catalogue's check values of "123456789".
  test.each([
    ["crc64xz", "995dc9bbdf1939fa"],
    ["crc32", "cbf43926"],
    ["md5", "25f9e794323b453885f5181f1b624d0b"],
  ] as const)("computes %s over pieces", (algorithm, expected) => {
    const hasher = systemHashing.hasher(algorithm);

    hasher.update(Buffer.from("1234"));
    hasher.update(Buffer.from("56789"));

    expect(hasher.digest()).toBe(expected);
  });

  test("keeps the leading zeros of a checksum", () => {
    expect(systemHashing.hasher("crc32").digest()).toBe("00000000");
  });
});
