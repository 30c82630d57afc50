// The Complete: by the store's own list of parts, and decided by a look at the object.

import {
  apply,
  assertAsPublished,
  assertState,
  type Cause,
  describeMismatched,
  type ErrorCode,
  everyPart,
  isOurs,
  mismatchedParts,
  type ObjectHead,
  type ObjectStore,
  type PartNumber,
  PenstockError,
  type Transfer,
  toPartNumber,
  type Upload,
  type UploadRef,
  wholeObjectOf,
} from "@penstock/core";
import { advance, refOf, type StepResult } from "../advance.ts";
import type { Engine } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import {
  classifyFailure,
  countAlike,
  neverFailedWith,
  type RetryDecision,
  toFailure,
} from "../failures/failure.ts";
import { isPutTokenOf } from "../planning/put-token.ts";
import { isCompleteInDoubt, rejectionInDoubtUntilMs } from "./doubt.ts";
import { endUpload, partsUnlessGone } from "./end-upload.ts";

/** What was read is not what the source publishes, or not what the store got. */
const WRONG_BYTES: readonly ErrorCode[] = ["integrity-mismatch", "checksum-mismatch"];

/** A store that lists other parts than it said it took, so often, will not be convinced. */
const MAX_RESENDS = 5;
const FIRST_RESEND_PAUSE_MS = 2000;
/** How soon the object is looked for again that a Complete may still make. */
const LOOK_AGAIN_MS = 15_000;

type Completion = {
  readonly engine: Engine;
  readonly transfer: Transfer;
  readonly upload: Upload;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
};

/**
 * Completes the upload from the store's own list of parts, for the store is the truth about them.
 *
 * A Complete that fails, or whose response is lost, proves nothing: a HEAD decides whether the object
 * is there, and only a rejection that can never turn into success gives the upload up.
 */
export async function completeUpload(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult> {
  const { upload } = assertState(transfer, "completing");
  const { connection } = transfer.destination;
  let store: ObjectStore;
  try {
    store = engine.connections.store(connection);
  } catch (error) {
    return (await classifyFailure(engine, failedStep({ transfer }, toFailure(error, signal))))
      .later;
  }
  const completion: Completion = { engine, transfer, upload, store, signal };
  try {
    return upload.uploadId === undefined
      ? await confirmPut(completion)
      : await listAndComplete(completion, {
          key: transfer.destination.key,
          uploadId: upload.uploadId,
        });
  } catch (error) {
    const failure = toFailure(error, signal);
    return adoptOr(completion, () => classifyCompletion(completion, failure));
  }
}

/** A PUT is complete when it is stored, so there is only to see whose object is under the key. */
async function confirmPut(completion: Completion): Promise<StepResult> {
  const { engine, transfer, upload, store, signal } = completion;
  const [head, uploaded] = await Promise.all([
    store.head(transfer.destination.key, upload.checksum, signal),
    engine.ledger.transfers.uploadedParts(transfer),
  ]);
  if (head !== undefined && isOurs(head, upload)) {
    return advance(engine, transfer, { kind: "upload-completed", etag: head.etag });
  }
  if (head === undefined || isToBeReplaced(head, completion, uploaded.length > 0)) {
    return reopen(completion, [toPartNumber(1)]);
  }
  return refuse(completion, {
    code: "destination-exists",
    message: "somebody else wrote the key after this transfer did",
  });
}

/**
 * What lies there is older: our own object of an earlier source, which came late, or anything where it
 * is not known that the PUT was ever sent, as after a loss of the ledger.
 */
function isToBeReplaced(
  { token }: ObjectHead,
  { transfer, upload }: Completion,
  wasStored: boolean,
): boolean {
  const isOwnOlder = token !== undefined && isPutTokenOf(transfer, token);
  return isOwnOlder || !(wasStored || upload.forbidOverwrite === true);
}

async function listAndComplete(completion: Completion, ref: UploadRef): Promise<StepResult> {
  const { engine, transfer, upload, store, signal } = completion;
  const [uploaded, listed] = await Promise.all([
    engine.ledger.transfers.uploadedParts(transfer),
    partsUnlessGone(store, ref, signal),
  ]);
  if (listed === undefined) {
    return adoptOr(completion, () => vanish(completion));
  }
  const whole = wholeObjectOf(upload, uploaded);
  const mismatched = mismatchedParts(upload, whole, { uploaded, listed });
  if (mismatched.length > 0) {
    return sendAgain(
      completion,
      mismatched,
      describeMismatched(upload, mismatched, { uploaded, listed }),
    );
  }
  assertAsPublished(upload.sourceVersion.checksum, whole);
  await assertFree(completion);
  engine.log.debug(refOf(transfer), "sending Complete");
  const etag = await store.complete(ref, listed, whole, signal);
  return advance(engine, transfer, { kind: "upload-completed", etag });
}

/**
 * Sends parts again that the store lacks or holds otherwise: at once the first time, since then after
 * growing pauses, in which its list may come right by itself. What stays so is the store's last word.
 */
async function sendAgain(
  completion: Completion,
  mismatched: readonly PartNumber[],
  message: string,
): Promise<StepResult> {
  const { engine, transfer } = completion;
  const failed = failedStep(completion, new PenstockError("parts-refused", message));
  const { count, newestAtMs } = await countAlike(engine, failed);
  const pauseMs = count === 0 ? 0 : FIRST_RESEND_PAUSE_MS * 2 ** (count - 1);
  const waitedMs = engine.clock.nowMs() - newestAtMs;
  if (waitedMs < pauseMs) {
    return { kind: "later", delayMs: pauseMs - waitedMs };
  }
  if (count >= MAX_RESENDS) {
    const { cause } = await classifyStep(completion, failed.error);
    return refuse(completion, cause);
  }
  engine.log.warn(
    { ...refOf(transfer), parts: mismatched.length },
    "parts are missing at the store",
  );
  const reopened = await reopen(completion, mismatched);
  await classifyStep(completion, failed.error);
  return reopened;
}

/**
 * While a Complete may be under way the object may come yet, over that of the next generation. And one
 * list that does not know the upload throws no parts away: the second has to say so as well.
 */
async function vanish(completion: Completion): Promise<StepResult> {
  const { engine, transfer } = completion;
  if (await isCompleteInDoubt(engine, refOf(transfer))) {
    return { kind: "later", delayMs: LOOK_AGAIN_MS };
  }
  const message = "the store no longer knows the upload and has no object of it";
  const error = new PenstockError("upload-gone", message);
  const isFirstLook = await neverFailedWith(engine, failedStep(completion, error));
  const { cause, later } = await classifyStep(completion, error);
  return isFirstLook ? later : advance(engine, transfer, { kind: "upload-vanished", cause });
}

/** Not every store can be asked to refuse: looking just before leaves a moment instead of hours. */
async function assertFree({ transfer, upload, store, signal }: Completion): Promise<void> {
  if (upload.forbidOverwrite !== true) {
    return;
  }
  const head = await store.head(transfer.destination.key, upload.checksum, signal);
  if (head !== undefined) {
    throw new PenstockError(
      "destination-exists",
      "another writer created the object while the parts were uploaded, and it may not be overwritten",
    );
  }
}

/**
 * Takes the object if a HEAD shows that it is ours already; else does the other thing. A HEAD that
 * fails, in whatever way, shows nothing: it is made again later.
 */
async function adoptOr(
  completion: Completion,
  otherwise: () => Promise<StepResult>,
): Promise<StepResult> {
  const { engine, transfer, upload, store, signal } = completion;
  let head: ObjectHead | undefined;
  try {
    head = await store.head(transfer.destination.key, upload.checksum, signal);
  } catch (error) {
    return (await classifyStep(completion, toFailure(error, signal))).later;
  }
  return head !== undefined && isOurs(head, upload)
    ? advance(engine, transfer, { kind: "upload-completed", etag: head.etag })
    : otherwise();
}

async function reopen(
  { engine, transfer }: Completion,
  numbers: readonly PartNumber[],
): Promise<StepResult> {
  const next = apply(transfer, transfer.generation, { kind: "parts-missing" });
  const isSaved = await engine.ledger.transfers.reopenParts(transfer, next, numbers);
  const current = isSaved ? next : await engine.ledger.transfers.readTransfer(refOf(transfer));
  return current ?? { kind: "done" };
}

function failedStep({ transfer }: Pick<Completion, "transfer">, error: PenstockError): Failed {
  const { generation } = transfer;
  return { ref: refOf(transfer), generation, step: "complete", route: transfer, error };
}

function classifyStep(completion: Completion, error: PenstockError): Promise<RetryDecision> {
  return classifyFailure(completion.engine, failedStep(completion, error));
}

async function classifyCompletion(
  completion: Completion,
  error: PenstockError,
): Promise<StepResult> {
  const { engine, upload } = completion;
  const areWrong = WRONG_BYTES.includes(error.code);
  if (areWrong && (await neverFailedWith(engine, failedStep(completion, error)))) {
    // Noted afterwards: else a process that died in between would count the same bytes twice.
    const reopened = await reopen(completion, everyPart(upload));
    await classifyStep(completion, error);
    return reopened;
  }
  // It may be our own earlier Complete that is still at work: only its repetition means a new upload.
  const isSuperseded =
    error.code === "upload-superseded" &&
    !(await neverFailedWith(engine, failedStep(completion, error)));
  const { cause, retry, later } = await classifyStep(completion, error);
  if (isSuperseded && !(await isCompleteInDoubt(engine, refOf(completion.transfer)))) {
    return startOver(completion, { cause, later });
  }
  if (areWrong) {
    return refuse(completion, { code: "integrity-mismatch", message: cause.message });
  }
  // A rejection for want of rights can be fixed from outside while all the bytes are there already.
  const isFinal = retry === "never" && error.code !== "store-refused";
  if (!isFinal || (await isCompleteInDoubt(engine, refOf(completion.transfer)))) {
    // What is refused because another Complete is at work on the same upload is no rejection.
    return later;
  }
  return refuse(completion, cause);
}

/** The ledger forgets an upload that vanished, so this one has to be gone before. */
async function startOver(
  completion: Completion,
  { cause, later }: Pick<RetryDecision, "cause" | "later">,
): Promise<StepResult> {
  const { engine, transfer, upload, store, signal } = completion;
  const { uploadId } = upload;
  try {
    const isGone =
      uploadId === undefined ||
      (await endUpload(store, { key: transfer.destination.key, uploadId }, signal));
    return isGone ? advance(engine, transfer, { kind: "upload-vanished", cause }) : later;
  } catch (error) {
    return (await classifyStep(completion, toFailure(error, signal))).later;
  }
}

async function refuse({ engine, transfer, upload }: Completion, cause: Cause): Promise<Transfer> {
  const inDoubtUntilMs = await rejectionInDoubtUntilMs(engine, transfer, upload);
  return advance(engine, transfer, { kind: "completion-refused", cause, inDoubtUntilMs });
}
