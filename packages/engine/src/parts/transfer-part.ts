// The steps of a part: begin, bring its bytes to the store, report it, continue with the next.

import {
  type AttemptStart,
  type Delivery,
  isUrlOrigin,
  MAX_PART_ATTEMPTS,
  type PartNumber,
  type PartRecord,
  type PartReport,
  type PartTask,
  type PenstockError,
  type StoredPart,
  type TaskOutcome,
  type Transfer,
  withPart,
} from "@penstock/core";
import { dispatchUntilFull, logChange, queueClaimed } from "../advance.ts";
import type { PartEngine } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import { deferWhileUnavailable, noteMoved } from "../failures/endpoint-health.ts";
import { DONE } from "../failures/failure.ts";
import { readAddressOf } from "../sources/signed-sources.ts";
import { copyOrRelay } from "./copy-part.ts";
import { exhausted, failureOf, interrupted, isWanted, partFailed } from "./part-failures.ts";
import { type RelayedPart, relayPart, type TimedDelivery } from "./relay-part.ts";
import { putChange, putOnce } from "./stored-put.ts";

type Begun = {
  readonly start: AttemptStart;
  /** Of a PUT that was not begun before: as it is before anything is sent. */
  readonly transfer?: Transfer;
};

const NOTHING_TO_UPLOAD: Begun = { start: { kind: "skip" } };

/** What stands around each part of a task. */
type AroundPart = (carry: () => Promise<TaskOutcome>, part: PartTask) => Promise<TaskOutcome>;

/**
 * Uploads the part of a task, and continues with further parts of its transfer while it may: the queue
 * is not asked in between, which is most of what a small part costs beside its bytes.
 */
export async function transferParts(
  engine: PartEngine,
  task: PartTask,
  delivery: Delivery,
  around: AroundPart,
): Promise<TaskOutcome> {
  // One that had got further was queued again because its worker was lost with it.
  const isRepeated = delivery.isRepeated || task.number !== task.taskPart;
  const carry = (part: PartTask, by: Delivery) =>
    around(() => transferPart(engine, part, by), part);
  const queuedMs = isRepeated ? 0 : (delivery.queuedMs ?? 0);
  let outcome = await carry(task, { ...delivery, isRepeated, queuedMs });
  const continued: Delivery = { ...delivery, isRepeated: false, queuedMs: 0 };
  while (outcome.kind === "done" && outcome.next !== undefined) {
    outcome = await carry(outcome.next, continued);
  }
  return outcome;
}

/**
 * Uploads one part and reports it. The task is done only after the part's ETag is durable in the
 * ledger; whatever happens before that leads to another attempt, which replaces the part.
 */
export async function transferPart(
  engine: PartEngine,
  queued: PartTask,
  delivery: Delivery,
): Promise<TaskOutcome> {
  const { signal, holdsLease } = delivery;
  const claimed = delivery.isRepeated ? undefined : queued;
  // Nearly always there is nothing to wait for, here or below: then a part takes no turn for it.
  const postponed = engine.breakers.isQuiet
    ? undefined
    : await deferWhileUnavailable(engine, attemptOf(queued), claimed);
  if (postponed !== undefined) {
    return postponed;
  }
  const { start, transfer } = isBegun(queued, delivery)
    ? firstAttemptOf(queued)
    : await begin(engine, queued, delivery);
  if (start.kind === "skip") {
    await engine.ledger.parts.release(queued);
    await dispatchUntilFull(engine, queued.tenant);
    return DONE;
  }
  const task = start.number === queued.number ? queued : withPart(queued, start.number);
  const fail = (error: PenstockError) => partFailed(engine, task, { ...attemptOf(task), error });
  if (start.attempt > MAX_PART_ATTEMPTS) {
    return fail(exhausted(task));
  }
  let uploaded: RelayedPart;
  const run = engine.meter.begin(task.jobId, delivery.queuedMs, task);
  try {
    const timed = { signal, holdsLease, timer: run.timer };
    const asked = isUrlOrigin(task.source.connection) ? await readable(engine, task) : task;
    uploaded = await uploadPartOnce(engine, asked, timed);
  } catch (error) {
    return fail(await failureOf(engine, { task, error, signal }));
  } finally {
    engine.meter.end(run);
  }
  const { proved, etag, checksum } = uploaded;
  const isPut = task.upload.uploadId === undefined;
  const put = isPut
    ? await putChange(engine, task, proved, { transfer, attempt: start.attempt })
    : undefined;
  if (!delivery.holdsLease()) {
    // Another worker may be sending it by now: a report could complete the upload under it.
    return fail(interrupted(task));
  }
  noteMoved(engine, task);
  const wantsAnother = delivery.mayContinue();
  const bytes = task.range.lengthBytes;
  const record = engine.meter.recordOf(run);
  engine.meter.noteMoved(run, bytes);
  const measures = engine.meter.takeNote(task.jobId, record.endedAtMs);
  const stored = checksum === undefined ? { etag } : { etag, checksum };
  const next = await report(engine, task, { ...stored, wantsAnother, put, record, measures });
  engine.meter.noteReport(run);
  logUploaded(engine, task, start.attempt, record);
  return next === undefined
    ? { kind: "done", uploadedBytes: bytes }
    : { kind: "done", uploadedBytes: bytes, next: withPart(task, next) };
}

/** For reading alone: the address in it may hold a secret. */
export async function readable(engine: PartEngine, task: PartTask): Promise<PartTask> {
  return isUrlOrigin(task.source.connection)
    ? { ...task, source: await readAddressOf(engine, task) }
    : task;
}

function attemptOf(task: PartTask): Omit<Failed, "error"> {
  const { tenant, transferId, generation, number, jobId } = task;
  return { ref: { tenant, transferId }, jobId, generation, step: number, route: task };
}

/** One line for each attempt that succeeds; one that fails is logged with its code. */
function logUploaded(
  { log }: PartEngine,
  { jobId, transferId, generation, number: part, range }: PartTask,
  attempt: number,
  { phases }: PartRecord,
): void {
  const fields = { jobId, transferId, generation, part, attempt, bytes: range.lengthBytes };
  log.debug({ ...fields, ...phases }, "a part is uploaded");
}

/**
 * A part that was just claimed is begun already. Should its upload have ended since, the store will
 * say so; only a PUT, whose object shows at once, is looked up first, or a cancelled one could appear.
 */
function isBegun({ upload }: PartTask, { isRepeated }: Delivery): boolean {
  return !isRepeated && upload.uploadId !== undefined;
}

async function begin(
  { ledger }: PartEngine,
  task: PartTask,
  { isRepeated }: Delivery,
): Promise<Begun> {
  if (isRepeated) {
    return { start: await ledger.parts.beginAttempt(task) };
  }
  const transfer = await ledger.transfers.readTransfer(task);
  return isWanted(transfer, task) ? { ...firstAttemptOf(task), transfer } : NOTHING_TO_UPLOAD;
}

function firstAttemptOf({ number }: PartTask): Begun {
  return { start: { kind: "go", number, attempt: 1 } };
}

/**
 * Brings one part to the store: the store copies it by itself where it can, else it is relayed.
 *
 * @returns its ETag, and the checksum of what was read, which only a store that copies may not tell
 */
export function uploadPartOnce(
  engine: PartEngine,
  task: PartTask,
  delivery: TimedDelivery,
): Promise<RelayedPart> {
  const { serverSideCopySource: bucket, uploadId } = task.upload;
  if (uploadId === undefined) {
    return putOnce(engine, task, delivery);
  }
  return bucket === undefined
    ? relayPart(engine, task, delivery)
    : copyOrRelay(engine, task, { bucket, uploadId }, delivery);
}

/** @returns the part to continue with */
export async function report(
  engine: PartEngine,
  task: PartTask,
  uploaded: StoredPart & Pick<PartReport, "wantsAnother" | "put" | "record" | "measures">,
): Promise<PartNumber | undefined> {
  const { tenant, transferId, jobId, generation, number, taskPart, range } = task;
  const response = await engine.ledger.parts.dispatch(tenant, {
    ...uploaded,
    tenant,
    transferId,
    generation,
    number,
    taskPart,
    lengthBytes: range.lengthBytes,
  });
  if (response.tasks.length + response.batches.length > 0) {
    await queueClaimed(engine, response);
  }
  const { next, isLastPart, isStored } = response;
  if (isStored && uploaded.put !== undefined) {
    logChange(engine, uploaded.put.next, "put-proved");
  } else if (isLastPart) {
    engine.log.info(
      { jobId, transferId, generation, state: "completing" },
      "all parts are uploaded",
    );
    await engine.queue.addFinalize({ tenant, transferId, generation, action: "complete" });
  }
  return next;
}
