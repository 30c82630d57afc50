import type { Cause } from "../failures/errors.ts";
import { newJobId, newTransferId, toETag, toUploadId } from "../ids.ts";
import { STORE_PROFILES } from "../stores/store-profile.ts";
import type { TransferEvent } from "./lifecycle.ts";
import { planParts } from "./part-plan.ts";
import type { AbortOutcome, Transfer, TransferState, Upload } from "./transfer.ts";

// One transfer in every state and one event of every kind: for tests, and for the page that shows
// the whole table. The types below make a missing one a compile error.

const cause: Cause = { code: "source-changed", message: "the example's cause" };
const etag = toETag("9b2cf535f27731c974343645a3985328-2");
const upload: Upload = {
  token: "4f2b0c",
  uploadId: toUploadId("1585130821cbb7df"),
  plan: planParts({ sizeBytes: 40 * 1024 * 1024, limits: STORE_PROFILES.cos.limits }),
  sourceVersion: { sizeBytes: 40 * 1024 * 1024, validator: { kind: "etag", etag: '"1"' } },
  checksum: "crc64xz",
  attributes: { metadata: {} },
};
const object = {
  etag,
  sizeBytes: 40 * 1024 * 1024,
  verifiedBy: "object-checksum",
  storedAtMs: 0,
} as const;

/** Aborting remembers what it leads to, so it counts as three states. */
export type StateName = Exclude<TransferState["kind"], "aborting"> | `aborting (${AbortOutcome})`;

const STATES: Readonly<Record<StateName, TransferState>> = {
  planned: { kind: "planned", intents: [] },
  uploading: { kind: "uploading", upload },
  completing: { kind: "completing", upload },
  verifying: { kind: "verifying", upload, etag },
  "aborting (replan)": { kind: "aborting", upload, outcome: "replan", cause },
  "aborting (aborted)": { kind: "aborting", upload, outcome: "aborted", cause },
  "aborting (failed)": { kind: "aborting", upload, outcome: "failed", cause },
  stored: { kind: "stored", upload, object },
  skipped: { kind: "skipped", reason: "it is there" },
  aborted: { kind: "aborted", cause },
  failed: { kind: "failed", cause },
};

export const EVENTS: {
  readonly [Kind in TransferEvent["kind"]]: Extract<TransferEvent, { kind: Kind }>;
} = {
  "upload-intended": { kind: "upload-intended", token: upload.token },
  "upload-opened": { kind: "upload-opened", upload },
  "transfer-skipped": { kind: "transfer-skipped", reason: "it is there" },
  "plan-refused": { kind: "plan-refused", cause },
  "parts-uploaded": { kind: "parts-uploaded" },
  "put-proved": { kind: "put-proved", object },
  "part-abandoned": { kind: "part-abandoned", cause },
  "source-changed": { kind: "source-changed", cause },
  "upload-unknown": { kind: "upload-unknown", cause },
  "cancel-requested": { kind: "cancel-requested", cause },
  "complete-sent": { kind: "complete-sent", atMs: 0 },
  "parts-missing": { kind: "parts-missing" },
  "upload-completed": { kind: "upload-completed", etag },
  "completion-refused": { kind: "completion-refused", cause },
  "completion-cancelled": { kind: "completion-cancelled", cause },
  "upload-vanished": { kind: "upload-vanished", cause, atMs: 0 },
  "object-verified": { kind: "object-verified", object },
  "object-refused": { kind: "object-refused", cause, atMs: 0 },
  "upload-aborted": { kind: "upload-aborted", atMs: 0 },
};

export const STATE_NAMES = Object.keys(STATES) as readonly StateName[];
export const EVENT_KINDS = Object.keys(EVENTS) as readonly TransferEvent["kind"][];

/** @param event that it is about to get: one that only a PUT gets comes to a PUT */
export function transferIn(
  name: StateName,
  generation = 1,
  event?: TransferEvent["kind"],
): Transfer {
  const state = STATES[name];
  return {
    id: newTransferId(0, new Uint8Array(10)),
    jobId: newJobId(0, new Uint8Array(10)),
    tenant: "default",
    source: { connection: "source", key: "a" },
    destination: { connection: "store", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation,
    revision: 7,
    state: event === "put-proved" ? asPut(state) : state,
  };
}

function asPut(state: TransferState): TransferState {
  if (!("upload" in state)) {
    return state;
  }
  const { uploadId: _, ...put } = state.upload;
  return { ...state, upload: put };
}

export function nameOf({ state }: Transfer): StateName {
  return state.kind === "aborting" ? `aborting (${state.outcome})` : state.kind;
}
