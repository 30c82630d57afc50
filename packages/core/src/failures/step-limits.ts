import { ERRORS, type ErrorCode, type Retry } from "./errors.ts";
import { MAX_PART_ATTEMPTS } from "./retry-schedule.ts";

/**
 * Once all bytes are in the store, giving up costs all of them: a person gets the time to fix what fails.
 * With pauses of up to 30 s it is about four hours.
 */
export const MAX_FINALIZE_ATTEMPTS = 1000;

/** About four minutes: longer than a PUT is in doubt, and than a store takes to act on a new policy. */
const MAX_REJECTED_LOOKS = 20;

export const STEP_KINDS = ["plan", "part", "complete", "verify", "abort"] as const;
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
export type StepLimit =
  | { readonly kind: "attempts"; readonly last: number }
  | { readonly kind: "none"; readonly because: Endless };

const AT_ONCE: StepLimit = { kind: "attempts", last: 1 };
/** Bytes may be corrupted on their way, and one of a store's machines be wrong: another try cures both. */
const ONCE_MORE: StepLimit = { kind: "attempts", last: 2 };

/** What an operator can set right while the bytes wait in the store. */
const FIXABLE: readonly ErrorCode[] = [
  "connection-unknown",
  "connection-unsuitable",
  "settings-invalid",
  "store-refused",
];

/** What a store says of its own records gets no better by asking for hours. */
const STORES_OWN_WORD: readonly ErrorCode[] = ["parts-refused", "upload-gone"];

/**
 * How long a step is repeated that fails with this code. A table for people is in docs/failure-model.md.
 *
 * @param retry the class of the failure, where a second look found another one than the code's
 */
export function limitOf(
  step: StepKind,
  code: ErrorCode,
  retry: Retry = ERRORS[code].retry,
): StepLimit {
  if (step === "abort") {
    // A bucket that is missing for hours is gone, and with it what was open in it.
    return code === "store-missing" ? attempts(MAX_FINALIZE_ATTEMPTS) : none("open");
  }
  if (retry === "wait") {
    return none("passes");
  }
  if (step === "verify") {
    return code === "source-changed" ? ONCE_MORE : ofFinalizing(code, retry, ONCE_MORE);
  }
  if (code === "integrity-mismatch" && step !== "plan") {
    return ONCE_MORE;
  }
  if (step === "complete") {
    return ofFinalizing(code, retry, AT_ONCE);
  }
  return retry === "never" ? AT_ONCE : attempts(MAX_PART_ATTEMPTS);
}

function ofFinalizing(code: ErrorCode, retry: Retry, rejected: StepLimit): StepLimit {
  if (FIXABLE.includes(code)) {
    return none("fixable");
  }
  if (retry === "never") {
    return rejected;
  }
  return attempts(STORES_OWN_WORD.includes(code) ? MAX_PART_ATTEMPTS : MAX_FINALIZE_ATTEMPTS);
}

/**
 * The same for a HEAD that has to tell whether the object is there: one that fails tells nothing, so it
 * is made for long before it is given up. What is being given up anyway waits for no right to be granted: after some
 * minutes of rejections by the store it ends, and says what is not known.
 */
export function limitOfLook(step: StepKind, code: ErrorCode): StepLimit {
  if (step === "abort") {
    const { retry, subject } = ERRORS[code];
    const isRejected = retry === "never" && subject === "store";
    return attempts(isRejected ? MAX_REJECTED_LOOKS : MAX_FINALIZE_ATTEMPTS);
  }
  const limit = limitOf(step, code);
  return limit.kind === "none" ? limit : attempts(MAX_FINALIZE_ATTEMPTS);
}

function attempts(last: number): StepLimit {
  return { kind: "attempts", last };
}

function none(because: Endless): StepLimit {
  return { kind: "none", because };
}
