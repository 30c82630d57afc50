import { type PartNumber } from "../ids.js";
import type { ListedPart, WholeObject } from "../ports/object-store.js";
import type { UploadedPart } from "./task.js";
import type { Upload } from "./transfer.js";
/**
 * Parts that the store lacks or holds in another size. One under another ETag than the recorded one
 * was sent again since, and the result is unknown: it is mismatched too, unless the store itself
 * compares the whole object with what was read before it shows it.
 */
export declare function mismatchedParts(upload: Upload, whole: WholeObject, parts: {
    readonly uploaded: readonly UploadedPart[];
    readonly listed: readonly ListedPart[];
}): readonly PartNumber[];
/** The first of the mismatched parts for a person: what the store lists, and what was answered to it. */
export declare function describeMismatched(upload: Upload, mismatched: readonly PartNumber[], { uploaded, listed, }: {
    readonly uploaded: readonly UploadedPart[];
    readonly listed: readonly ListedPart[];
}): string;
export declare function everyPart({ plan }: Upload): readonly PartNumber[];
