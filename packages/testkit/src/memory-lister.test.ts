import {
  ALL_KEYS,
  compareKeys,
  type Entry,
  folderMiddle,
  gapsBetween,
  isInRange,
  type KeyRange,
  packEntries,
  splitRange,
} from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryLister } from "./memory-lister.ts";

const signal = new AbortController().signal;

const key = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", ".", "/", "0", "\uff5e", "😀"),
    minLength: 1,
    maxLength: 5,
  }),
  fc.constantFrom("a.b", "a/b", "a0", "a//b", "/a", "\uffff", "𐀀"),
);

/** What planners do to the open ranges of a list, one after the other and in any order. */
const move = fc.record({
  which: fc.nat(),
  limit: fc.integer({ min: 1, max: 3 }),
  room: fc.integer({ min: 1, max: 2 }),
  split: fc.option(key, { nil: undefined }),
});
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

/** A list under way: what is open, and what was taken. */
class Walk {
  readonly batches: KeyRange[] = [];
  readonly packed: string[] = [];
  readonly large: string[] = [];
  open: readonly KeyRange[] = [ALL_KEYS];
  readonly #entries: readonly Entry[];

  constructor(keys: readonly string[]) {
    this.#entries = keys.map((one, index) => ({
      key: one,
      // Every third is too large for a batch.
      sizeBytes: index % 3,
      validator: { kind: "size-only" },
    }));
  }

  async make({ which, limit, room, split }: Move): Promise<void> {
    const range = this.open[which % this.open.length];
    if (range === undefined) {
      return;
    }
    const rest = this.open.filter((one) => one !== range);
    const page = await memoryLister(() => this.#entries).page(
      { prefix: "", ...range },
      limit,
      signal,
    );
    const packed = packEntries({
      listed: { after: range.after, last: page.last },
      entries: page.entries,
      firstNumber: this.batches.length,
      maxEntryBytes: 1,
      room: { batches: room, transfers: 1 },
    });
    this.packed.push(...packed.batches.flatMap(({ entries }) => entries.map((one) => one.key)));
    this.large.push(...packed.large.map(({ entry }) => entry.key));
    this.batches.push(...packed.batches.map((one) => one.range));
    const isDone = page.isEnd && packed.taken === page.last;
    const left = isDone ? [] : splitIn({ ...range, after: packed.taken }, split);
    this.open = [...rest, ...left];
  }
}

function splitIn(range: KeyRange, wish: string | undefined): readonly KeyRange[] {
  const middle = wish ?? folderMiddle(range, range.after);
  return (middle === undefined ? undefined : splitRange(range, middle)) ?? [range];
}

describe("a list that is walked by several, and split under way", () => {
  test("takes every key exactly once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key), fc.array(move), async (keys, moves) => {
        const walk = new Walk(keys);

        for (const one of moves) {
          await walk.make(one);
        }
        for (let left = 500; walk.open.length > 0 && left > 0; left -= 1) {
          await walk.make({ which: 0, limit: 2, room: 1, split: undefined });
        }

        expect(walk.open).toEqual([]);
        expect([...walk.packed, ...walk.large].toSorted(compareKeys)).toEqual(
          keys.toSorted(compareKeys),
        );
      }),
    );
  });

  test("has in the gaps between its batches all that was not taken, and nothing of a batch", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key), fc.array(move), async (keys, moves) => {
        const walk = new Walk(keys);

        for (const one of moves) {
          await walk.make(one);
        }

        const gaps = gapsBetween(ALL_KEYS, walk.batches);
        const isInGap = (one: string) => gaps.some((gap) => isInRange(one, gap));
        const taken = new Set([...walk.packed, ...walk.large]);
        expect(keys.filter((one) => !taken.has(one) && !isInGap(one))).toEqual([]);
        expect(walk.packed.filter(isInGap)).toEqual([]);
      }),
    );
  });
});
