import { describe, expect, test } from "vitest";
import { systemHashing, systemRandom } from "./system.ts";

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

test("random bytes are given out once, as many as are asked for", () => {
  const sizes = Array.from({ length: 2000 }, (_, index) => (index % 40) + 8);

  const all = [...sizes, 5000].map((size) => systemRandom.bytes(size));

  expect(all.map(({ length }) => length)).toEqual([...sizes, 5000]);
  expect(new Set(all.map((bytes) => Buffer.from(bytes).toString("hex"))).size).toBe(2001);
});
