/**
 * The keys behind `after` up to `to`, that one included, in the order of their bytes. No key is
 * empty: after the empty one there are all of them, and without `to` there is no end.
 */
export type KeyRange = {
    readonly after: string;
    readonly to?: string;
};
/** Every key that there can be. */
export declare const ALL_KEYS: KeyRange;
export declare function isInRange(key: string, { after, to }: KeyRange): boolean;
/** Two ranges that have together what the one has; undefined where the middle would leave one empty. */
export declare function splitRange(range: KeyRange, middle: string): readonly [KeyRange, KeyRange] | undefined;
/**
 * Where a range that is listed up to a key can be split by what was seen: behind the uppermost
 * folder of that key that ends behind the key and inside the range. "0" is the character behind "/".
 */
export declare function folderMiddle(range: KeyRange, seenKey: string): string | undefined;
/**
 * What the covered ranges leave of a whole one, in order. They may come in any order and overlap:
 * whatever is in none of them is in exactly one gap.
 */
export declare function gapsBetween(whole: KeyRange, covered: readonly KeyRange[]): readonly KeyRange[];
