import { isPenstockError, type RegisteredUpload, type UploadId } from "@penstock/core";
import { endNoted, partsUnlessGone } from "../finalizing/end-upload.ts";
import {
  type FoundUpload,
  type SurveyEngine,
  surveyUploads,
  type UploadOwner,
} from "./open-uploads.ts";
import { type Ender, endOrphans, INTENT_GRACE_MS } from "./orphans-of-intents.ts";

/** Each takes some requests, and the client waits for the response. */
const MAX_ENDED = 200;

const TOO_YOUNG = "a planner may be at work on it: ask again in two minutes";

export type EndRequest = {
  readonly connections: readonly string[];
  /** Either those of ours that no transfer uses and are this old, or exactly these. */
  readonly wanted: { readonly olderThanMs: number } | { readonly uploadIds: readonly string[] };
};

export type EndedUpload = {
  readonly uploadId: string;
  /** Undefined for an id that neither store nor ledger knows. */
  readonly found: FoundUpload | undefined;
  readonly outcome:
    | { readonly kind: "ended" }
    /** It is not ours to end, or not now: in words for a person. */
    | { readonly kind: "refused"; readonly reason: string }
    | { readonly kind: "failed"; readonly reason: string };
};

export type EndReport = {
  readonly uploads: readonly EndedUpload[];
  /** Old enough, and left alone because they are not ours or a transfer uses them. */
  readonly leftAlone: { readonly foreign: number; readonly owned: number };
  /** More are to be ended than one request does. */
  readonly hasMore: boolean;
};

type EndEngine = SurveyEngine & Ender;

/**
 * Ends uploads that are ours by the ledger and that no transfer uses. One of a running
 * transfer, or a foreign one, is refused and never touched.
 */
export async function endUploads(
  engine: EndEngine,
  { connections, wanted }: EndRequest,
  signal: AbortSignal,
): Promise<EndReport> {
  const { uploads } = await surveyUploads(engine, connections, signal);
  if ("uploadIds" in wanted) {
    const ended: EndedUpload[] = [];
    for (const uploadId of wanted.uploadIds) {
      const found = uploads.find((upload) => upload.uploadId === uploadId);
      ended.push(await endOne(engine, { uploadId, found }, signal));
    }
    return { uploads: ended, leftAlone: { foreign: 0, owned: 0 }, hasMore: false };
  }
  const nowMs = engine.clock.nowMs();
  const old = uploads.filter(({ openedAtMs }) => nowMs - openedAtMs >= wanted.olderThanMs);
  const orphans = old.flatMap((found) =>
    found.uploadId !== undefined && isOrphan(found) ? [{ uploadId: found.uploadId, found }] : [],
  );
  const ended: EndedUpload[] = [];
  for (const orphan of orphans.slice(0, MAX_ENDED)) {
    ended.push(await endOne(engine, orphan, signal));
  }
  const count = (kind: UploadOwner["kind"]) =>
    old.filter(({ owner }) => owner.kind === kind).length;
  return {
    uploads: ended,
    leftAlone: { foreign: count("foreign"), owned: count("transfer") },
    hasMore: orphans.length > MAX_ENDED,
  };
}

function isOrphan({ owner }: FoundUpload): boolean {
  return owner.kind === "orphan" || owner.kind === "intent";
}

async function endOne(
  engine: EndEngine,
  { uploadId, found }: Pick<EndedUpload, "uploadId" | "found">,
  signal: AbortSignal,
): Promise<EndedUpload> {
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
  engine: EndEngine,
  owner: UploadOwner,
  uploadId: UploadId,
  signal: AbortSignal,
): Promise<EndedUpload["outcome"]> {
  switch (owner.kind) {
    case "transfer": {
      const { transferId, jobId } = owner.upload;
      return refused(`${transferId} continues with it: cancel its job instead, ${jobId}`);
    }
    case "orphan": {
      const isGone = await endNoted(engine, { ...owner.upload, uploadId }, signal);
      return isGone ? { kind: "ended" } : failed("the store holds it open still");
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
  engine: EndEngine,
  intent: RegisteredUpload,
  uploadId: UploadId,
  signal: AbortSignal,
): Promise<EndedUpload["outcome"]> {
  if (intent.ageMs < INTENT_GRACE_MS) {
    return refused(TOO_YOUNG);
  }
  const ending = await endOrphans(engine, [intent], { graceMs: INTENT_GRACE_MS, signal });
  switch (ending.kind) {
    case "ended": {
      const ref = { key: intent.key, uploadId };
      const store = engine.connections.store(intent.connection);
      return (await partsUnlessGone(store, ref, signal)) === undefined
        ? { kind: "ended" }
        : refused("it holds parts, so it is not what our intent opened");
    }
    case "waiting":
      return refused(TOO_YOUNG);
    case "unclear":
      return refused("more empty uploads are open under its key than ours can be");
    default:
      return ending satisfies never;
  }
}

function refused(reason: string): EndedUpload["outcome"] {
  return { kind: "refused", reason };
}

function failed(reason: string): EndedUpload["outcome"] {
  return { kind: "failed", reason };
}
