import {
  apply,
  doubtMs,
  freezeReceipt,
  isOurs,
  isPenstockError,
  type PartReport,
  type PartTask,
  type PenstockError,
  type PutChange,
  type StoredPart,
  type StoredPut,
  storedObjectOf,
  type Transfer,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { putInDoubtUntilMs } from "../finalizing/doubt.ts";
import { isWanted } from "./part-failures.ts";
import { type RelayedPart, readChecksum, relayPart, type TimedDelivery } from "./relay-part.ts";

/** Accepted and planned: nothing else has happened to a transfer of this revision. */
const PLANNED_ONCE = 2;

type Sent = {
  /** As it was before anything was sent, where this was the first attempt. */
  readonly transfer: Transfer | undefined;
  /** The number of this attempt. */
  readonly attempt: number;
};

/**
 * What a PUT that succeeded makes of its transfer. It is stored by a response that proved its object, unless that is not the
 * last word: then it is completing, and remembers until when an earlier PUT may still be carried out. Undefined where
 * the part alone is to be recorded.
 */
export async function putChange(
  engine: PartEngine,
  task: PartTask,
  proved: StoredPut | undefined,
  { transfer, attempt }: Sent,
): Promise<PartReport["put"]> {
  const isFirst = transfer?.revision === PLANNED_ONCE;
  if (isFirst && proved === undefined) {
    return undefined;
  }
  const { ledger, clock } = engine;
  const previous = transfer ?? (await ledger.transfers.readTransfer(task));
  if (!isWanted(previous, task)) {
    return undefined;
  }
  const inDoubtUntilMs = isFirst ? undefined : await putInDoubtUntilMs(engine, task, attempt - 1);
  const uploaded = { kind: "parts-uploaded", inDoubtUntilMs } as const;
  const next = apply(previous, task.generation, uploaded);
  if (doubtMs(next, clock.nowMs()) > 0) {
    return { previous, next };
  }
  return proved && storedBy(engine, task, proved, previous);
}

function storedBy(
  { clock }: Pick<PartEngine, "clock">,
  { upload, generation }: PartTask,
  put: StoredPut,
  previous: Transfer,
): PutChange | undefined {
  const { checksum } = put;
  const whole = {
    sizeBytes: upload.plan.sizeBytes,
    ...(checksum !== undefined && { checksum }),
  };
  const object = storedObjectOf(put, whole, {
    verifiedBy: "put-response",
    storedAtMs: clock.nowMs(),
  });
  const next = apply(previous, generation, { kind: "put-proved", object });
  const receipt = freezeReceipt(next, []);
  return receipt && { previous, next, receipt };
}

/** Sends the object; one that is there already may be an earlier attempt of ours. */
export async function putOnce(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  try {
    return await relayPart(engine, task, delivery);
  } catch (error) {
    if (isPenstockError(error, "destination-exists")) {
      return adoptPut(engine, task, error, delivery);
    }
    throw error;
  }
}

/** A PUT that may not overwrite is refused as well when an earlier one of ours lost its response. */
async function adoptPut(
  engine: PartEngine,
  task: PartTask,
  rejection: PenstockError,
  delivery: TimedDelivery,
): Promise<StoredPart> {
  const { upload, destination } = task;
  const store = engine.connections.store(destination.connection);
  const head = await store.head(destination.key, upload.checksum, delivery.signal);
  if (head === undefined || !isOurs(head, upload)) {
    throw rejection;
  }
  // What that one sent is not known here: reading again tells what the object has to be.
  return { etag: head.etag, checksum: await readChecksum(engine, task, delivery) };
}
