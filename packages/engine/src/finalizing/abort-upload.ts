import {
  assertState,
  type Cause,
  ERRORS,
  isOurs,
  isPenstockError,
  limitOfLook,
  type ObjectHead,
  type PenstockError,
  precedesBody,
  type StepLimit,
  shortened,
  type Transfer,
  type UploadRef,
} from "@penstock/core";
import { advance, refOf, type StepResult } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { classifyFailure, type RetryDecision, toFailure } from "../failures/failure.ts";
import { abortOnce, stillShown } from "./abort-until-gone.ts";

/**
 * Aborts until the store says that the upload is gone, however long that takes, and looks for the
 * object before the transfer ends: one whose response was lost is there all the same.
 */
export async function abortUpload(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult> {
  try {
    await assertGone(engine, transfer, signal);
  } catch (error) {
    const { isLast, later } = await classifyAbort(engine, transfer, toFailure(error, signal));
    return isLast ? end(engine, transfer) : later;
  }
  let head: ObjectHead | undefined;
  try {
    head = await lookFor(engine, transfer, signal);
  } catch (error) {
    const failure = toFailure(error, signal);
    const limit = limitOfLook("abort", failure.code);
    const { cause, isLast, later } = await classifyAbort(engine, transfer, failure, limit);
    return isLast ? end(engine, transfer, describeUnseen(transfer, cause)) : later;
  }
  const { upload } = assertState(transfer, "aborting");
  return head !== undefined && isOurs(head, upload) && !isBetterMadeAgain(transfer)
    ? advance(engine, transfer, { kind: "upload-completed", etag: head.etag })
    : end(engine, transfer);
}

async function assertGone(
  { connections }: Pick<Engine, "connections">,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<void> {
  const { upload } = assertState(transfer, "aborting");
  if (upload.uploadId === undefined) {
    return;
  }
  const ref: UploadRef = { key: transfer.destination.key, uploadId: upload.uploadId };
  const store = connections.store(transfer.destination.connection);
  if (!(await abortOnce(store, ref, signal))) {
    throw stillShown();
  }
}

function classifyAbort(
  engine: Engine,
  transfer: Transfer,
  error: PenstockError,
  limit?: StepLimit,
): Promise<RetryDecision> {
  return classifyFailure(engine, {
    ref: refOf(transfer),
    generation: transfer.generation,
    step: "abort",
    route: transfer,
    error,
    ...(limit !== undefined && { limit }),
  });
}

function end(engine: Engine, transfer: Transfer, unseen?: string): Promise<Transfer> {
  const event = { kind: "upload-aborted", atMs: engine.clock.nowMs() } as const;
  return advance(engine, transfer, unseen === undefined ? event : { ...event, unseen });
}

/** What a person has to know and to do where no look ever succeeded. */
function describeUnseen({ destination }: Transfer, { code, message }: Cause): string {
  const { connection, key } = destination;
  const remedy = code === "store-refused" ? `grant the credentials of ${connection} HEAD and ` : "";
  return shortened(
    `its object may be there, for ${connection} never showed whether it is (${code}: ${message}): ${remedy}look at ${key} before you submit the job again`,
  );
}

/**
 * An object that only its source could prove, when that has changed: the newer version is there to be
 * uploaded, and will be proved.
 */
function isBetterMadeAgain(transfer: Transfer): boolean {
  const { upload, outcome } = assertState(transfer, "aborting");
  const isProvable = precedesBody(upload.checksum) || upload.sourceVersion.checksum !== undefined;
  return outcome === "replan" && upload.uploadId === undefined && !isProvable;
}

/** A look that fails shows nothing, unless there is nothing to be seen: a client that may not write may not look. */
async function lookFor(
  { connections }: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const { upload } = assertState(transfer, "aborting");
  const { connection, key } = transfer.destination;
  try {
    return await connections.store(connection).head(key, upload.checksum, signal);
  } catch (error) {
    if (isPenstockError(error) && ERRORS[error.code].retry === "never" && !isInDoubt(transfer)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The process that gives a PUT up may know nothing of an earlier one: a cancel sees no attempt, and a ledger that fell
 * back has forgotten some. Only a store that rejected the PUT as well has nothing to show.
 */
function isInDoubt(transfer: Transfer): boolean {
  const { upload, cause } = assertState(transfer, "aborting");
  const wasRejected = ERRORS[cause.code].subject === "store";
  return transfer.inDoubtUntilMs !== undefined || (upload.uploadId === undefined && !wasRejected);
}
