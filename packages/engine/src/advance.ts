// Every change of a transfer's state: a rule, a compare-and-set, and what is queued next.

import {
  apply,
  type Cause,
  type DispatchResponse,
  decide,
  type FrozenReceipt,
  freezeReceipt,
  type TaskOutcome,
  type Transfer,
  type TransferEvent,
  type TransferRef,
  type UploadedPart,
} from "@penstock/core";
import type { Engine, OnPorts } from "./engine.ts";

/** One step of finalizing: the transfer as it stands afterwards, or when to try again. */
export type StepResult = Transfer | TaskOutcome;

export function refOf(transfer: Transfer): TransferRef {
  return { tenant: transfer.tenant, transferId: transfer.id };
}

/**
 * Applies an event to a transfer by compare-and-set, against whatever the ledger holds by now, and
 * returns the transfer as it stands afterwards. An event that came too late changes nothing.
 *
 * Every state change goes through here, so this is where it is logged, and where a receipt is frozen; but not those
 * that come with the report of a part: `parts-uploaded`, and `put-proved` of a PUT (`stored-put.ts`).
 *
 * @param uploaded parts of the upload, from a caller who knows them anyway
 */
export async function advance(
  engine: OnPorts<"transfers"> & Pick<Engine, "log">,
  transfer: Transfer,
  event: TransferEvent,
  uploaded?: readonly UploadedPart[],
): Promise<Transfer> {
  let current = transfer;
  for (;;) {
    const next = apply(current, transfer.generation, event);
    if (next === current) {
      return current;
    }
    const receipt = await receiptOnceStored(engine, next, uploaded);
    if (await engine.ledger.transfers.save(current, next, receipt)) {
      logChange(engine, next, event.kind, "cause" in event ? event.cause : undefined);
      return next;
    }
    const reread = await engine.ledger.transfers.readTransfer(refOf(transfer));
    if (reread === undefined) {
      return current;
    }
    current = reread;
  }
}

/** The one part of a PUT is known by its object. */
async function receiptOnceStored(
  { ledger }: OnPorts<"transfers">,
  next: Transfer,
  uploaded: readonly UploadedPart[] | undefined,
): Promise<FrozenReceipt | undefined> {
  if (next.state.kind !== "stored") {
    return undefined;
  }
  const isPut = next.state.upload.uploadId === undefined;
  const parts = uploaded ?? (isPut ? [] : await ledger.transfers.uploadedParts(next));
  return freezeReceipt(next, parts);
}

/** Queues whatever the transfer needs next. Losing this call costs time only: the sweep repeats it. */
export async function enqueueNext(
  engine: OnPorts<"parts"> & Pick<Engine, "queue">,
  transfer: Transfer,
): Promise<void> {
  const action = decide(transfer);
  switch (action) {
    case "plan":
      return engine.queue.addPlan(transfer);
    case "dispatch":
      return dispatchUntilFull(engine, transfer.tenant);
    case "complete":
    case "verify":
    case "abort":
      return engine.queue.addFinalize({
        ...refOf(transfer),
        generation: transfer.generation,
        action,
      });
    case "none":
      return;
    default:
      return action satisfies never;
  }
}

/** Queues parts until the tenant's in-flight limit is reached or its run queue is empty. */
export async function dispatchUntilFull(
  engine: OnPorts<"parts"> & Pick<Engine, "queue">,
  tenant: string,
): Promise<void> {
  for (;;) {
    const claimed = await engine.ledger.parts.dispatch(tenant);
    await queueClaimed(engine, claimed);
    if (!claimed.hasMore) {
      return;
    }
  }
}

/** Puts what was claimed where workers take it from. */
export async function queueClaimed(
  { queue }: Pick<Engine, "queue">,
  { tasks, batches }: Pick<DispatchResponse, "tasks" | "batches">,
): Promise<void> {
  if (tasks.length > 0) {
    await queue.addParts(tasks);
  }
  if (batches.length > 0) {
    await queue.addBatches(batches);
  }
}

export function logChange(
  { log }: Pick<Engine, "log">,
  { id, jobId, generation, state }: Transfer,
  event: TransferEvent["kind"],
  cause?: Cause,
): void {
  const base = { transferId: id, jobId, generation, state: state.kind, event };
  const fields = { ...base, ...(cause && { code: cause.code, detail: cause.message }) };
  if (cause !== undefined && event !== "cancel-requested") {
    log.warn(fields, "transfer changed state");
  } else {
    log.info(fields, "transfer changed state");
  }
}
