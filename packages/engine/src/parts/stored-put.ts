import {
  apply,
  freezeReceipt,
  type PartReport,
  type PartTask,
  type StoredPut,
  storedObjectOf,
  type Transfer,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { mayArriveLate } from "../finalizing/doubt.ts";
import { isWanted } from "./part-failures.ts";

/** Accepted and planned: nothing else has happened to a transfer of this revision. */
const PLANNED_ONCE = 2;

/**
 * The transfer as it is stored by a PUT whose response proved its object; undefined where that is not the
 * last word, since an earlier PUT of the same transfer may still be carried out.
 */
export async function storedBy(
  engine: PartEngine,
  task: PartTask,
  put: StoredPut,
  {
    transfer,
    attempt,
  }: {
    /** As it was before anything was sent, where this was the first attempt. */
    readonly transfer: Transfer | undefined;
    /** The number of this attempt. */
    readonly attempt: number;
  },
): Promise<PartReport["proved"]> {
  const previous = transfer ?? (await engine.ledger.transfers.readTransfer(task));
  const isFirst = transfer?.revision === PLANNED_ONCE;
  if (!isWanted(previous, task) || (!isFirst && (await mayArriveLate(engine, task, attempt - 1)))) {
    return undefined;
  }
  const { checksum } = put;
  const whole = {
    sizeBytes: task.upload.plan.sizeBytes,
    ...(checksum !== undefined && { checksum }),
  };
  const object = storedObjectOf(put, whole, {
    verifiedBy: "put-response",
    storedAtMs: engine.clock.nowMs(),
  });
  const next = apply(previous, task.generation, { kind: "put-proved", object });
  const receipt = freezeReceipt(next, []);
  return receipt && { previous, next, receipt };
}
