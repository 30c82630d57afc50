import { isPenstockError, type RegisteredUpload, type UploadId } from "@penstock/core";
import { abortRegistered, partsUnlessGone } from "../finalizing/abort-until-gone.ts";
import {
  type FoundUpload,
  type SurveyEngine,
  surveyUploads,
  type UploadOwner,
} from "./open-uploads.ts";
import { type Aborter, abortOrphans, INTENT_GRACE_MS } from "./orphans-of-intents.ts";

/** Each takes some requests, and the client waits for the response. */
const MAX_ENDED = 200;

const TOO_YOUNG = "a planner may be at work on it: ask again in two minutes";

export type EndRequest = {
  readonly connections: readonly string[];
  /** Either those of ours that no transfer uses and are this old, or exactly these. */
  readonly wanted: { readonly olderThanMs: number } | { readonly uploadIds: readonly string[] };
};

export type AbortedUpload = {
  readonly uploadId: string;
  /** Undefined for an id that neither store nor ledger knows. */
  readonly found: FoundUpload | undefined;
  readonly outcome:
    | { readonly kind: "aborted" }
    /** It may not be aborted, or not now: in words for a person. */
    | { readonly kind: "refused"; readonly reason: string }
    | { readonly kind: "failed"; readonly reason: string };
};

export type AbortReport = {
  readonly uploads: readonly AbortedUpload[];
  /** Old enough, and left alone because they are not ours or a transfer uses them. */
  readonly leftAlone: { readonly foreign: number; readonly owned: number };
  /** More are to be aborted than one request does. */
  readonly hasMore: boolean;
};

type AbortEngine = SurveyEngine & Aborter;

/**
 * Ends uploads that are ours by the ledger and that no transfer uses. One of a running
 * transfer, or a foreign one, is refused and never touched.
 */
export async function abortUploads(
  engine: AbortEngine,
  { connections, wanted }: EndRequest,
  signal: AbortSignal,
): Promise<AbortReport> {
  const { uploads } = await surveyUploads(engine, connections, signal);
  if ("uploadIds" in wanted) {
    const aborted: AbortedUpload[] = [];
    for (const uploadId of wanted.uploadIds) {
      const found = uploads.find((upload) => upload.uploadId === uploadId);
      aborted.push(await abortOne(engine, { uploadId, found }, signal));
    }
    return { uploads: aborted, leftAlone: { foreign: 0, owned: 0 }, hasMore: false };
  }
  const nowMs = engine.clock.nowMs();
  const old = uploads.filter(({ openedAtMs }) => nowMs - openedAtMs >= wanted.olderThanMs);
  const orphans = old.flatMap((found) =>
    found.uploadId !== undefined && isOrphan(found) ? [{ uploadId: found.uploadId, found }] : [],
  );
  const aborted: AbortedUpload[] = [];
  for (const orphan of orphans.slice(0, MAX_ENDED)) {
    aborted.push(await abortOne(engine, orphan, signal));
  }
  const count = (kind: UploadOwner["kind"]) =>
    old.filter(({ owner }) => owner.kind === kind).length;
  return {
    uploads: aborted,
    leftAlone: { foreign: count("foreign"), owned: count("transfer") },
    hasMore: orphans.length > MAX_ENDED,
  };
}

function isOrphan({ owner }: FoundUpload): boolean {
  return owner.kind === "orphan" || owner.kind === "intent";
}

async function abortOne(
  engine: AbortEngine,
  { uploadId, found }: Pick<AbortedUpload, "uploadId" | "found">,
  signal: AbortSignal,
): Promise<AbortedUpload> {
  try {
    const outcome =
      found?.uploadId === undefined
        ? refused("no store shows it, and the ledger does not know it")
        : await endFound(engine, found.owner, found.uploadId, signal);
    return { uploadId, found, outcome };
  } catch (error) {
    if (!isPenstockError(error) || error.code === "ledger-unavailable") {
      throw error;
    }
    return { uploadId, found, outcome: { kind: "failed", reason: error.message } };
  }
}

async function endFound(
  engine: AbortEngine,
  owner: UploadOwner,
  uploadId: UploadId,
  signal: AbortSignal,
): Promise<AbortedUpload["outcome"]> {
  switch (owner.kind) {
    case "transfer": {
      const { transferId, jobId } = owner.upload;
      return refused(`${transferId} continues with it: cancel its job instead, ${jobId}`);
    }
    case "orphan": {
      const isGone = await abortRegistered(engine, { ...owner.upload, uploadId }, signal);
      return isGone ? { kind: "aborted" } : failed("the store holds it open still");
    }
    case "intent":
      return endIntended(engine, owner.upload, uploadId, signal);
    case "foreign":
      return refused("it is not ours by the ledger, and might be in use");
    default:
      return owner satisfies never;
  }
}

async function endIntended(
  engine: AbortEngine,
  intent: RegisteredUpload,
  uploadId: UploadId,
  signal: AbortSignal,
): Promise<AbortedUpload["outcome"]> {
  if (intent.ageMs < INTENT_GRACE_MS) {
    return refused(TOO_YOUNG);
  }
  const result = await abortOrphans(engine, [intent], { graceMs: INTENT_GRACE_MS, signal });
  switch (result.kind) {
    case "aborted": {
      const ref = { key: intent.key, uploadId };
      const store = engine.connections.store(intent.connection);
      return (await partsUnlessGone(store, ref, signal)) === undefined
        ? { kind: "aborted" }
        : refused("it holds parts, so it is not what our intent opened");
    }
    case "waiting":
      return refused(TOO_YOUNG);
    case "unclear":
      return refused("more empty uploads are open under its key than ours can be");
    default:
      return result satisfies never;
  }
}

function refused(reason: string): AbortedUpload["outcome"] {
  return { kind: "refused", reason };
}

function failed(reason: string): AbortedUpload["outcome"] {
  return { kind: "failed", reason };
}
