import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { gapsBetween, isInRange } from "./key-range.ts";
import { batchLimits, type PackRequest, packEntries } from "./pack-entries.ts";

const MIB = 1024 * 1024;
const PLENTY = { batches: 1000, transfers: 1000 };

function keyAt(index: number): string {
  return `k${String(index).padStart(6, "0")}`;
}

function entriesOf(sizes: readonly number[]): readonly Entry[] {
  return sizes.map((sizeBytes, index) => ({
    key: keyAt(index),
    sizeBytes,
    validator: { kind: "size-only" },
  }));
}

function requestOf(entries: readonly Entry[], rest: Partial<PackRequest> = {}): PackRequest {
  const listed = { after: "", last: "kz" };
  return { listed, entries, firstNumber: 0, maxEntryBytes: 8 * MIB, room: PLENTY, ...rest };
}

describe("the limits of a batch", () => {
  test.each([
    [0, 32, 8],
    [3, 32, 8],
    [4, 64, 16],
    [12, 256, 64],
    [16, 512, 64],
    [20, 1000, 64],
    [1_000_000, 1000, 64],
  ])("number %i are %i entries and %i MiB", (number, entries, mib) => {
    expect(batchLimits(number)).toEqual({ entries, bytes: mib * MIB });
  });
});

describe("packing", () => {
  test("spreads a thousand small objects over 13 batches or more", () => {
    const { batches } = packEntries(requestOf(entriesOf(Array.from({ length: 1000 }, () => 1))));

    expect(batches.map(({ entries }) => entries.length).slice(0, 6)).toEqual([
      32, 32, 32, 32, 64, 64,
    ]);
  });

  test("counts bytes as well as entries, so that large objects do not meet in one batch", () => {
    const entries = entriesOf(Array.from({ length: 16 }, () => 6 * MIB));

    const { batches } = packEntries(requestOf(entries));

    expect(batches.slice(0, 4).map((batch) => batch.entries.length)).toEqual([1, 1, 1, 1]);
  });

  test("gives an entry above the bytes of a batch one of its own", () => {
    const { batches } = packEntries(
      requestOf(entriesOf([1, 100 * MIB, 1]), { maxEntryBytes: 200 * MIB }),
    );

    expect(batches.map(({ sizeBytes }) => sizeBytes)).toEqual([1, 100 * MIB, 1]);
  });

  test("takes what is refused as entries without bytes, however large they are", () => {
    const refused = { code: "source-archived", message: "it is archived" } as const;
    const archived = entriesOf([100 * MIB, 100 * MIB]).map((entry) => ({ ...entry, refused }));

    const { batches, large } = packEntries(requestOf(archived));

    expect(large).toEqual([]);
    expect(batches.map(({ entries, sizeBytes }) => [entries.length, sizeBytes])).toEqual([
      [2, 200 * MIB],
    ]);
  });

  test("takes no more than there is room for, and says up to where", () => {
    const entries = entriesOf([1, 9 * MIB, 1, 9 * MIB, 1]);

    const packed = packEntries(requestOf(entries, { room: { batches: 1, transfers: 1 } }));

    expect(packed.taken).toBe(keyAt(2));
    expect(packed.large.map(({ entry }) => entry.key)).toEqual([keyAt(1)]);
    expect(packed.batches).toMatchObject([{ range: { after: "", to: keyAt(2) } }]);
  });

  test("takes nothing where there is no room at all", () => {
    const room = { batches: 0, transfers: 0 };

    expect(packEntries(requestOf(entriesOf([1]), { room }))).toEqual({
      batches: [],
      large: [],
      taken: "",
    });
  });

  test("takes a page without entries as it is", () => {
    expect(packEntries(requestOf([]))).toEqual({ batches: [], large: [], taken: "kz" });
  });

  const size = fc.oneof(fc.nat(100), fc.nat(12 * MIB));
  const room = fc.record({ batches: fc.nat(30), transfers: fc.nat(30) });
  const request = fc
    .tuple(fc.array(size, { maxLength: 300 }), fc.nat(40), room)
    .map(([sizes, firstNumber, left]) => requestOf(entriesOf(sizes), { firstNumber, room: left }));

  test("loses and doubles nothing of what it takes", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const { batches, large, taken } = packEntries(asked);

        const packed = [
          ...batches.flatMap(({ entries }) => entries),
          ...large.map((one) => one.entry),
        ];
        const expected = asked.entries.filter(({ key }) => key <= taken);
        expect(packed.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual(expected);
      }),
    );
  });

  test("keeps every batch within its limits, or at one entry, and within the room", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const { batches, large } = packEntries(asked);

        const isWithin = batches.map(({ number, entries, sizeBytes }) => {
          const limits = batchLimits(number);
          const fits = entries.length <= limits.entries && sizeBytes <= limits.bytes;
          return entries.length === 1 || (fits && entries.length > 0);
        });
        expect(isWithin).toEqual(batches.map(() => true));
        expect(batches.length).toBeLessThanOrEqual(asked.room.batches);
        expect(large.length).toBeLessThanOrEqual(asked.room.transfers);
        expect(batches.map(({ number }) => number)).toEqual(
          batches.map((_, index) => asked.firstNumber + index),
        );
      }),
    );
  });

  test("gives the batches ranges that leave nothing between, with their entries inside", () => {
    fc.assert(
      fc.property(request, (asked) => {
        const { batches, taken } = packEntries(asked);

        const whole = { after: asked.listed.after, to: taken };
        const ranges = batches.map(({ range }) => range);
        expect(gapsBetween(whole, ranges)).toEqual(
          batches.length === 0 && taken !== "" ? [whole] : [],
        );
        expect(ranges.map(({ after }) => after)).toEqual(
          [asked.listed.after, ...ranges.map(({ to }) => to)].slice(0, ranges.length),
        );
        for (const { range, entries } of batches) {
          expect(entries.every(({ key }) => isInRange(key, range))).toBe(true);
        }
      }),
    );
  });
});
