// What a Complete that failed means, once a look has shown that the object is not there.

import { type ErrorCode, everyPart, PenstockError } from "@penstock/core";
import { advance, refOf, type StepResult } from "../advance.ts";
import { neverFailedWith, type RetryDecision, toFailure } from "../failures/failure.ts";
import { abortOnce } from "./abort-until-gone.ts";
import {
  type Completion,
  classifyStep,
  failedStep,
  laterUnlessCancelled,
  refuse,
  reopen,
} from "./completion.ts";
import { isCompleteInDoubt } from "./doubt.ts";

/** What was read is not what the source publishes, or not what the store got. */
const WRONG_BYTES: readonly ErrorCode[] = ["integrity-mismatch", "checksum-mismatch"];

/** What the failure of a Complete means, after a HEAD has shown that the object is not there. */
export async function completionFailed(
  completion: Completion,
  error: PenstockError,
): Promise<StepResult> {
  const { engine, transfer, upload } = completion;
  const areWrong = WRONG_BYTES.includes(error.code);
  if (areWrong && (await neverFailedWith(engine, failedStep(completion, error)))) {
    return reopen(completion, everyPart(upload), error);
  }
  // It may be our own earlier Complete that is still at work: only its repetition means a new upload.
  const isSuperseded =
    error.code === "upload-superseded" &&
    !(await neverFailedWith(engine, failedStep(completion, error)));
  const { cause, retry, isLast, later } = await classifyStep(completion, error);
  if (isSuperseded && !(await isCompleteInDoubt(engine, refOf(transfer)))) {
    return startOver(completion, { cause, isLast, later });
  }
  if (areWrong) {
    return refuse(completion, { code: "integrity-mismatch", message: cause.message });
  }
  // What is refused because another Complete is at work on the same upload is no rejection.
  const mayBeDone = retry === "never" && (await isCompleteInDoubt(engine, refOf(transfer)));
  return isLast && !mayBeDone
    ? refuse(completion, cause)
    : laterUnlessCancelled(completion, { cause, later });
}

/**
 * While a Complete may be under way the object may come yet, over that of the next generation. And one
 * list that does not know the upload throws no parts away: the second has to say so as well.
 */
export async function vanish(completion: Completion): Promise<StepResult> {
  const { engine, transfer } = completion;
  const error = new PenstockError(
    "upload-gone",
    "the store no longer knows the upload and has no object of it",
  );
  const isFirstLook = await neverFailedWith(engine, failedStep(completion, error));
  const { cause, retry, later } = await classifyStep(completion, error);
  const mayBeThere = isFirstLook || (await isCompleteInDoubt(engine, refOf(transfer)));
  return mayBeThere || retry === "wait"
    ? laterUnlessCancelled(completion, { cause, later })
    : advance(engine, transfer, { kind: "upload-vanished", cause, atMs: engine.clock.nowMs() });
}

/** The ledger forgets an upload that vanished, so this one has to be gone before. */
async function startOver(
  completion: Completion,
  { cause, isLast, later }: Pick<RetryDecision, "cause" | "isLast" | "later">,
): Promise<StepResult> {
  const { engine, transfer, upload, store, signal } = completion;
  const { uploadId } = upload;
  let isGone = uploadId === undefined;
  try {
    const { key } = transfer.destination;
    isGone ||= uploadId !== undefined && (await abortOnce(store, { key, uploadId }, signal));
  } catch (error) {
    engine.log.warn({ ...refOf(transfer), err: toFailure(error, signal) }, "an abort failed");
  }
  if (isGone) {
    return advance(engine, transfer, {
      kind: "upload-vanished",
      cause,
      atMs: engine.clock.nowMs(),
    });
  }
  return isLast ? refuse(completion, cause) : laterUnlessCancelled(completion, { cause, later });
}
