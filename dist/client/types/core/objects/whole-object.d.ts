import { type ChecksumAlgorithm, type ChecksumValue } from "../bytes/checksum.js";
import type { NewObject, ObjectHead, WholeObject } from "../ports/object-store.js";
import type { UploadedPart } from "../transfers/task.js";
import type { PublishedChecksum, Upload } from "../transfers/transfer.js";
/** What the store is told of the object when its upload, or its PUT, begins. */
export declare function newObjectOf(key: string, upload: Upload): NewObject;
/**
 * What the finished object has to be, from what the workers read. What the source publishes stands
 * in where that is not known: a part's record may be missing, as after a part was to be uploaded
 * again but proved needless, and a store that copies need not tell a part's checksum.
 */
export declare function wholeObjectOf(upload: Upload, uploaded: readonly UploadedPart[]): WholeObject;
/** Whether an object is the one that this upload makes: our token, our size. */
export declare function isOurs(head: ObjectHead, upload: Upload): boolean;
/**
 * Compares with what the source publishes, where both are of one algorithm.
 *
 * @throws PenstockError `integrity-mismatch`
 */
export declare function assertAsPublished(published: PublishedChecksum | undefined, got: {
    readonly algorithm: ChecksumAlgorithm;
    readonly checksum?: ChecksumValue;
}): void;
