import {
  type Cause,
  ERRORS,
  isPenstockError,
  type PenstockError,
  type Retry,
  retryDelayMs,
  type Step,
  type TaskOutcome,
  type TransferRef,
} from "@penstock/core";
import type { Engine } from "./engine.ts";

export const DONE: TaskOutcome = { kind: "done" };

export type Failed = {
  readonly ref: TransferRef;
  readonly generation: number;
  readonly step: Step;
  readonly error: PenstockError;
};

export type Verdict = {
  readonly cause: Cause;
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
export async function judge(
  engine: Pick<Engine, "ledger" | "clock" | "random" | "log" | "processId">,
  { ref, generation, step, error }: Failed,
): Promise<Verdict> {
  const { retry } = ERRORS[error.code];
  const cause: Cause = { code: error.code, message: error.message };
  const { attempts, waits } = await engine.ledger.noteFailure(
    ref,
    generation,
    { step, atMs: engine.clock.nowMs(), process: engine.processId, cause },
    retry !== "wait",
  );
  engine.log.warn(
    { ...ref, generation, step, attempts, code: error.code, err: error },
    "attempt failed",
  );
  const failures = retry === "wait" ? waits : attempts;
  const delayMs = retryDelayMs(error.code, Math.max(1, failures), engine.random.unit());
  return { cause, retry, attempts, later: { kind: "later", delayMs } };
}
