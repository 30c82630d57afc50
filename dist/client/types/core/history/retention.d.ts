import type { Outcome } from "./finished-job.js";
/** How long what finished is kept after its end. */
export type Retention = Readonly<Record<Outcome, number>>;
export declare const DEFAULT_RETENTION = "30d";
/** In the ledger, where there is no journal: the oldest go first. */
export declare const MAX_FINISHED_JOBS = 100000;
/**
 * Reads `30d`, or `succeeded=7d,failed=90d`: an outcome that is left out is kept for the
 * default time.
 *
 * @returns what is wrong with it instead, in words for a person
 */
export declare function parseRetention(text: string): Retention | {
    readonly issue: string;
};
/** As the setting is written. */
export declare function formatRetention({ succeeded, failed }: Retention): string;
