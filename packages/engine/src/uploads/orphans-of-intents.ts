import {
  isUnanswered,
  type Ledger,
  type ObjectStore,
  type OpenUpload,
  PenstockError,
  possibleOrphans,
  type RegisteredUpload,
  type UploadId,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { abortOnce, partsUnlessGone, stillShown } from "../finalizing/abort-until-gone.ts";

/**
 * For how long after its intent a planner may still open the upload: its lease (15 s) and the longest
 * that a store lets it wait for the response (60 s), and most of that again for a machine that stood still.
 */
export const INTENT_GRACE_MS = 120_000;

/** What a list by one key shows at most; lists are in the order of keys, so the key itself comes first. */
const MAX_LISTED = 10_000;

export type Aborter = OnPorts<"jobs" | "transfers" | "uploads"> &
  Pick<Engine, "journal" | "connections" | "log">;

/** What became of intents of one key that got no response. */
export type AbortResult =
  /** What they opened is aborted, if they opened anything; the intents are forgotten. */
  | { readonly kind: "aborted"; readonly aborted: readonly OpenUpload[] }
  /** A planner may be at work on the key: look again. */
  | { readonly kind: "waiting" }
  /** More empty uploads are open than intents have no response: some are not ours, and nothing tells which. */
  | { readonly kind: "unclear"; readonly uploads: number };

type Limits = { readonly graceMs: number; readonly signal: AbortSignal };

/**
 * Finds out by elimination which uploads intents have opened, and aborts those. It never adopts one:
 * what is open under exactly this key since the intent, is unknown to the ledger and holds no parts is ours
 * or worthless; everything else is left alone.
 *
 * @param intents all of one connection and key, of any tenant, older than the grace
 */
export async function abortOrphans(
  engine: Aborter,
  intents: readonly [RegisteredUpload, ...RegisteredUpload[]],
  limits: Limits,
): Promise<AbortResult> {
  const [{ connection, key }] = intents;
  const store = engine.connections.store(connection);
  const listed = await listKey(store, key, limits.signal);
  const result = await abortAmong(engine, { intents, store, listed }, limits);
  if (result.kind === "aborted") {
    for (const intent of intents) {
      await engine.ledger.uploads.forgetUpload(intent);
    }
  }
  return result;
}

type Scene = {
  readonly intents: readonly [RegisteredUpload, ...RegisteredUpload[]];
  readonly store: ObjectStore;
  readonly listed: readonly OpenUpload[];
};

async function abortAmong(
  engine: Aborter,
  { intents, store, listed }: Scene,
  { graceMs, signal }: Limits,
): Promise<AbortResult> {
  if (listed.length === 0) {
    return { kind: "aborted", aborted: [] };
  }
  const [{ connection, key, transferId, jobId }] = intents;
  // Read after the list, so that the opener of what it shows is in here, at least by its intent.
  const registered = await openUploadsOfAll(engine.ledger);
  if (registered.some(isUnreadable)) {
    throw new PenstockError(
      "unexpected-error",
      "an upload in the ledger cannot be read: no upload of this key is aborted",
    );
  }
  const journalled = await journalledIds(engine, intents);
  const possible = possibleOrphans(listed, { connection, registered, graceMs }).filter(
    ({ uploadId }) => !journalled.has(uploadId),
  );
  // Another connection may lead to the same bucket, so its planners count as well.
  const unanswered = registered.filter((upload) => upload.key === key && isUnanswered(upload));
  if (possible.length > 0 && unanswered.some(({ ageMs }) => ageMs < graceMs)) {
    return { kind: "waiting" };
  }
  const empty: OpenUpload[] = [];
  for (const upload of possible) {
    const parts = await partsUnlessGone(store, upload, signal);
    if (parts?.length === 0) {
      empty.push(upload);
    }
  }
  const facts = { connection, transferId, jobId, key, uploads: empty.length };
  if (empty.length > unanswered.filter((upload) => upload.connection === connection).length) {
    return { kind: "unclear", uploads: empty.length };
  }
  for (const upload of empty) {
    const { uploadId } = upload;
    engine.log.warn({ ...facts, uploadId }, "aborting an upload whose Initiate got no response");
    if (!(await abortOnce(store, upload, signal))) {
      throw stillShown();
    }
  }
  return { kind: "aborted", aborted: empty };
}

async function listKey(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<readonly OpenUpload[]> {
  const found: OpenUpload[] = [];
  let listed = 0;
  for await (const upload of store.listUploads(key, signal)) {
    listed += 1;
    if (upload.key === key) {
      found.push(upload);
    }
    if (listed === MAX_LISTED) {
      break;
    }
  }
  return found;
}

/** It may be any of those that a store lists. */
function isUnreadable({ connection }: RegisteredUpload): boolean {
  return connection === "";
}

/** Of all tenants: they share buckets. */
export async function openUploadsOfAll(
  ledger: Pick<Ledger, "jobs" | "uploads">,
): Promise<readonly RegisteredUpload[]> {
  const all: RegisteredUpload[] = [];
  for (const tenant of await ledger.jobs.tenants()) {
    all.push(...(await ledger.uploads.openUploads(tenant)));
  }
  return all;
}

/** A ledger that fell back may know the intent and not the upload, which the journal then restores. */
async function journalledIds(
  { ledger, journal }: OnPorts<"transfers"> & Pick<Engine, "journal">,
  intents: readonly RegisteredUpload[],
): Promise<ReadonlySet<UploadId>> {
  const ids = new Set<UploadId>();
  for (const { tenant, transferId } of journal === undefined ? [] : intents) {
    const transfer = await ledger.transfers.readTransfer({ tenant, transferId });
    const known = transfer && (await journal?.readTransfer(transfer));
    const state = known?.transfer?.state;
    if (state !== undefined && "upload" in state && state.upload.uploadId !== undefined) {
      ids.add(state.upload.uploadId);
    }
  }
  return ids;
}
