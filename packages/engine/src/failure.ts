import {
  type AttemptFailure,
  type Cause,
  causeOf,
  ERRORS,
  type ErrorCode,
  type FailureCount,
  isPenstockError,
  PenstockError,
  type Retry,
  retryDelayMs,
  type Step,
  shortened,
  type TaskOutcome,
  type TransferRef,
} from "@penstock/core";
import type { Engine } from "./engine.ts";
import { isAttempt, type Rest, type Route, restOf, sidesOf } from "./store-reach.ts";

export const DONE: TaskOutcome = { kind: "done" };

/** A store's name for a request is some dozen characters, where the store is one. */
const MAX_ID_LENGTH = 200;

const THROTTLED_CODES: readonly ErrorCode[] = ["store-throttled", "source-throttled"];

/** One try of a step, or of a part. */
type Attempt = {
  readonly ref: TransferRef;
  readonly generation: number;
  readonly step: Step;
  readonly route: Route;
};

export type Failed = Attempt & { readonly error: PenstockError };

export type Verdict = {
  readonly cause: Cause;
  /** The class of its code; `wait` where nobody was reached, which is not the attempt's fault. */
  readonly retry: Retry;
  /** How many attempts of this step count so far. */
  readonly attempts: number;
  /** When to try again, if it is to be tried again. */
  readonly later: TaskOutcome;
};

/**
 * Lets bugs and a lost ledger through: neither says anything about the transfer, and the queue
 * brings the task again.
 */
export function expectFailure(error: unknown): PenstockError {
  if (isPenstockError(error) && error.code !== "ledger-unavailable") {
    return error;
  }
  throw error;
}

/** Writes a failed attempt to the ledger and says what its code means for the task. */
export async function judge(engine: Engine, failed: Failed): Promise<Verdict> {
  const { ref, generation, step, error } = failed;
  const counts = await isAttempt(engine, failed);
  const { attempts, waits } = await note(engine, failed, counts);
  engine.log.warn(
    { ...ref, generation, step, attempts, code: error.code, err: error },
    "attempt failed",
  );
  const retry = counts ? ERRORS[error.code].retry : "wait";
  const delayMs = retryDelayMs(
    error.code,
    Math.max(1, counts ? attempts : waits),
    engine.random.unit(),
  );
  const cause = causeOf(error);
  const isThrottled = THROTTLED_CODES.includes(error.code);
  return { cause, retry, attempts, later: { kind: "later", delayMs, isThrottled } };
}

/**
 * Puts a step off, untried, while a store or a source that it needs does not answer; undefined when
 * it may be tried. It says so in the ledger, once: that is why the transfer stands still.
 */
export async function putOffWhileSilent(
  engine: Engine,
  attempt: Attempt,
): Promise<TaskOutcome | undefined> {
  const rest = await restOf(engine, sidesOf(attempt.step, attempt.route));
  if (rest === undefined) {
    return undefined;
  }
  const failed: Failed = { ...attempt, error: silence(rest) };
  if (!(await isKnown(engine, failed))) {
    await note(engine, failed, false);
  }
  return { kind: "later", delayMs: rest.forMs };
}

function silence({ side }: Rest): PenstockError {
  const { kind, address } = side;
  return new PenstockError(
    kind === "store" ? "store-unreachable" : "source-unreachable",
    `nothing was tried: the ${kind} "${address.connection}" did not answer several times in a row`,
  );
}

async function isKnown(
  { ledger }: Pick<Engine, "ledger">,
  { ref, step, error }: Failed,
): Promise<boolean> {
  const newest = (await ledger.failures(ref)).findLast((failure) => failure.step === step);
  return newest?.cause.code === error.code;
}

function note(
  { ledger, clock, processId }: Pick<Engine, "ledger" | "clock" | "processId">,
  { ref, generation, step, error }: Failed,
  counts: boolean,
): Promise<FailureCount> {
  const { requestId } = error.details;
  const failure: AttemptFailure = {
    step,
    atMs: clock.nowMs(),
    process: processId,
    cause: causeOf(error),
    ...(typeof requestId === "string" && { requestId: shortened(requestId, MAX_ID_LENGTH) }),
  };
  return ledger.noteFailure(ref, generation, failure, counts);
}

/**
 * Bytes may be spoilt on their way, which moving them once more cures; twice is no accident. Asked
 * after `judge`, and whatever else failed in between does not count.
 */
export async function isFirstOfItsKind(
  engine: Pick<Engine, "ledger">,
  failed: Pick<Failed, "ref" | "step" | "error">,
): Promise<boolean> {
  return (await countAlike(engine, failed)) < 2;
}

/**
 * The same, asked before `judge`: whoever mends before he notes it may die in between, and the next
 * one takes the accident for the first again, instead of for a second one.
 */
export async function isNewOfItsKind(
  engine: Pick<Engine, "ledger">,
  failed: Pick<Failed, "ref" | "step" | "error">,
): Promise<boolean> {
  return (await countAlike(engine, failed)) === 0;
}

async function countAlike(
  { ledger }: Pick<Engine, "ledger">,
  { ref, step, error }: Pick<Failed, "ref" | "step" | "error">,
): Promise<number> {
  const failures = await ledger.failures(ref);
  const alike = failures.filter(
    (failure) => failure.step === step && failure.cause.code === error.code,
  );
  return alike.length;
}
