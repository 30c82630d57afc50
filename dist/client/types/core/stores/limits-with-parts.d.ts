import type { StoreLimits } from "./store-profile.js";
/** The limits of a store whose operator lets an upload have another number of parts than usual. */
export declare function limitsWithParts(limits: StoreLimits, maxParts: number): StoreLimits;
