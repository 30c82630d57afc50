// A transfer gets its plan and its upload, and its first parts go to the queue.

import {
  apply,
  compareLooked,
  decide,
  ERRORS,
  generationPauseMs,
  intendedUpload,
  newObjectOf,
  type ObjectStore,
  type OpenedUpload,
  type PenstockError,
  type SourceStat,
  type TaskOutcome,
  type Transfer,
  type TransferRef,
  type Upload,
} from "@penstock/core";
import { advance, dispatchUntilFull, enqueueNext, refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import { deferWhileUnavailable, endpointsOf, noteResponses } from "../failures/endpoint-health.ts";
import { classifyFailure, DONE, toFailure } from "../failures/failure.ts";
import { abortRegistered } from "../finalizing/abort-until-gone.ts";
import { PUT_IN_DOUBT_MS } from "../finalizing/doubt.ts";
import { restoreJournalled } from "../repair/journal-restore.ts";
import { freezeUpload, readKeyOf } from "./freeze-upload.ts";

/** Looks at the source, freezes the plan, opens the upload and dispatches its first parts. */
export async function planTransfer(
  engine: Engine,
  ref: TransferRef,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const transfer = await engine.ledger.transfers.readTransfer(ref);
  if (transfer === undefined || decide(transfer) !== "plan") {
    return DONE;
  }
  const postponed =
    (await pauseOf(engine, transfer)) ?? (await deferWhileUnavailable(engine, attemptOf(transfer)));
  if (postponed !== undefined) {
    return postponed;
  }
  try {
    // What was being sent when the ledger was lost left no trace in it.
    const inDoubtUntilMs = engine.clock.nowMs() + PUT_IN_DOUBT_MS;
    const uploaded = { kind: "parts-uploaded", inDoubtUntilMs } as const;
    const current = await restoreJournalled(engine, transfer, uploaded);
    if (decide(current) !== "plan") {
      await enqueueNext(engine, current);
      return DONE;
    }
    await openUpload(engine, current, signal);
    noteResponses(engine, endpointsOf("plan", transfer));
  } catch (error) {
    return planFailed(engine, transfer, toFailure(error, signal));
  }
  await dispatchUntilFull(engine, transfer.tenant);
  return DONE;
}

/** A generation begins a while after what ended the one before: its failure is in the ledger, with the time. */
async function pauseOf(
  { ledger, clock }: OnPorts<"transfers"> & Pick<Engine, "clock">,
  transfer: Transfer,
): Promise<TaskOutcome | undefined> {
  if (transfer.generation === 1) {
    return undefined;
  }
  const failures = await ledger.transfers.failures(refOf(transfer));
  const last = failures.findLast(({ cause }) => ERRORS[cause.code].retry === "replan");
  const pauseMs = generationPauseMs(transfer.generation);
  const restMs = (last?.atMs ?? 0) + pauseMs - clock.nowMs();
  // Far ahead was the clock that noted it, and not the end of the pause: it would be put off until then.
  const isOver = restMs <= 0 || restMs > 2 * pauseMs;
  return isOver ? undefined : { kind: "later", delayMs: Math.min(pauseMs, restMs) };
}

async function openUpload(engine: Engine, transfer: Transfer, signal: AbortSignal): Promise<void> {
  const store = engine.connections.store(transfer.destination.connection);
  const source = engine.connections.source(transfer.source.connection);
  if (transfer.options.overwrite === "never" && (await exists(store, transfer, signal))) {
    await skip(engine, transfer);
    return;
  }
  const stat = await source.stat(await readKeyOf(engine, transfer), signal);
  if (await isThere(store, transfer, { stat, signal })) {
    await skip(engine, transfer, "the destination has this version already");
    return;
  }
  const upload = await freezeUpload(engine, transfer, { store, stat });
  if (upload.plan.strategy === "put") {
    await journalPut(engine, transfer, upload);
    await advance(engine, transfer, { kind: "upload-opened", upload });
    return;
  }

  // The intent is durable before the store hears of the upload, so that an upload whose id was
  // lost on the way back can be told from all others by its token.
  const intended = await advance(engine, transfer, {
    kind: "upload-intended",
    token: upload.token,
  });
  if (!isIntended(intended, upload)) {
    return;
  }
  await engine.journal?.writeTransfer(intended);
  const uploadId = await store.initiate(newObjectOf(transfer.destination.key, upload), signal);
  await journalId(engine, { ...intendedUpload(transfer, upload.token), uploadId }, signal);
  const opened = await saveOpened(engine, intended, { ...upload, uploadId });
  const isOurs = "upload" in opened.state && opened.state.upload.token === upload.token;
  if (isOurs) {
    await engine.journal?.writeTransfer(opened);
  } else {
    // Cancelled concurrently, or planned twice: this upload is unused, and only this process knows its id.
    await abortOwn(engine, { ...intendedUpload(transfer, upload.token), uploadId }, signal);
  }
}

/** Asked only where the transfer is for a difference. */
async function isThere(
  store: ObjectStore,
  { options, destination }: Transfer,
  { stat, signal }: { readonly stat: SourceStat; readonly signal: AbortSignal },
): Promise<boolean> {
  if (options.overwrite !== "if_different") {
    return false;
  }
  const algorithm = stat.sourceVersion.checksum?.algorithm ?? store.profile.checksum;
  const head = await store.head(destination.key, algorithm, signal);
  return (
    head !== undefined &&
    compareLooked(stat.sourceVersion, { head, algorithm }, options.compare).isSame
  );
}

/** False once the transfer was cancelled, planned by another planner, or lost with the ledger. */
function isIntended({ state }: Transfer, { token }: Upload): boolean {
  return state.kind === "planned" && state.intents.includes(token);
}

async function saveOpened(
  engine: OnPorts<"transfers"> & Pick<Engine, "log">,
  transfer: Transfer,
  upload: Upload,
): Promise<Transfer> {
  try {
    return await advance(engine, transfer, { kind: "upload-opened", upload });
  } catch (error) {
    // It may be saved or not, so it may not be aborted. The intent is saved: the sweep finds out.
    const { uploadId } = upload;
    engine.log.warn(
      { ...refOf(transfer), uploadId, err: error },
      "an upload may be open that could not be saved",
    );
    throw error;
  }
}

/**
 * Once the ledger has the upload its parts are sent, and an upload with parts that a ledger forgot is
 * found by its id or never: so the journal knows the id before the ledger does.
 */
async function journalId(
  engine: OnPorts<"uploads"> & Pick<Engine, "journal" | "connections" | "log">,
  upload: OpenedUpload,
  signal: AbortSignal,
): Promise<void> {
  try {
    await engine.journal?.writeUploadId(upload);
  } catch (error) {
    await abortOwn(engine, upload, signal);
    throw error;
  }
}

/**
 * A PUT opens nothing that could be left open, and its token follows from what it sends: so it needs no
 * intent. Once the ledger has it the PUT is sent, and its object is known by what was frozen or never: so
 * the journal has that before.
 */
async function journalPut(
  { journal }: Pick<Engine, "journal">,
  transfer: Transfer,
  upload: Upload,
): Promise<void> {
  await journal?.writeTransfer(
    apply(transfer, transfer.generation, { kind: "upload-opened", upload }),
  );
}

/** Its id goes to the ledger first, where the sweep finds it should the abort fail. */
async function abortOwn(
  engine: OnPorts<"uploads"> & Pick<Engine, "connections" | "log">,
  upload: OpenedUpload,
  signal: AbortSignal,
): Promise<void> {
  try {
    await engine.ledger.uploads.noteUpload(upload);
    await abortRegistered(engine, upload, signal);
  } catch (error) {
    const { transferId, jobId, uploadId } = upload;
    engine.log.warn(
      { transferId, jobId, uploadId, err: error },
      "an unused upload could not be aborted; the sweep aborts it later",
    );
  }
}

async function exists(
  store: ObjectStore,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<boolean> {
  const head = await store.head(transfer.destination.key, store.profile.checksum, signal);
  return head !== undefined;
}

async function skip(
  engine: OnPorts<"transfers"> & Pick<Engine, "log">,
  transfer: Transfer,
  reason = "the destination exists and may not be overwritten",
): Promise<void> {
  await advance(engine, transfer, { kind: "transfer-skipped", reason });
}

function attemptOf(transfer: Transfer): Omit<Failed, "error"> {
  const { generation } = transfer;
  return { ref: refOf(transfer), generation, step: "plan", route: transfer };
}

async function planFailed(
  engine: Engine,
  transfer: Transfer,
  error: PenstockError,
): Promise<TaskOutcome> {
  if (error.code === "destination-exists") {
    await skip(engine, transfer);
    return DONE;
  }
  engine.signedSources?.forget(transfer.id);
  const failed = { ...attemptOf(transfer), error };
  const { cause, isLast, later } = await classifyFailure(engine, failed);
  if (!isLast) {
    return later;
  }
  await advance(engine, transfer, { kind: "plan-refused", cause });
  return DONE;
}
