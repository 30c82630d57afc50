import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareKeys } from "../key-order.ts";
import {
  inventoryCheckpoint,
  inventoryPosition,
  manifestCheckpoint,
  manifestPosition,
} from "./manifest-position.ts";
import { MANIFEST_COLUMNS } from "./named-object.ts";
import { readManifest } from "./read-manifest.ts";
import { bytesOf, inChunks, readWhole } from "./sample-manifest.ts";

const line = fc.integer({ min: 1, max: 999_999_999_999 });
const columns = fc.uniqueArray(fc.constantFrom(...MANIFEST_COLUMNS), { minLength: 1 });
const checkpoint = fc.record(
  { byteOffset: fc.maxSafeNat(), line, columns },
  { requiredKeys: ["byteOffset", "line"] },
);
const inventory = fc.record({ file: fc.nat(999_999), line });

describe("a position of a manifest", () => {
  test("is read back as the place that it was written of", () => {
    fc.assert(
      fc.property(checkpoint, inventory, (place, packed) => {
        expect(manifestCheckpoint(manifestPosition(place))).toEqual(place);
        expect(inventoryCheckpoint(inventoryPosition(packed))).toEqual(packed);
      }),
    );
  });

  test("is in the order of the file, whatever comes behind the offset", () => {
    fc.assert(
      fc.property(checkpoint, checkpoint, inventory, inventory, (one, other, left, right) => {
        fc.pre(one.byteOffset !== other.byteOffset);

        expect(Math.sign(compareKeys(manifestPosition(one), manifestPosition(other)))).toBe(
          Math.sign(one.byteOffset - other.byteOffset),
        );
        expect(Math.sign(compareKeys(inventoryPosition(left), inventoryPosition(right)))).toBe(
          Math.sign(left.file - right.file || left.line - right.line),
        );
      }),
    );
  });

  test("leads to the entries behind it, with the columns of the first line", async () => {
    const bytes = bytesOf("size,key\n1,a\n2,é\n3,c\n");
    const options = { format: "csv", spelling: "plain", onBrokenLine: "refuse" } as const;
    const { entries } = await readWhole(readManifest(inChunks(bytes), options));
    const [, second] = entries;

    const from = manifestCheckpoint(second === undefined ? "" : manifestPosition(second.next));
    const rest = await readWhole(
      readManifest(inChunks(bytes.subarray(from.byteOffset)), options, from),
    );

    expect(rest.entries).toEqual(entries.slice(2));
  });

  test.each(["", "12", `${"0".repeat(28)}z`, "a/b.bin", `${"0".repeat(28)} `])(
    "is refused where it is none: %j",
    (text) => {
      for (const read of [manifestCheckpoint, inventoryCheckpoint]) {
        expect(() => read(text)).toThrow(expect.objectContaining({ code: "manifest-invalid" }));
      }
    },
  );
});
