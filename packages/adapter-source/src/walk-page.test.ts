import fc from "fast-check";
import { expect, test } from "vitest";
import { filePinOf } from "./file-version.ts";
import { entriesOf } from "./walk-entries.ts";
import { PagePacking } from "./walk-page.ts";

/** Numbers of files and devices have no sign and 64 bits; times before 1970 are negative. */
const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const time = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const NS_PER_MS = 1_000_000n;
const stats = fc
  .record({
    size: fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) }),
    ...{ ino: unsigned, dev: unsigned, mtimeNs: time, ctimeNs: time },
  })
  .map((one) => ({ ...one, mtimeMs: one.mtimeNs / NS_PER_MS }));
const key = fc.string({ unit: fc.constantFrom("a", "/", "\n", " ", "é", "😀"), minLength: 1 });
const unreadable = fc.constantFrom("leads-out", "leads-nowhere", "not-a-file", "not-utf8");

test("what is found passes between threads as it is, each to its key", () => {
  const walked = fc.array(fc.record({ key, is: fc.oneof(stats, unreadable) }), {
    maxLength: 450,
    size: "max",
  });
  fc.assert(
    fc.property(walked, (found) => {
      const packing = new PagePacking(found.length);
      for (const one of found) {
        packing.add(one);
      }
      const entries = entriesOf(packing.end());

      expect(entries).toEqual(
        found.map(({ key, is }) =>
          typeof is === "string"
            ? {
                ...{ key, sizeBytes: 0, validator: { kind: "size-only" } },
                refused: { code: "source-unusable", message: expect.stringMatching(/^its? /) },
              }
            : { key, ...filePinOf(is), modifiedAtMs: Number(is.mtimeMs) },
        ),
      );
    }),
    { numRuns: 30 },
  );
});
