import { decide, type TaskOutcome, type Transfer, type TransferRef } from "@penstock/core";
import { abortUpload } from "./abort-upload.ts";
import { enqueueNext } from "./advance.ts";
import { completeUpload } from "./complete-upload.ts";
import type { Engine } from "./engine.ts";
import { DONE } from "./failure.ts";
import { verifyObject } from "./verify-object.ts";

/** One step of settling: the transfer as it stands afterwards, or when to try again. */
export type StepResult = Transfer | TaskOutcome;

/**
 * Completes, verifies or aborts, until somebody else has to act. What is to be done is read from the
 * ledger, never from the task, so any coordinator may run it at any time, any number of times.
 */
export async function settleTransfer(
  engine: Engine,
  ref: TransferRef,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  let transfer = await engine.ledger.readTransfer(ref);
  while (transfer !== undefined) {
    const result = await settleStep(engine, transfer, signal);
    if (result === undefined) {
      await enqueueNext(engine, transfer);
      return DONE;
    }
    if ("kind" in result) {
      return result;
    }
    transfer = result;
  }
  return DONE;
}

/** Undefined when the next action is not a settling one. */
async function settleStep(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult | undefined> {
  const action = decide(transfer);
  switch (action) {
    case "complete":
      return completeUpload(engine, transfer, signal);
    case "verify":
      return verifyObject(engine, transfer, signal);
    case "abort":
      return abortUpload(engine, transfer, signal);
    case "plan":
    case "dispatch":
    case "none":
      return undefined;
    default:
      return action satisfies never;
  }
}
