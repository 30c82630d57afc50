import { type KeyRange, splitRange } from "./key-range.ts";

/** Printable ASCII, which most keys are made of. Keys of other characters are divided less evenly, and lost never. */
const LOWEST = 0x20;
const HIGHEST = 0x7e;

/** Keys are not told apart by what lies deeper in them than this. */
const MAX_DEPTH = 1024;

/**
 * A key with this prefix that divides a range: half way between the first characters in which its ends
 * differ. Whatever keys there are, none is lost by it; whether there are any behind it is another question.
 */
export function rangeMiddle(range: KeyRange, prefix: string): string | undefined {
  const start = [...(range.after.startsWith(prefix) ? range.after : prefix)];
  const end = range.to?.startsWith(prefix) === true ? [...range.to] : undefined;
  let isBelowEnd = end !== undefined;
  for (let at = [...prefix].length; at <= Math.min(start.length, MAX_DEPTH); at += 1) {
    const low = codeAt(start, at) ?? LOWEST - 1;
    const high = Math.min(HIGHEST, (isBelowEnd ? codeAt(end, at) : undefined) ?? HIGHEST);
    const middle = Math.ceil((low + high) / 2);
    const key = start.slice(0, at).join("") + String.fromCodePoint(middle);
    if (middle > low && splitRange(range, key) !== undefined) {
      return key;
    }
    // What differs from the end here lies wholly before it.
    isBelowEnd = isBelowEnd && codeAt(end, at) === low;
  }
  return undefined;
}

function codeAt(characters: readonly string[] | undefined, at: number): number | undefined {
  return characters?.[at]?.codePointAt(0);
}
