import type { BulkSpec } from "../jobs/bulk-job.js";
import type { KeyRange } from "./key-range.js";
import type { PageQuery } from "./listed-page.js";
/**
 * What a range of a selection covers at the destination; undefined where that is nothing, or where keys are not
 * in the order in which they are listed, so that two lists cannot be merged.
 */
export declare function destinationRange({ selection, destination }: Pick<BulkSpec, "selection" | "destination">, createdAtMs: number, range: KeyRange): PageQuery | undefined;
/**
 * What to ask of the destination, where all source keys begin with the one prefix and their destination keys with the
 * other one; undefined where no key of the prefix is in the range. Its ends may lie outside of the prefix.
 */
export declare function destinationQuery(range: KeyRange, from: string, to: string): PageQuery | undefined;
