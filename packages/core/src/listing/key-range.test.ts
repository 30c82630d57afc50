import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareKeys } from "./key-order.ts";
import {
  ALL_KEYS,
  folderMiddle,
  gapsBetween,
  isInRange,
  type KeyRange,
  splitRange,
} from "./key-range.ts";

/** What sorts differently by UTF-16, by folder and by byte, and what only looks like a path. */
const key = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", ".", "/", "0", "é", "\uff5e", "\uffff", "😀", "𐀀") }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("a", "a.b", "a/b", "a0", "a//b", "/a", "/"),
);

const range: fc.Arbitrary<KeyRange> = fc.record(
  { after: key, to: key },
  { requiredKeys: ["after"] },
);

/** What splitting at each of these leaves, one after the other. */
function splitAt(ranges: readonly KeyRange[], middle: string): readonly KeyRange[] {
  return ranges.flatMap((one) => splitRange(one, middle) ?? [one]);
}

function howMany(ranges: readonly KeyRange[], one: string): number {
  return ranges.filter((candidate) => isInRange(one, candidate)).length;
}

describe("the order of keys", () => {
  test("is that of their UTF-8 bytes", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const judged = Buffer.compare(Buffer.from(a), Buffer.from(b));

        expect(Math.sign(compareKeys(a, b))).toBe(judged);
      }),
    );
  });

  test("puts what JavaScript would put behind an emoji before it", () => {
    expect(["😀", "\uff5e", "a0", "a/b", "a.b", "a"].toSorted(compareKeys)).toEqual([
      "a",
      "a.b",
      "a/b",
      "a0",
      "\uff5e",
      "😀",
    ]);
  });
});

describe("splitting a range", () => {
  test("leaves every key in exactly one range, after any splits", () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(key), (keys, middles) => {
        const ranges = middles.reduce<readonly KeyRange[]>(splitAt, [ALL_KEYS]);

        const named = keys.filter((one) => one !== "");
        expect(named.map((one) => howMany(ranges, one))).toEqual(named.map(() => 1));
      }),
    );
  });

  test("keeps out what was outside", () => {
    fc.assert(
      fc.property(range, key, key, (whole, middle, one) => {
        expect(howMany(splitAt([whole], middle), one)).toBe(Number(isInRange(one, whole)));
      }),
    );
  });

  test.each([
    ["before it", "a"],
    ["at its beginning", "b"],
    ["at its end", "d"],
    ["behind it", "e"],
  ])("is refused %s", (_where, middle) => {
    expect(splitRange({ after: "b", to: "d" }, middle)).toBeUndefined();
  });
});

describe("the middle behind a folder", () => {
  test.each([
    ["is behind the uppermost one", { after: "" }, "a/b/c", "a0"],
    [
      "is behind one below it where the range ends earlier",
      { after: "", to: "a/x" },
      "a/b/c",
      "a/b0",
    ],
    ["is not there where no folder was seen", { after: "" }, "abc", undefined],
    ["is not there where no folder ends inside", { after: "", to: "a/b/d" }, "a/b/c", undefined],
    ["takes an empty folder for one", { after: "" }, "/a", "0"],
  ] as const)("%s", (_what, whole, seen, middle) => {
    expect(folderMiddle(whole, seen)).toBe(middle);
  });

  test("lies behind what was seen, and splits the range", () => {
    fc.assert(
      fc.property(range, key, (whole, seen) => {
        const middle = folderMiddle(whole, seen);

        expect(middle === undefined || compareKeys(middle, seen) > 0).toBe(true);
        expect(middle === undefined || isInRange(middle, { ...whole, after: seen })).toBe(true);
      }),
    );
  });
});

describe("the gaps between covered ranges", () => {
  test("and what is covered have every key of the whole, each key in a gap or covered, never both", () => {
    fc.assert(
      fc.property(range, fc.array(range), fc.array(key), (whole, covered, keys) => {
        const gaps = gapsBetween(whole, covered);

        const isRight = keys.map(
          (one) =>
            howMany(gaps, one) ===
            Number(isInRange(one, whole) && !covered.some((other) => isInRange(one, other))),
        );
        expect(isRight).toEqual(keys.map(() => true));
      }),
    );
  });

  test("come in order", () => {
    const covered = [
      { after: "m", to: "p" },
      { after: "b", to: "d" },
    ];

    expect(gapsBetween({ after: "a" }, covered)).toEqual([
      { after: "a", to: "b" },
      { after: "d", to: "m" },
      { after: "p" },
    ]);
  });
});
