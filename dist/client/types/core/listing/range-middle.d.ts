import { type KeyRange } from "./key-range.js";
/**
 * A key with this prefix that divides a range: half way between the first characters in which its ends
 * differ. Whatever keys there are, none is lost by it; whether there are any behind it is another question.
 */
export declare function rangeMiddle(range: KeyRange, prefix: string): string | undefined;
