// Which uploads may be open at a store, and how a change of a transfer changes that.

import type { JobId, TransferId, UploadId } from "../ids.ts";
import type { Transfer, TransferState, Upload } from "../transfers/transfer.ts";

/** What is known of an upload that a transfer intended: `uploadId` once the store's response came. */
export type IntendedUpload = {
  readonly tenant: string;
  /** Tells it from every other one, also before it has an id. */
  readonly token: string;
  readonly transferId: TransferId;
  readonly jobId: JobId;
  readonly connection: string;
  readonly key: string;
  readonly uploadId?: UploadId;
};

/** One that the store did open. */
export type OpenedUpload = IntendedUpload & { readonly uploadId: UploadId };

/** An upload that may be open at a store because of Penstock, as the ledger remembers it. */
export type RegisteredUpload = IntendedUpload & {
  /** By the ledger's clock, as the age is. */
  readonly intendedAtMs: number;
  readonly ageMs: number;
  /** Whether its transfer uses it, and so completes or aborts it. */
  readonly isOwned: boolean;
  /** Of the parts that are in the ledger. */
  readonly uploadedBytes: number;
};

/** What a change of a transfer means for the uploads that may be open. */
export type UploadChange =
  /** From now on the store may open it. */
  | { readonly kind: "intended"; readonly upload: IntendedUpload }
  /** It is open, and the transfer uses it. */
  | { readonly kind: "opened"; readonly upload: OpenedUpload }
  /** It is known to be gone, or never was. */
  | { readonly kind: "gone"; readonly token: string };

/**
 * A ledger that saves a transfer saves these in the same step, so that at every instant the ledger names
 * exactly the uploads that may be open. A token that is `intended` and never `opened` nor `gone`
 * belongs to a planner that died, lost its response or came too late: it stays until the sweep looks.
 */
export function uploadChanges(previous: Transfer, next: Transfer): readonly UploadChange[] {
  const before = openIn(previous.state);
  const after = openIn(next.state);
  const changes: UploadChange[] = newIntents(previous, next).map((token) => ({
    kind: "intended",
    upload: intendedUpload(next, token),
  }));
  if (after?.uploadId !== undefined && after.token !== before?.token) {
    const { token, uploadId } = after;
    changes.push({ kind: "opened", upload: { ...intendedUpload(next, token), uploadId } });
  }
  if (before !== undefined && before.token !== after?.token) {
    changes.push({ kind: "gone", token: before.token });
  }
  // Intended by an older version of Penstock, for which a PUT was an upload like any other.
  if (isPut(next.state) && intentsOf(previous).includes(next.state.upload.token)) {
    changes.push({ kind: "gone", token: next.state.upload.token });
  }
  return changes;
}

/** What a planned transfer may have opened by the intents that it comes with. */
export function intendedChanges(transfer: Transfer): readonly UploadChange[] {
  return intentsOf(transfer).map((token) => ({
    kind: "intended",
    upload: intendedUpload(transfer, token),
  }));
}

function intentsOf({ state }: Transfer): readonly string[] {
  return state.kind === "planned" ? state.intents : [];
}

export function intendedUpload(transfer: Transfer, token: string): IntendedUpload {
  const { tenant, id: transferId, jobId, destination } = transfer;
  const { connection, key } = destination;
  return { tenant, token, transferId, jobId, connection, key };
}

/** Verifying is not among them: the store completed the upload, so it is none any more. */
function openIn(state: TransferState): Upload | undefined {
  switch (state.kind) {
    case "uploading":
    case "completing":
    case "aborting":
      return state.upload.uploadId === undefined ? undefined : state.upload;
    case "planned":
    case "verifying":
    case "stored":
    case "skipped":
    case "aborted":
    case "failed":
      return undefined;
    default:
      return state satisfies never;
  }
}

function newIntents(previous: Transfer, next: Transfer): readonly string[] {
  const known = intentsOf(previous);
  return intentsOf(next).filter((token) => !known.includes(token));
}

function isPut(state: TransferState): state is TransferState & { readonly upload: Upload } {
  return "upload" in state && state.upload.uploadId === undefined;
}
