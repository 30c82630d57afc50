import { compareKeys } from "./key-order.ts";

/**
 * The keys behind `after` up to `to`, that one included, in the order of their bytes. No key is
 * empty: after the empty one there are all of them, and without `to` there is no end.
 */
export type KeyRange = { readonly after: string; readonly to?: string };

/** Every key that there can be. */
export const ALL_KEYS: KeyRange = { after: "" };

export function isInRange(key: string, { after, to }: KeyRange): boolean {
  return compareKeys(key, after) > 0 && (to === undefined || compareKeys(key, to) <= 0);
}

/** Two ranges that have together what the one has; undefined where the middle would leave one empty. */
export function splitRange(
  range: KeyRange,
  middle: string,
): readonly [KeyRange, KeyRange] | undefined {
  const { after, to } = range;
  const isBetween = isInRange(middle, range) && middle !== to;
  return isBetween
    ? [
        { after, to: middle },
        { ...range, after: middle },
      ]
    : undefined;
}

/**
 * Where a range that is listed up to a key can be split by what was seen: behind the uppermost
 * folder of that key that ends behind the key and inside the range. "0" is the character behind "/".
 */
export function folderMiddle(range: KeyRange, seenKey: string): string | undefined {
  for (let slash = seenKey.indexOf("/"); slash >= 0; slash = seenKey.indexOf("/", slash + 1)) {
    const middle = `${seenKey.slice(0, slash)}0`;
    if (splitRange({ ...range, after: seenKey }, middle) !== undefined) {
      return middle;
    }
  }
  return undefined;
}

/**
 * What the covered ranges leave of a whole one, in order. They may come in any order and overlap:
 * whatever is in none of them is in exactly one gap.
 */
export function gapsBetween(whole: KeyRange, covered: readonly KeyRange[]): readonly KeyRange[] {
  const gaps: KeyRange[] = [];
  let { after } = whole;
  const ordered = covered
    .filter((range) => !isEmpty(range))
    .toSorted((a, b) => compareKeys(a.after, b.after));
  for (const range of ordered) {
    const to = earlierEnd(range.after, whole.to);
    if (!isEmpty({ after, to })) {
      gaps.push({ after, to });
    }
    if (range.to === undefined) {
      return gaps;
    }
    after = compareKeys(range.to, after) > 0 ? range.to : after;
  }
  return isEmpty({ ...whole, after }) ? gaps : [...gaps, { ...whole, after }];
}

function isEmpty({ after, to }: KeyRange): boolean {
  return to !== undefined && compareKeys(after, to) >= 0;
}

function earlierEnd(end: string, other: string | undefined): string {
  return other === undefined || compareKeys(end, other) < 0 ? end : other;
}
