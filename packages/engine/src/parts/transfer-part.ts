import {
  type AttemptStart,
  type Cause,
  type Delivery,
  MAX_PART_ATTEMPTS,
  type PartNumber,
  type PartTask,
  PenstockError,
  type StoredPart,
  type TaskOutcome,
  type Transfer,
  type TransferEvent,
  withPart,
} from "@penstock/core";
import { advance, dispatchUntilFull, enqueueNext } from "../advance.ts";
import type { PartEngine } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import {
  classifyFailure,
  DONE,
  defer,
  failedOnceWith,
  type RetryDecision,
  toFailure,
} from "../failures/failure.ts";
import { confirmChange } from "../failures/source-change.ts";
import { noteResponses, sidesOf } from "../failures/store-reach.ts";
import { putInDoubtUntilMs } from "../finalizing/doubt.ts";
import { uploadPartOnce } from "./upload-part.ts";

const NOTHING_TO_UPLOAD: AttemptStart = { kind: "skip" };

/** What stands around each part of a task. */
type AroundPart = (carry: () => Promise<TaskOutcome>) => Promise<TaskOutcome>;

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
  const carry = (part: PartTask, begun: boolean) =>
    around(() => transferPart(engine, part, { ...delivery, isRepeated: begun }));
  let outcome = await carry(task, isRepeated);
  while (outcome.kind === "done" && outcome.next !== undefined) {
    outcome = await carry(outcome.next, false);
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
  const { signal } = delivery;
  const claimed = delivery.isRepeated ? undefined : queued;
  const postponed = await defer(engine, attemptOf(queued), claimed);
  if (postponed !== undefined) {
    return postponed;
  }
  const start = await begin(engine, queued, delivery);
  if (start.kind === "skip") {
    await engine.ledger.release(queued);
    await dispatchUntilFull(engine, queued.tenant);
    return DONE;
  }
  const task = start.number === queued.number ? queued : withPart(queued, start.number);
  if (start.attempt > MAX_PART_ATTEMPTS) {
    return partFailed(engine, task, exhausted(task));
  }
  let uploaded: StoredPart;
  try {
    uploaded = await uploadPartOnce(engine, task, delivery);
  } catch (error) {
    return partFailed(engine, task, await failureOf(engine, { task, error, signal }));
  }
  if (!delivery.holdsLease()) {
    // Somebody else may be sending it by now: reporting it could complete the upload under him.
    return partFailed(engine, task, interrupted(task));
  }
  noteResponses(engine, sidesOf(task.number, task));
  const next = await report(engine, task, uploaded, delivery.mayContinue());
  return {
    kind: "done",
    uploadedBytes: task.range.lengthBytes,
    ...(next !== undefined && { next: withPart(task, next) }),
  };
}

function attemptOf(task: PartTask): Omit<Failed, "error"> {
  const { tenant, transferId, generation, number } = task;
  return { ref: { tenant, transferId }, generation, step: number, route: task };
}

/**
 * A part that was just claimed is begun already. Should its upload have ended since, the store will
 * say so; only a PUT, whose object shows at once, is looked up first, or a cancelled one could appear.
 */
async function begin(
  { ledger }: PartEngine,
  task: PartTask,
  { isRepeated }: Delivery,
): Promise<AttemptStart> {
  const first: AttemptStart = { kind: "go", number: task.number, attempt: 1 };
  if (isRepeated) {
    return ledger.beginAttempt(task);
  }
  if (task.upload.uploadId !== undefined) {
    return first;
  }
  return isWanted(await ledger.readTransfer(task), task) ? first : NOTHING_TO_UPLOAD;
}

/** False once the transfer was stopped, started over or got all its parts. */
function isWanted(transfer: Transfer | undefined, task: PartTask): transfer is Transfer {
  return transfer?.state.kind === "uploading" && transfer.generation === task.generation;
}

/** @returns the part to continue with */
async function report(
  engine: PartEngine,
  task: PartTask,
  uploaded: StoredPart,
  wantsAnother: boolean,
): Promise<PartNumber | undefined> {
  const { tenant, transferId, generation, number, taskPart, range } = task;
  const { tasks, next, isLastPart } = await engine.ledger.dispatch(tenant, {
    tenant,
    transferId,
    generation,
    number,
    taskPart,
    lengthBytes: range.lengthBytes,
    wantsAnother,
    ...uploaded,
  });
  if (tasks.length > 0) {
    await engine.queue.addParts(tasks);
  }
  if (isLastPart) {
    engine.log.info({ transferId, generation, state: "completing" }, "all parts are uploaded");
    const transfer = await engine.ledger.readTransfer(task);
    if (transfer !== undefined) {
      await enqueueNext(engine, transfer);
    }
  }
  return next;
}

async function failureOf(
  engine: PartEngine,
  {
    task,
    error,
    signal,
  }: { readonly task: PartTask; readonly error: unknown; readonly signal: AbortSignal },
): Promise<PenstockError> {
  if (signal.aborted) {
    return interrupted(task, error);
  }
  const read = { from: task.source, sourceVersion: task.upload.sourceVersion };
  try {
    return toFailure(await confirmChange(engine, read, { error, signal }), signal);
  } catch (lookError) {
    return signal.aborted ? interrupted(task, lookError) : toFailure(lookError, signal);
  }
}

async function partFailed(
  engine: PartEngine,
  task: PartTask,
  error: PenstockError,
): Promise<TaskOutcome> {
  const { transferId, generation, number } = task;
  const transfer = await engine.ledger.readTransfer(task);
  if (!isWanted(transfer, task)) {
    // It failed because it was stopped, or could not harm: neither is a failure of the transfer.
    const fields = { transferId, generation, part: number, code: error.code };
    engine.log.debug(fields, "a part that is no longer wanted failed");
    return DONE;
  }
  const failed: Failed = { ...attemptOf(task), error };
  const decision = await classifyFailure(engine, failed);
  const isMisread = error.code === "integrity-mismatch" && (await failedOnceWith(engine, failed));
  const given = isMisread ? undefined : eventOf(task, decision);
  if (given === undefined) {
    return decision.later;
  }
  const event = await withDoubt(engine, { task, event: given, attempts: decision.attempts });
  await enqueueNext(engine, await advance(engine, transfer, event));
  return DONE;
}

/** Nobody ends an object that one PUT makes, so whoever gives it up has to know how long it may come. */
async function withDoubt(
  engine: PartEngine,
  given: {
    readonly task: PartTask;
    readonly event: TransferEvent;
    readonly attempts: number;
  },
): Promise<TransferEvent> {
  const { task, event, attempts } = given;
  const isGivenUp = event.kind === "part-abandoned" || event.kind === "source-changed";
  if (!isGivenUp || task.upload.uploadId !== undefined) {
    return event;
  }
  const inDoubtUntilMs = await putInDoubtUntilMs(engine, task, attempts);
  return inDoubtUntilMs === undefined ? event : { ...event, inDoubtUntilMs };
}

/** What a failed part means for its transfer; undefined when the part is simply tried again. */
function eventOf(
  task: PartTask,
  { cause, retry, attempts }: RetryDecision,
): TransferEvent | undefined {
  const named: Cause = { code: cause.code, message: `part ${task.number}: ${cause.message}` };
  switch (retry) {
    case "replan":
      return cause.code === "source-changed"
        ? { kind: "source-changed", cause: named }
        : { kind: "upload-unknown", cause: named };
    case "never":
      return { kind: "part-abandoned", cause: named };
    case "again":
      return attempts >= MAX_PART_ATTEMPTS
        ? {
            kind: "part-abandoned",
            cause: { ...named, message: `${named.message} (attempt ${attempts}, the last one)` },
          }
        : undefined;
    case "wait":
      return undefined;
    default:
      return retry satisfies never;
  }
}

function exhausted(task: PartTask): PenstockError {
  return new PenstockError(
    "attempts-exhausted",
    `it was begun ${MAX_PART_ATTEMPTS} times and never ended, as if it killed its workers`,
    { details: { part: task.number } },
  );
}

function interrupted(task: PartTask, cause?: unknown): PenstockError {
  return new PenstockError(
    "attempt-interrupted",
    `part ${task.number} was stopped on its way: its lease, its transfer or its worker ended`,
    { cause },
  );
}
