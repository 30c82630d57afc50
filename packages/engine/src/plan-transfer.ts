import {
  decide,
  MAX_PART_ATTEMPTS,
  type ObjectAttributes,
  type ObjectStore,
  planParts,
  type SourceStat,
  type TaskOutcome,
  type Transfer,
  type TransferRef,
  type Upload,
  type UploadId,
} from "@penstock/core";
import { advance, feed, refOf } from "./advance.ts";
import type { Engine } from "./engine.ts";
import { DONE, expectFailure, judge } from "./failure.ts";

const TOKEN_BYTES = 16;

/** Looks at the source, freezes the plan, opens the upload and hands out its first parts. */
export async function planTransfer(
  engine: Engine,
  ref: TransferRef,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const transfer = await engine.ledger.readTransfer(ref);
  if (transfer === undefined || decide(transfer) !== "plan") {
    return DONE;
  }
  try {
    await openUpload(engine, transfer, signal);
  } catch (error) {
    return planFailed(engine, transfer, error);
  }
  await feed(engine, transfer.tenant);
  return DONE;
}

async function openUpload(engine: Engine, transfer: Transfer, signal: AbortSignal): Promise<void> {
  const store = engine.connections.store(transfer.destination.connection);
  const source = engine.connections.source(transfer.source.connection);
  if (transfer.options.overwrite === "never" && (await exists(store, transfer, signal))) {
    await advance(engine, transfer, {
      kind: "transfer-skipped",
      reason: "the destination exists and may not be overwritten",
    });
    return;
  }
  const stat = await source.stat(transfer.source.key, signal);
  const upload = freezeUpload(engine, transfer, { store, stat });

  // The intent is durable before the store hears of the upload, so that an upload whose id was
  // lost on the way back can be told from everybody else's by its token.
  const intended = await advance(engine, transfer, {
    kind: "upload-intended",
    token: upload.token,
  });
  if (decide(intended) !== "plan") {
    return;
  }
  const uploadId = await initiate(store, intended, upload, signal);
  const named: Upload = uploadId === undefined ? upload : { ...upload, uploadId };
  const opened = await saveOpened(engine, intended, named);
  const isOurs = "upload" in opened.state && opened.state.upload.token === upload.token;
  if (!isOurs && uploadId !== undefined) {
    // Cancelled meanwhile, or planned twice: this upload is nobody's, and only we know its id.
    await abortOwn(engine, transfer, { store, uploadId, signal });
  }
}

async function saveOpened(
  engine: Pick<Engine, "ledger" | "log">,
  transfer: Transfer,
  upload: Upload,
): Promise<Transfer> {
  try {
    return await advance(engine, transfer, { kind: "upload-opened", upload });
  } catch (error) {
    // It may be saved or not, so it may not be aborted: a person has to look.
    logOrphan(engine, transfer, { uploadId: upload.uploadId, error });
    throw error;
  }
}

/** The ledger has no place for this upload, so all that is left after a failure is the log. */
async function abortOwn(
  engine: Pick<Engine, "log">,
  transfer: Transfer,
  {
    store,
    uploadId,
    signal,
  }: { readonly store: ObjectStore; readonly uploadId: UploadId; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await store.abort({ key: transfer.destination.key, uploadId }, signal);
  } catch (error) {
    logOrphan(engine, transfer, { uploadId, error });
  }
}

function logOrphan(
  { log }: Pick<Engine, "log">,
  transfer: Transfer,
  { uploadId, error }: { readonly uploadId: UploadId | undefined; readonly error: unknown },
): void {
  if (uploadId !== undefined) {
    log.error(
      { ...refOf(transfer), ...transfer.destination, uploadId, err: error },
      "an upload may stay open at the store that the ledger does not know",
    );
  }
}

function freezeUpload(
  engine: Pick<Engine, "random">,
  transfer: Transfer,
  { store, stat }: { readonly store: ObjectStore; readonly stat: SourceStat },
): Upload {
  const { partSizeBytes, attributes } = transfer.options;
  const plan = planParts({
    sizeBytes: stat.pin.sizeBytes,
    limits: store.profile.limits,
    hasRanges: stat.hasRanges,
    ...(partSizeBytes !== undefined && { partSizeBytes }),
  });
  return {
    token: hex(engine.random.bytes(TOKEN_BYTES)),
    plan,
    pin: stat.pin,
    checksum: store.profile.checksum,
    attributes: withContentType(attributes, stat.contentType),
  };
}

function withContentType(
  attributes: ObjectAttributes,
  contentType: string | undefined,
): ObjectAttributes {
  return attributes.contentType === undefined && contentType !== undefined
    ? { ...attributes, contentType }
    : attributes;
}

async function initiate(
  store: ObjectStore,
  transfer: Transfer,
  upload: Upload,
  signal: AbortSignal,
): Promise<UploadId | undefined> {
  if (upload.plan.strategy === "put") {
    return undefined;
  }
  const { token, attributes, checksum } = upload;
  const key = transfer.destination.key;
  return store.initiate({ key, attributes, token, checksum }, signal);
}

async function exists(
  store: ObjectStore,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<boolean> {
  const head = await store.head(transfer.destination.key, store.profile.checksum, signal);
  return head !== undefined;
}

async function planFailed(
  engine: Engine,
  transfer: Transfer,
  thrown: unknown,
): Promise<TaskOutcome> {
  const error = expectFailure(thrown);
  const { cause, retry, attempts, later } = await judge(engine, {
    ref: refOf(transfer),
    generation: transfer.generation,
    step: "plan",
    error,
  });
  if (retry !== "never" && attempts < MAX_PART_ATTEMPTS) {
    return later;
  }
  await advance(engine, transfer, { kind: "plan-refused", cause });
  return DONE;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
