// The tries of a Complete: what each of their outcomes has in common.

import {
  apply,
  type Cause,
  isOurs,
  limitOfLook,
  type ObjectHead,
  type ObjectStore,
  type PartNumber,
  type PenstockError,
  shortened,
  type Transfer,
  type Upload,
} from "@penstock/core";
import { advance, refOf, type StepResult } from "../advance.ts";
import type { Engine } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import { classifyFailure, type RetryDecision, toFailure } from "../failures/failure.ts";
import { isCancelled } from "../jobs/find-job.ts";
import { completeInDoubtUntilMs, rejectionInDoubtUntilMs } from "./doubt.ts";

/** One try to complete an upload. */
export type Completion = {
  readonly engine: Engine;
  readonly transfer: Transfer;
  readonly upload: Upload;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** The Complete was sent in this try: whatever fails now, it may be carried out. */
  readonly isSent?: true;
};

type Tried = Pick<Completion, "transfer" | "isSent">;

export function failedStep({ transfer, isSent }: Tried, error: PenstockError): Failed {
  const { generation } = transfer;
  const isLook = isSent !== true;
  return { ref: refOf(transfer), generation, step: "complete", route: transfer, error, isLook };
}

export function classifyStep(
  completion: Tried & Pick<Completion, "engine">,
  error: PenstockError,
): Promise<RetryDecision> {
  return classifyFailure(completion.engine, failedStep(completion, error));
}

/**
 * Takes the object if a HEAD shows that it is ours already; else does the other thing. A HEAD that
 * fails, in whatever way, shows nothing: it is made again later.
 */
export async function adoptOr(
  completion: Completion,
  otherwise: () => Promise<StepResult>,
): Promise<StepResult> {
  const { engine, transfer, upload, store, signal } = completion;
  let head: ObjectHead | undefined;
  try {
    head = await store.head(transfer.destination.key, upload.checksum, signal);
  } catch (error) {
    return whenLooking(completion, toFailure(error, signal));
  }
  return head !== undefined && isOurs(head, upload)
    ? advance(engine, transfer, { kind: "upload-completed", etag: head.etag })
    : otherwise();
}

/** Who may not look learns nothing: what is given up then is looked for again by the abort. */
async function whenLooking(completion: Completion, error: PenstockError): Promise<StepResult> {
  const failed = { ...failedStep(completion, error), limit: limitOfLook("complete", error.code) };
  const { cause, isLast, later } = await classifyFailure(completion.engine, failed);
  return isLast ? refuse(completion, cause) : laterUnlessCancelled(completion, { cause, later });
}

/**
 * Sends these parts again, unless the transfer has changed. What is wrong with them is noted only by the process that
 * reopens them, and afterwards: else the same bytes would count twice, and the second time ends the transfer.
 */
export async function reopen(
  completion: Completion,
  numbers: readonly PartNumber[],
  wrong?: PenstockError,
): Promise<StepResult> {
  const { engine, transfer } = completion;
  const failures = await engine.ledger.transfers.failures(refOf(transfer));
  const inDoubtUntilMs = completeInDoubtUntilMs(failures);
  const next = apply(transfer, transfer.generation, { kind: "parts-missing", inDoubtUntilMs });
  const isSaved = await engine.ledger.transfers.reopenParts(transfer, next, numbers);
  if (!isSaved) {
    return (await engine.ledger.transfers.readTransfer(refOf(transfer))) ?? { kind: "done" };
  }
  if (wrong !== undefined) {
    await classifyStep(completion, wrong);
  }
  return next;
}

/** Tries again later, unless the job was cancelled. */
export async function laterUnlessCancelled(
  completion: Pick<Completion, "engine" | "transfer" | "upload">,
  { cause, later }: Pick<RetryDecision, "cause" | "later">,
): Promise<StepResult> {
  return (await endIfCancelled(completion, cause)) ?? later;
}

/**
 * A cancel comes too late for an upload that is being completed, but not for one that cannot be: it is what
 * ends the wait for a fix of the cause.
 */
export async function endIfCancelled(
  { engine, transfer, upload }: Pick<Completion, "engine" | "transfer" | "upload">,
  { message }: Cause,
): Promise<Transfer | undefined> {
  if (!(await isCancelled(engine, transfer))) {
    return undefined;
  }
  const cause: Cause = {
    code: "cancelled",
    message: shortened(`the job was cancelled, and its upload could not be completed: ${message}`),
  };
  const inDoubtUntilMs = await rejectionInDoubtUntilMs(engine, transfer, upload);
  return advance(engine, transfer, { kind: "completion-cancelled", cause, inDoubtUntilMs });
}

/** Gives the upload up, and with it all that was sent. */
export async function refuse(
  { engine, transfer, upload }: Pick<Completion, "engine" | "transfer" | "upload">,
  cause: Cause,
): Promise<Transfer> {
  const inDoubtUntilMs = await rejectionInDoubtUntilMs(engine, transfer, upload);
  return advance(engine, transfer, { kind: "completion-refused", cause, inDoubtUntilMs });
}
