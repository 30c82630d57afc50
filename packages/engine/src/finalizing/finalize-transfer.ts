// What follows the last part, or a failure: complete and verify, or abort.

import {
  decide,
  doubtMs,
  type TaskOutcome,
  type Transfer,
  type TransferRef,
  type TransferStateKind,
} from "@penstock/core";
import { enqueueNext, refOf, type StepResult } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { deferWhileUnavailable, endpointOf, noteResponses } from "../failures/endpoint-health.ts";
import { DONE } from "../failures/failure.ts";
import { abortUpload } from "./abort-upload.ts";
import { completeUpload } from "./complete-upload.ts";
import { verifyObject } from "./verify-object.ts";

/** What stands around all that is done for a transfer in a row. */
type AroundTransfer = (
  transfer: Transfer,
  finalize: () => Promise<TaskOutcome>,
) => Promise<TaskOutcome>;

/**
 * Completes, verifies or aborts, until another process has to act. What is to be done is read from the
 * ledger, never from the task, so any coordinator may run it at any time, any number of times.
 */
export async function finalizeTransfer(
  engine: Engine,
  ref: TransferRef,
  signal: AbortSignal,
  around: AroundTransfer = (_transfer, finalize) => finalize(),
): Promise<TaskOutcome> {
  const transfer = await engine.ledger.transfers.readTransfer(ref);
  return transfer === undefined
    ? DONE
    : around(transfer, () => finalizeFrom(engine, transfer, signal));
}

async function finalizeFrom(
  engine: Engine,
  first: Transfer,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  let transfer: Transfer | undefined = first;
  while (transfer !== undefined) {
    const result = await finalizeStep(engine, transfer, signal);
    if (result === undefined) {
      await enqueueNext(engine, transfer);
      const { state } = transfer;
      return state.kind === "failed" ? { ...DONE, failedBy: state.cause.code } : DONE;
    }
    if ("kind" in result) {
      return result;
    }
    if (result === transfer) {
      // It waits for a request in doubt. Else the ledger lost it under way: what that says next decides.
      const delayMs = doubtMs(transfer, engine.clock.nowMs());
      return delayMs > 0 ? { kind: "later", delayMs } : DONE;
    }
    transfer = result;
  }
  return DONE;
}

/** Where a step leads that the store let through. */
const LETS_IN: readonly TransferStateKind[] = ["uploading", "verifying", "stored", "aborted"];

async function whenReachable(
  engine: Engine,
  transfer: Transfer,
  step: "complete" | "verify" | "abort",
  run: () => Promise<StepResult>,
): Promise<StepResult> {
  const { generation } = transfer;
  const attempt = { ref: refOf(transfer), generation, step, route: transfer };
  const result = (await deferWhileUnavailable(engine, attempt)) ?? (await run());
  if ("state" in result && LETS_IN.includes(result.state.kind)) {
    noteResponses(engine, [endpointOf("store", transfer.destination)]);
  }
  return result;
}

/** Undefined when the next action is not a finalizing one. */
async function finalizeStep(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult | undefined> {
  const action = decide(transfer);
  switch (action) {
    case "complete":
      return whenReachable(engine, transfer, action, () =>
        completeUpload(engine, transfer, signal),
      );
    case "verify":
      return whenReachable(engine, transfer, action, () => verifyObject(engine, transfer, signal));
    case "abort":
      return whenReachable(engine, transfer, action, () => abortUpload(engine, transfer, signal));
    case "plan":
    case "dispatch":
    case "none":
      return undefined;
    default:
      return action satisfies never;
  }
}
