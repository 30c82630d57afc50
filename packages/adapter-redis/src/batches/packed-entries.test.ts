import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { BatchEntry } from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packEntries, unpackEntries } from "./packed-entries.ts";

const entry: fc.Arbitrary<BatchEntry> = fc.record({
  key: fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', ",", "\n", "]", "[", "\\", "}", ",\n") }),
  ),
  sizeBytes: fc.nat(),
  validator: fc.constant({ kind: "size-only" } as const),
});

/** Few pieces, the last of them full, nearly empty, and anything between. */
const entries = fc
  .tuple(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 400 }))
  .map(([some, count]) =>
    Array.from({ length: count }, (_, index) => some[index % some.length] as BatchEntry),
  );

describe("entries of a batch", () => {
  test("are read as they were packed, and as one list by a release before this one", () => {
    fc.assert(
      fc.property(entries, (given) => {
        const packed = packEntries(given);

        expect(unpackEntries(packed)).toEqual(given);
        expect(JSON.parse(zstdDecompressSync(packed).toString())).toEqual(given);
      }),
    );
  });

  test("that a release before this one packed are read", () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(unpackEntries(zstdCompressSync(JSON.stringify(given)))).toEqual(given);
      }),
    );
  });

  test.each(["", "{}", "[]", "[1]", '[{"key":"a"}]', "[,\n]", "[1,\n", "null"])(
    "are damaged as %j",
    (text) => {
      expect(() => unpackEntries(zstdCompressSync(text))).toThrow();
    },
  );
});
