// The Complete: by the store's own list of parts, and decided by a look at the object.

import {
  assertAsPublished,
  assertState,
  describeMismatched,
  isOurs,
  mismatchedParts,
  type ObjectHead,
  type ObjectStore,
  PenstockError,
  type Transfer,
  toPartNumber,
  type UploadRef,
  wholeObjectOf,
} from "@penstock/core";
import { advance, refOf, type StepResult } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { toFailure } from "../failures/failure.ts";
import { isPutTokenOf } from "../planning/put-token.ts";
import { partsUnlessGone } from "./abort-until-gone.ts";
import {
  adoptOr,
  type Completion,
  classifyStep,
  laterUnlessCancelled,
  refuse,
  reopen,
} from "./completion.ts";
import { completionFailed, vanish } from "./completion-failed.ts";
import { noteUnexplained } from "./doubt.ts";
import { sendAgain } from "./send-again.ts";

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
    const failed = { engine, transfer, upload };
    return laterUnlessCancelled(failed, await classifyStep(failed, toFailure(error, signal)));
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
    return afterFailure(completion, error);
  }
}

function afterFailure(completion: Completion, error: unknown): Promise<StepResult> {
  const failure = toFailure(error, completion.signal);
  return adoptOr(completion, () => completionFailed(completion, failure));
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
    message: "another writer wrote the key after this transfer did",
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
  if (assertState(transfer, "completing").sentAtMs !== undefined) {
    await noteUnexplained(engine, transfer);
  }
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
  // Should this process die before the response, the next one has to know that it was sent.
  const atMs = engine.clock.nowMs();
  const sending = await advance(engine, transfer, { kind: "complete-sent", atMs });
  if (sending.state.kind !== "completing" || sending.generation !== transfer.generation) {
    return sending;
  }
  engine.log.debug(refOf(transfer), "sending Complete");
  try {
    const etag = await store.complete(ref, listed, whole, signal);
    return await advance(engine, sending, { kind: "upload-completed", etag });
  } catch (error) {
    return afterFailure({ ...completion, transfer: sending, isSent: true }, error);
  }
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
