import {
  type AttemptFailure,
  type Cause,
  causeOf,
  ERRORS,
  type FailureCount,
  isPenstockError,
  limitOf,
  mayDifferElsewhere,
  needsSecondLook,
  PenstockError,
  pauseAfter,
  type Retry,
  type Step,
  shortened,
  type TaskOutcome,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import type { Failed } from "./attempt.ts";
import { isAttempt, soon } from "./endpoint-health.ts";
import { secondLook } from "./second-look.ts";

export const DONE: TaskOutcome = { kind: "done" };

/** A store's name for a request is some dozen characters, where the store is one. */
const MAX_ID_LENGTH = 200;

export type RetryDecision = {
  readonly cause: Cause;
  /** The class of its code; `wait` where nothing was reached, which is not the attempt's fault. */
  readonly retry: Retry;
  /** How many attempts of this step count so far. */
  readonly attempts: number;
  /** Whether the step is not to be tried again. */
  readonly isLast: boolean;
  /** When to try again, if it is to be tried again. */
  readonly later: TaskOutcome;
};

/**
 * Lets bugs and a lost ledger through: neither says anything about what was asked.
 */
export function expectFailure(error: unknown): PenstockError {
  if (isPenstockError(error) && error.code !== "ledger-unavailable") {
    return error;
  }
  throw error;
}

/**
 * Whatever failed, as a failure that is noted and counted. Only a lost ledger is let through: nothing
 * could be noted, and the queue brings the task again.
 */
export function toFailure(error: unknown, signal: AbortSignal): PenstockError {
  if (isPenstockError(error)) {
    return expectFailure(error);
  }
  const cause = { cause: error };
  return signal.aborted
    ? new PenstockError("attempt-interrupted", "the attempt was stopped", cause)
    : new PenstockError("unexpected-error", `unexpected error: ${textOf(error)}`, cause);
}

/** Anything may be thrown, also what cannot be made a text. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return `the thrown ${typeof thrown} has no text`;
  }
}

/** Writes a failed attempt to the ledger and says what its code means for the task. */
export async function classifyFailure(engine: Engine, failed: Failed): Promise<RetryDecision> {
  const { ref, jobId, generation, step, error } = failed;
  const { retry, counts, delayMs } = await rule(engine, failed);
  const lastAttempt = lastAttemptOf(failed, retry);
  const { attempts, waits } = await note(engine, failed, { counts, lastAttempt });
  engine.log.warn(
    { jobId, ...ref, generation, ...stepOf(step), attempt: attempts, code: error.code, err: error },
    "attempt failed",
  );
  const failures = Math.max(1, counts ? attempts : waits);
  const later: TaskOutcome = {
    kind: "later",
    delayMs: delayMs ?? pauseAfter(error, failures, engine.random.unit()),
    failedBy: error.code,
  };
  const isLast = counts && attempts >= lastAttempt;
  return { cause: causeOf(error), retry, attempts, isLast, later };
}

function stepOf(step: Step): { readonly part: number } | { readonly step: string } {
  return typeof step === "number" ? { part: step } : { step };
}

function lastAttemptOf({ step, error, limit }: Failed, retry: Retry): number {
  const usual = limitOf(typeof step === "number" ? "part" : step, error.code, retry);
  const valid = retry === "wait" ? usual : (limit ?? usual);
  return valid.kind === "none" ? Number.MAX_SAFE_INTEGER : valid.last;
}

type Ruling = {
  readonly retry: Retry;
  readonly counts: boolean;
  /** Where the usual pause is not the right one. */
  readonly delayMs?: number;
};

/** What a failure means: the class of its code, unless the fault may not be the attempt's. */
async function rule(engine: Engine, failed: Failed): Promise<Ruling> {
  const { code } = failed.error;
  const { retry } = ERRORS[code];
  if (!needsSecondLook(code)) {
    const counts = await isAttempt(engine, failed);
    if (!(counts && mayDifferElsewhere(code))) {
      return { retry: counts ? retry : "wait", counts };
    }
  }
  const look = await secondLook(engine, failed);
  switch (look) {
    case "elsewhere":
      return { retry: "wait", counts: false, delayMs: soon(engine) };
    case "contradicted":
      return { retry: "again", counts: true };
    case "confirmed":
      return { retry, counts: true };
    default:
      return look satisfies never;
  }
}

function note(
  { ledger, clock, processId }: OnPorts<"transfers"> & Pick<Engine, "clock" | "processId">,
  { ref, generation, step, error, isLook }: Failed,
  { counts, lastAttempt }: { readonly counts: boolean; readonly lastAttempt: number },
): Promise<FailureCount> {
  const { requestId } = error.details;
  const failure: AttemptFailure = {
    step,
    atMs: clock.nowMs(),
    process: processId,
    cause: causeOf(error),
    ...(typeof requestId === "string" && { requestId: shortened(requestId, MAX_ID_LENGTH) }),
    ...(isLook === true && { isLook }),
  };
  return ledger.transfers.noteFailure(ref, generation, failure, counts, lastAttempt);
}

/**
 * Bytes may be corrupted on their way, which moving them once more cures; twice is no accident. Asked
 * after `classifyFailure`, and whatever else failed in between does not count.
 */
export async function failedOnceWith(
  engine: OnPorts<"transfers">,
  failed: Pick<Failed, "ref" | "step" | "error">,
): Promise<boolean> {
  return (await countAlike(engine, failed)).count < 2;
}

/**
 * The same, asked before `classifyFailure`: a process that fixes before it notes may die in between, and the next
 * one takes the accident for the first again, instead of for a second one.
 */
export async function neverFailedWith(
  engine: OnPorts<"transfers">,
  failed: Pick<Failed, "ref" | "step" | "error">,
): Promise<boolean> {
  return (await countAlike(engine, failed)).count === 0;
}

/** How often the same step failed in the same way, and when it did so last. */
export async function countAlike(
  { ledger }: OnPorts<"transfers">,
  { ref, step, error }: Pick<Failed, "ref" | "step" | "error">,
): Promise<{ readonly count: number; readonly newestAtMs: number }> {
  const alike = (await ledger.transfers.failures(ref)).filter(
    (failure) => failure.step === step && failure.cause.code === error.code,
  );
  return { count: alike.length, newestAtMs: alike.at(-1)?.atMs ?? 0 };
}
