import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.js";
import type { Cause } from "../failures/errors.js";
export declare const COPY_OUTCOMES: readonly ["stored", "skipped", "failed", "aborted"];
/** Of a check: what two places have of one key. */
export declare const CHECK_OUTCOMES: readonly ["same", "differs", "only_source", "only_destination", "unreadable"];
export type CopyOutcome = (typeof COPY_OUTCOMES)[number];
type CheckOutcome = (typeof CHECK_OUTCOMES)[number];
export type RowOutcome = CopyOutcome | CheckOutcome;
/** What two objects were told apart by, or taken for equal. */
export type CompareRule = 
/** There is an object, and it may not be overwritten. */
"exists" | "absent" | "size" | "etag" | "checksum" | "written-version" | "size+time" | "bytes"
/** Nothing that both show can be compared. */
 | "nothing-common";
export type Row = {
    readonly key: string;
    /** Left out: 0 is unlisted for what cannot be read. */
    readonly sizeBytes: number;
    readonly outcome: RowOutcome;
    readonly destinationKey: string;
    /** Of the object at the destination. */
    readonly etag?: string;
    readonly checksum?: {
        readonly algorithm: ChecksumAlgorithm;
        readonly value: ChecksumValue;
    };
    /** Of the object at the destination, where its bucket keeps versions. */
    readonly versionId?: string;
    /** Of the source, as it was listed. */
    readonly sourceVersionId?: string;
    readonly storageClass?: string;
    /** Why it was skipped, or what two places were compared by. */
    readonly rule?: CompareRule;
    /** What the proof rests on, as in a receipt. */
    readonly verifiedBy?: string;
    /** Attributes of the source that the object does not have, by name. */
    readonly leftBehind?: readonly string[];
    /** How often it was tried; left out: once. */
    readonly attempts?: number;
    readonly durationMs?: number;
    readonly cause?: Cause;
};
/** How a row counts in its job: as one of a transfer's terminal states. */
export declare function countedAs(outcome: RowOutcome): CopyOutcome;
/** Rows that a retry may name, and that are kept apart from the rest so that it need not read them all. */
export declare function isTrouble({ outcome }: Pick<Row, "outcome">): boolean;
export {};
