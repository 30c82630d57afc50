import type { ErrorCode } from "./errors.js";
/** A part that failed this often fails its transfer: by then the trouble is not a passing one. */
export declare const MAX_PART_ATTEMPTS = 10;
/**
 * The pause before the next attempt: exponential with full jitter, so that the workers which failed
 * together do not return together.
 *
 * @param failures how often it failed so far, 1 or more
 * @param random in [0, 1)
 */
export declare function retryDelayMs(code: ErrorCode, failures: number, random: number): number;
/** The pause before a transfer starts over, since what made it: a source that is just being written needs time. */
export declare function generationPauseMs(generation: number): number;
