// The states of a transfer: what an event makes of it, and what is to be done next.

import type { Cause } from "../failures/errors.ts";
import type { ETag } from "../ids.ts";
import type { AbortOutcome, StoredObject, Transfer, TransferState, Upload } from "./transfer.ts";

/** A source that changes more often than this fails its transfer instead of starting it over. */
export const MAX_GENERATIONS = 3;

/** What its raiser knows of requests that may still be carried out: the transfer keeps the latest time. */
type Doubting = { readonly inDoubtUntilMs?: number | undefined };
type GivenUp = Doubting & { readonly cause: Cause };
/** It may leave the transfer without an object, which is not to be said while a request is in doubt. */
type Ending = { readonly atMs: number };

export type TransferEvent =
  /** The token is in the ledger before the store hears of the upload. */
  | { readonly kind: "upload-intended"; readonly token: string }
  | { readonly kind: "upload-opened"; readonly upload: Upload }
  | { readonly kind: "transfer-skipped"; readonly reason: string }
  | { readonly kind: "plan-refused"; readonly cause: Cause }
  /** Raised by the ledger itself, by the script that records the last missing part. */
  | ({ readonly kind: "parts-uploaded" } & Doubting)
  /** The response to a PUT says that its object is there and right. */
  | { readonly kind: "put-proved"; readonly object: StoredObject }
  | ({ readonly kind: "part-abandoned" } & GivenUp)
  | ({ readonly kind: "source-changed" } & GivenUp)
  /** The sender of a part learned that the store does not know the upload: the coordinator has to look. */
  | { readonly kind: "upload-unknown"; readonly cause: Cause }
  | { readonly kind: "cancel-requested"; readonly cause: Cause }
  /** A Complete is about to be sent. */
  | { readonly kind: "complete-sent"; readonly atMs: number }
  /** The store does not hold every part that the ledger does: they are uploaded again. */
  | ({ readonly kind: "parts-missing" } & Doubting)
  /** The object is there and ours: said by a Complete, or seen by a HEAD. */
  | { readonly kind: "upload-completed"; readonly etag: ETag }
  | ({ readonly kind: "completion-refused" } & GivenUp)
  /** The job was cancelled, and the upload cannot be completed as long as its cause is there. */
  | ({ readonly kind: "completion-cancelled" } & GivenUp)
  /** The store no longer knows the upload, and a HEAD proved that its object is not ours. */
  | ({ readonly kind: "upload-vanished"; readonly cause: Cause } & Ending)
  | { readonly kind: "object-verified"; readonly object: StoredObject }
  | ({ readonly kind: "object-refused"; readonly cause: Cause } & Ending)
  /** `unseen`: that the store refused to show whether there is an object, and what to do about it. */
  | ({ readonly kind: "upload-aborted"; readonly unseen?: string } & Ending);

export type Action = "plan" | "dispatch" | "complete" | "verify" | "abort" | "none";

/** The one thing to do next for a transfer. An edge only makes this run sooner; the sweep runs it anyway. */
export function decide(transfer: Transfer): Action {
  switch (transfer.state.kind) {
    case "planned":
      return "plan";
    case "uploading":
      return "dispatch";
    case "completing":
      return "complete";
    case "verifying":
      return "verify";
    case "aborting":
      return "abort";
    case "stored":
    case "skipped":
    case "aborted":
    case "failed":
      return "none";
    default:
      return transfer.state satisfies never;
  }
}

/** Terminal states absorb: nothing that happens later changes them. */
export function isTerminal(state: TransferState): boolean {
  return ["stored", "skipped", "aborted", "failed"].includes(state.kind);
}

/**
 * What an event means for a transfer. Pure; the ledger writes the result by compare-and-set on `revision`.
 *
 * Events arrive at least once and out of order, so one that the state does not wait for, or that
 * belongs to an older generation, returns the very same object: the normal case after a redelivery. So does one that
 * would leave the transfer without an object while a request may still make it: it has to come again (`doubtMs`).
 */
export function apply(transfer: Transfer, generation: number, event: TransferEvent): Transfer {
  if (generation !== transfer.generation) {
    return transfer;
  }
  const next = nextState(transfer, event);
  if (next === undefined) {
    return transfer;
  }
  const startsOver = next.kind === "planned" && transfer.state.kind !== "planned";
  const endsWithoutObject = next.kind === "failed" || next.kind === "aborted";
  if ((startsOver || endsWithoutObject) && "atMs" in event && doubtMs(transfer, event.atMs) > 0) {
    return transfer;
  }
  const { inDoubtUntilMs: known, sealedQuery, ...rest } = transfer;
  const reported = "inDoubtUntilMs" in event ? event.inDoubtUntilMs : undefined;
  const inDoubtUntilMs = startsOver ? undefined : latest(known, reported);
  return {
    ...rest,
    generation: startsOver ? transfer.generation + 1 : transfer.generation,
    revision: transfer.revision + 1,
    state: next,
    // What has ended reads nothing any more.
    ...(sealedQuery !== undefined && { sealedQuery: isTerminal(next) ? "" : sealedQuery }),
    ...(inDoubtUntilMs !== undefined && { inDoubtUntilMs }),
  };
}

/** The transfer with another query of its signed URL; undefined for one that reads no source any more. */
export function withRenewedQuery(transfer: Transfer, sealedQuery: string): Transfer | undefined {
  return isTerminal(transfer.state)
    ? undefined
    : { ...transfer, sealedQuery, revision: transfer.revision + 1 };
}

/** For how long a request of the transfer may still be carried out; 0 when none can be. */
export function doubtMs({ inDoubtUntilMs = 0 }: Transfer, nowMs: number): number {
  return Math.max(0, inDoubtUntilMs - nowMs);
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

function nextState(transfer: Transfer, event: TransferEvent): TransferState | undefined {
  const { state } = transfer;
  switch (state.kind) {
    case "planned":
      return fromPlanned(state.intents, event);
    case "uploading":
      return fromUploading(transfer, state.upload, event);
    case "completing":
      return fromCompleting(transfer, state.upload, event);
    case "verifying":
      return fromVerifying(state.upload, event);
    case "aborting":
      return fromAborting(state, event);
    case "stored":
    case "skipped":
    case "aborted":
    case "failed":
      return undefined;
    default:
      return state satisfies never;
  }
}

function fromPlanned(intents: readonly string[], event: TransferEvent): TransferState | undefined {
  switch (event.kind) {
    case "upload-intended":
      return intents.includes(event.token)
        ? undefined
        : { kind: "planned", intents: [...intents, event.token] };
    case "upload-opened":
      return { kind: "uploading", upload: event.upload };
    case "transfer-skipped":
      return { kind: "skipped", reason: event.reason };
    case "plan-refused":
      return { kind: "failed", cause: event.cause };
    case "cancel-requested":
      return { kind: "aborted", cause: event.cause };
    default:
      return undefined;
  }
}

function fromUploading(
  transfer: Transfer,
  upload: Upload,
  event: TransferEvent,
): TransferState | undefined {
  switch (event.kind) {
    case "parts-uploaded":
    case "upload-unknown":
      return { kind: "completing", upload };
    case "put-proved":
      // A multipart upload would be left open.
      return upload.uploadId === undefined
        ? { kind: "stored", upload, object: event.object }
        : undefined;
    case "part-abandoned":
      return aborting(upload, "failed", event.cause);
    case "cancel-requested":
      return { kind: "aborting", upload, outcome: "aborted", cause: event.cause };
    case "source-changed":
      return aborting(upload, restartOrFail(transfer), event.cause);
    default:
      return undefined;
  }
}

/**
 * Whatever a part says now comes from a late duplicate, for all parts are in: it is not heard. A
 * cancel comes too late by itself: a Complete may be on its way, and its object may not be torn away.
 */
function fromCompleting(
  transfer: Transfer,
  upload: Upload,
  event: TransferEvent,
): TransferState | undefined {
  switch (event.kind) {
    case "complete-sent":
      return { kind: "completing", upload, sentAtMs: event.atMs };
    case "parts-missing":
      return { kind: "uploading", upload };
    case "upload-completed":
      return { kind: "verifying", upload, etag: event.etag };
    case "completion-refused":
      return aborting(upload, "failed", event.cause);
    case "completion-cancelled":
      return aborting(upload, "aborted", event.cause);
    case "upload-vanished":
      return afterAbort(restartOrFail(transfer), event.cause);
    default:
      return undefined;
  }
}

function fromVerifying(upload: Upload, event: TransferEvent): TransferState | undefined {
  switch (event.kind) {
    case "object-verified":
      return { kind: "stored", upload, object: event.object };
    case "object-refused":
      return { kind: "failed", cause: event.cause };
    default:
      return undefined;
  }
}

/** Whatever it was to lead to: an object that is there and ours is neither failed nor made again. */
function fromAborting(
  { upload, outcome, cause }: Extract<TransferState, { kind: "aborting" }>,
  event: TransferEvent,
): TransferState | undefined {
  switch (event.kind) {
    case "upload-aborted":
      return afterAbort(outcome, withUnseen(cause, event.unseen));
    case "upload-completed":
      return { kind: "verifying", upload, etag: event.etag };
    default:
      return undefined;
  }
}

function aborting(upload: Upload, outcome: AbortOutcome, cause: Cause): TransferState {
  return { kind: "aborting", upload, outcome, cause };
}

function withUnseen({ code, message }: Cause, unseen: string | undefined): Cause {
  return { code, message: unseen === undefined ? message : `${message}; ${unseen}` };
}

function restartOrFail(transfer: Transfer): AbortOutcome {
  return transfer.generation < MAX_GENERATIONS ? "replan" : "failed";
}

function afterAbort(outcome: AbortOutcome, cause: Cause): TransferState {
  switch (outcome) {
    case "replan":
      return { kind: "planned", intents: [] };
    case "aborted":
      return { kind: "aborted", cause };
    case "failed":
      return { kind: "failed", cause };
    default:
      return outcome satisfies never;
  }
}
