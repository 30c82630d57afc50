import { type ErrorCode, type Retry } from "./errors.js";
/**
 * Once all bytes are in the store, giving up costs all of them: a person gets the time to fix what fails.
 * With pauses of up to 30 s it is about four hours.
 */
export declare const MAX_FINALIZE_ATTEMPTS = 1000;
export declare const STEP_KINDS: readonly ["plan", "part", "complete", "verify", "abort"];
export type StepKind = (typeof STEP_KINDS)[number];
/**
 * Why something is repeated without an end.
 *
 * - `passes`: nothing is wrong with what is tried. It continues when the other side does.
 * - `fixable`: the bytes are in the store, and a person can give the right or the setting that is missing.
 * - `open`: only the store can say that the upload is gone, and until then its parts are paid for.
 */
type Endless = "passes" | "fixable" | "open";
/** Which counted attempt of a step is the last one. */
export type StepLimit = {
    readonly kind: "attempts";
    readonly last: number;
} | {
    readonly kind: "none";
    readonly because: Endless;
};
/**
 * How long a step is repeated that fails with this code. A table for people is in docs/failure-model.md.
 *
 * @param retry the class of the failure, where a second look found another one than the code's
 */
export declare function limitOf(step: StepKind, code: ErrorCode, retry?: Retry): StepLimit;
/**
 * The same for a HEAD that has to tell whether the object is there: one that fails tells nothing, so it
 * is made for long before it is given up. What is being given up anyway waits for no right to be granted: after some
 * minutes of rejections by the store it ends, and says what is not known.
 */
export declare function limitOfLook(step: StepKind, code: ErrorCode): StepLimit;
export {};
