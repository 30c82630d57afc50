import type { BulkSpec } from "../jobs/bulk-job.js";
import type { KeyRange } from "./key-range.js";
import type { PageQuery } from "./listed-page.js";
/** What a destination has of a selection's keys, in the words of its source: so that both lists meet. */
export type DestinationKeys = {
    /** What to ask of the destination for a range of source keys; undefined where it can have nothing of it. */
    queryOf(range: KeyRange): PageQuery | undefined;
    /** Of which source key that of the destination is; undefined where it is of none. */
    sourceKeyOf(destinationKey: string): string | undefined;
};
/**
 * Undefined where keys that only the destination has are not asked for, or cannot be known: it has them in
 * another order than the list, or the list names its keys one by one.
 */
export declare function destinationKeys({ selection, destination, check }: Pick<BulkSpec, "selection" | "destination" | "check">, createdAtMs: number): DestinationKeys | undefined;
