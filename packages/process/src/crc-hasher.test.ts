import { crc32 } from "node:zlib";
import { Crc64Xz, type Hasher } from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32Hasher, crc64XzHasher, zlibCrc32Hasher } from "./crc-hasher.ts";

/** Longer than what is hashed at a time; the bytes follow no short pattern. */
const BYTES = Uint8Array.from(
  { length: 2_200_000 },
  (_, at) => (Math.imul(at, at + 7) >>> 9) & 255,
);

/** From this length on a piece is folded before it is divided, in WebAssembly. */
const FOLDED_FROM = 11_240;

const HASHERS = {
  "CRC-64/XZ": crc64XzHasher,
  "CRC-32": crc32Hasher,
  "CRC-32 where its program is missing": zlibCrc32Hasher,
} satisfies Readonly<Record<string, () => Hasher>>;

type Name = keyof typeof HASHERS;
const NAMES = Object.keys(HASHERS) as Name[];

/** By other implementations: core, zlib, and the program for zlib. */
const ORACLES: Readonly<Record<Name, (bytes: Uint8Array) => string>> = {
  "CRC-64/XZ": (bytes) => {
    const crc = new Crc64Xz();
    crc.update(bytes);
    return crc.digest();
  },
  "CRC-32": (bytes) => crc32(bytes).toString(16).padStart(8, "0"),
  "CRC-32 where its program is missing": (bytes) => {
    const crc = crc32Hasher();
    crc.update(bytes);
    return crc.digest();
  },
};

test("CRC-32 has its program here", () => {
  expect(crc32Hasher).not.toBe(zlibCrc32Hasher);
});

function crcOf(hasher: Hasher, lengths: readonly number[]): string {
  let at = 0;
  for (const length of lengths) {
    hasher.update(BYTES.subarray(at, at + length));
    at += length;
  }
  return hasher.digest();
}

describe.each(NAMES)("%s", (name) => {
  test("agrees with others over one piece of any length", () => {
    const around = [
      1,
      8,
      FOLDED_FROM - 16,
      FOLDED_FROM,
      FOLDED_FROM + 16,
      2 * FOLDED_FROM,
      65_536,
      1_048_576,
      2_199_999,
    ];
    for (const length of around.flatMap((middle) => [middle - 1, middle, middle + 1])) {
      const crc = crcOf(HASHERS[name](), [length]);

      expect({ length, crc }).toEqual({ length, crc: ORACLES[name](BYTES.subarray(0, length)) });
    }
  });

  test("agrees with others however the bytes are cut", () => {
    const short = fc.integer({ min: 0, max: 40 });
    const nearFold = fc.integer({ min: FOLDED_FROM - 40, max: FOLDED_FROM + 40 });
    const long = fc.integer({ min: 0, max: 200_000 });
    const lengths = fc.array(fc.oneof(short, nearFold, long), { maxLength: 10 });

    fc.assert(
      fc.property(lengths, (cuts) => {
        const total = cuts.reduce((sum, cut) => sum + cut, 0);

        expect(crcOf(HASHERS[name](), cuts)).toBe(ORACLES[name](BYTES.subarray(0, total)));
      }),
      { numRuns: 60 },
    );
  });

  test("keeps several hashers apart, and the bytes as they were", () => {
    const [one, other] = [HASHERS[name](), HASHERS[name]()];
    const mine = Uint8Array.from(BYTES.subarray(0, 100_000));

    one.update(mine);
    other.update(BYTES.subarray(0, 50_000));
    one.digest();
    one.update(BYTES.subarray(100_000, 120_000));
    other.update(BYTES.subarray(50_000, 60_000));

    expect(one.digest()).toBe(ORACLES[name](BYTES.subarray(0, 120_000)));
    expect(other.digest()).toBe(ORACLES[name](BYTES.subarray(0, 60_000)));
    expect(mine).toEqual(BYTES.subarray(0, 100_000));
  });
});
