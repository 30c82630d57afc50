import type { BulkSpec } from "../jobs/bulk-job.js";
/** What a template can be filled with. */
type TemplateSource = {
    readonly key: string;
    /** The key without the selection's prefix. */
    readonly relativeKey: string;
};
export type KeyTemplate = {
    /** The destination key of a source key. */
    keyOf(source: TemplateSource): string;
    /** True: two source keys never get one destination key, so nothing has to be compared. */
    readonly isDistinct: boolean;
    /** True: destination keys are in the order of the source keys, so two lists can be merged. */
    readonly isOrdered: boolean;
};
/** Of rows of another job: each object goes to where its row has it. */
export declare const KEPT_KEYS = "{destinationKey}";
/**
 * What makes the destination keys of a job.
 *
 * @throws PenstockError `request-invalid`
 */
export declare function keyTemplateOf({ selection, destination }: Pick<BulkSpec, "selection" | "destination">, createdAtMs: number): KeyTemplate;
export declare function keepsKeys({ selection, destination, }: Pick<BulkSpec, "selection" | "destination">): boolean;
/**
 * Reads a template of destination keys: `landing/{relativeKey}`, `{date:yyyy/MM/dd}/{basename}`.
 *
 * @throws PenstockError `request-invalid`
 */
export declare function parseKeyTemplate(template: string, createdAtMs: number): KeyTemplate;
export {};
