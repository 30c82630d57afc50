import type { ByteRange } from "../bytes/byte-range.js";
import type { StoreLimits } from "../stores/store-profile.js";
/** How one object is cut. Frozen with the upload: new settings apply to new uploads only. */
export type PartPlan = {
    /** `put`: one request, no upload. `multipart`: an upload of partCount parts. */
    readonly strategy: "put" | "multipart";
    readonly sizeBytes: number;
    /** The size of every part but the last, which is the remainder. */
    readonly partSizeBytes: number;
    readonly partCount: number;
    /** Why the parts have this size, in words for a person. */
    readonly reason: string;
    /** What may go wrong with it all the same, in words for a person. */
    readonly warning?: string;
};
export type PlanRequest = {
    readonly sizeBytes: number;
    readonly limits: StoreLimits;
    /** The client's wish; must be whole MiB. */
    readonly partSizeBytes?: number;
    /** False for a source that cannot be read in ranges: it is uploaded in one streamed PUT. */
    readonly hasRanges?: boolean;
};
/**
 * Cuts an object into equal parts of whole MiB, the last one being the remainder (R2 and B2 with
 * Live Read require equal parts). An object below one part is one PUT.
 *
 * @throws PenstockError `plan-impossible`, saying which sizes would do
 */
export declare function planParts(request: PlanRequest): PartPlan;
/** The size up to which an object is one PUT; what is larger has parts. */
export declare function largestPut(limits: StoreLimits, partSizeBytes?: number): number;
/** The bytes of part `number` (1-based). */
export declare function partRange(plan: PartPlan, number: number): ByteRange;
/**
 * Refuses a part size that no object can have at a store, before the object is known.
 *
 * @throws PenstockError `plan-impossible`, saying which sizes would do
 */
export declare function checkPartSize(wish: number, limits: StoreLimits): void;
