// Parts that the store lacks are sent again.

import { causeOf, type PartNumber, PenstockError } from "@penstock/core";
import { refOf, type StepResult } from "../advance.ts";
import { countAlike } from "../failures/failure.ts";
import {
  type Completion,
  classifyStep,
  endIfCancelled,
  failedStep,
  refuse,
  reopen,
} from "./completion.ts";

/** A store that lists other parts than it said it took, so often, will not be convinced. */
const MAX_RESENDS = 5;
const FIRST_RESEND_PAUSE_MS = 2000;

/**
 * Sends parts again that the store lacks or holds otherwise: at once the first time, since then after
 * growing pauses, in which its list may come right by itself. What stays so is the store's last word.
 */
export async function sendAgain(
  completion: Completion,
  mismatched: readonly PartNumber[],
  message: string,
): Promise<StepResult> {
  const { engine, transfer } = completion;
  const reported = `${message}${await lastWordOf(completion, mismatched)}`;
  const failed = failedStep(completion, new PenstockError("parts-refused", reported));
  const { count, newestAtMs } = await countAlike(engine, failed);
  const pauseMs = count === 0 ? 0 : FIRST_RESEND_PAUSE_MS * 2 ** (count - 1);
  const waitedMs = engine.clock.nowMs() - newestAtMs;
  if (waitedMs < pauseMs) {
    return { kind: "later", delayMs: pauseMs - waitedMs };
  }
  if (count >= MAX_RESENDS) {
    const { cause } = await classifyStep(completion, failed.error);
    return refuse(completion, cause);
  }
  const cancelled = await endIfCancelled(completion, causeOf(failed.error));
  if (cancelled !== undefined) {
    return cancelled;
  }
  engine.log.warn(
    { ...refOf(transfer), parts: mismatched.length },
    "parts are missing at the store",
  );
  return reopen(completion, mismatched, failed.error);
}

/** What the store said to the first of them, where that was a rejection: it explains more than a list. */
async function lastWordOf(
  { engine, transfer }: Completion,
  [first]: readonly PartNumber[],
): Promise<string> {
  const failures = await engine.ledger.transfers.failures(refOf(transfer));
  const last = failures.findLast(({ step }) => step === first);
  return last === undefined ? "" : `; it last failed by ${last.cause.code}: ${last.cause.message}`;
}
