import type { ChecksumAlgorithm } from "../bytes/checksum.js";
import type { Compare } from "../jobs/overwrite.js";
import type { Counterpart, Entry } from "../listing/entry.js";
import type { ObjectHead } from "../ports/object-store.js";
import type { SourceVersion } from "../transfers/transfer.js";
import type { CompareRule } from "./row.js";
export type Verdict = {
    readonly isSame: boolean;
    readonly rule: CompareRule;
};
/** By what two lists tell; undefined where only a look at the object can tell more. */
export declare function compareListed(source: Entry, destination: Counterpart, compare: Compare): Verdict | undefined;
export type LookedObject = {
    readonly head: ObjectHead;
    /** By which the head was asked for a checksum. */
    readonly algorithm: ChecksumAlgorithm;
};
/** By a look at the destination, where the lists do not tell. It shows no time that could be compared. */
export declare function compareLooked(source: SourceVersion, { head: destination, algorithm }: LookedObject, compare?: Compare): Verdict;
