import {
  type Cause,
  isPenstockError,
  MAX_PART_ATTEMPTS,
  type PartTask,
  PenstockError,
  type Retry,
  type TaskOutcome,
  type Transfer,
  type TransferEvent,
} from "@penstock/core";
import { advance, dispatchUntilFull, enqueueNext } from "../advance.ts";
import type { PartEngine } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import {
  classifyFailure,
  DONE,
  failedOnceWith,
  type RetryDecision,
  toFailure,
} from "../failures/failure.ts";
import { confirmChange } from "../failures/source-change.ts";
import { putInDoubtUntilMs } from "../finalizing/doubt.ts";
import { CANCEL } from "../jobs/cancel-event.ts";
import { readAddressOf } from "../sources/signed-sources.ts";

/** False once the transfer was stopped, started over or got all its parts. */
export function isWanted(transfer: Transfer | undefined, task: PartTask): transfer is Transfer {
  return transfer?.state.kind === "uploading" && transfer.generation === task.generation;
}

/** What an upload failed by: a source that seems to have changed is looked at once more. */
export async function failureOf(
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
  try {
    const from = await readAddressOf(engine, task);
    const read = { from, sourceVersion: task.upload.sourceVersion };
    engine.signedSources?.forget(task.transferId);
    return toFailure(await confirmChange(engine, read, { error, signal }), signal);
  } catch (lookError) {
    return signal.aborted ? interrupted(task, lookError) : toFailure(lookError, signal);
  }
}

/** Notes the failure and does what follows: the part is tried again, or its transfer changes state. */
export async function partFailed(
  engine: PartEngine,
  task: PartTask,
  failed: Failed,
): Promise<TaskOutcome> {
  const { jobId, transferId, generation, number } = task;
  const { error } = failed;
  const wasStopped = isPenstockError(error, "attempt-interrupted", "held-back");
  const transfer = await engine.ledger.transfers.readTransfer(task);
  if (!isWanted(transfer, task)) {
    // It failed because it was stopped, or could not harm: neither is a failure of the transfer.
    const fields = { jobId, transferId, generation, part: number, code: error.code };
    engine.log.debug(fields, "a part that is no longer wanted failed");
    if (wasStopped) {
      await releasePermit(engine, task);
    }
    return DONE;
  }
  if (wasStopped && (await jobStops(engine, task, transfer, error))) {
    return DONE;
  }
  if (wasStopped && !(await engine.ledger.hedges.isMissing(task))) {
    // A hedge of it was faster: this one costs its bytes, and nothing else.
    await releasePermit(engine, task);
    return DONE;
  }
  const decision = await classifyFailure(engine, failed);
  const isMisread = error.code === "integrity-mismatch" && (await failedOnceWith(engine, failed));
  const given = isMisread ? undefined : eventOf(task, decision);
  if (given === undefined) {
    return decision.later;
  }
  const event = await withDoubt(engine, { task, event: given, attempts: decision.attempts });
  await enqueueNext(engine, await advance(engine, transfer, event));
  return { ...DONE, failedBy: error.code };
}

/** The permit of a task that has nothing to do any more goes to what waits for one. */
async function releasePermit(engine: PartEngine, task: PartTask): Promise<void> {
  await engine.ledger.parts.release(task);
  await dispatchUntilFull(engine, task.tenant);
}

/**
 * Ends the transfer of a cancelled job, which its request may not have reached, and gives a part back of one that is paused,
 * or that a limit lets nothing send of: it is claimed again once that is over.
 */
async function jobStops(
  engine: PartEngine,
  task: PartTask,
  transfer: Transfer,
  { code }: PenstockError,
): Promise<boolean> {
  const job = await engine.ledger.jobs.readJob(task.tenant, task.jobId);
  if (job?.isCancelled === true) {
    await enqueueNext(engine, await advance(engine, transfer, CANCEL));
    return true;
  }
  const mayReturn = job?.isPaused === true || code === "held-back";
  if (mayReturn && task.upload.uploadId !== undefined) {
    await engine.ledger.parts.release(task);
    return true;
  }
  return false;
}

/** No abort ends a PUT, so a worker that abandons one has to know how long its object may still appear. */
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
  { cause, retry, attempts, isLast }: RetryDecision,
): TransferEvent | undefined {
  const named: Cause = { code: cause.code, message: `part ${task.number}: ${cause.message}` };
  // A PUT has no upload that could be gone, or begun anew.
  const isOfNoUpload = task.upload.uploadId === undefined && cause.code !== "source-changed";
  const meant: Retry = retry === "replan" && isOfNoUpload ? "again" : retry;
  switch (meant) {
    case "replan":
      return cause.code === "source-changed"
        ? { kind: "source-changed", cause: named }
        : { kind: "upload-unknown", cause: named };
    case "never":
      return { kind: "part-abandoned", cause: named };
    case "again":
      return isLast
        ? {
            kind: "part-abandoned",
            cause: { ...named, message: `${named.message} (attempt ${attempts}, the last one)` },
          }
        : undefined;
    case "wait":
      return undefined;
    default:
      return meant satisfies never;
  }
}

export function exhausted(task: PartTask): PenstockError {
  return new PenstockError(
    "attempts-exhausted",
    `it was begun ${MAX_PART_ATTEMPTS} times and never ended: it seems to kill its workers`,
    { details: { part: task.number } },
  );
}

export function interrupted(task: PartTask, cause?: unknown): PenstockError {
  return new PenstockError(
    "attempt-interrupted",
    `part ${task.number} was stopped on its way: its lease, its transfer or its worker ended`,
    { cause },
  );
}
