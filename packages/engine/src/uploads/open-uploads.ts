import {
  type Cause,
  causeOf,
  isPenstockError,
  isUnanswered,
  type ListedPart,
  type ObjectStore,
  type OpenUpload,
  possibleOrphans,
  type RegisteredUpload,
  type TransferStateKind,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { partsUnlessGone } from "../finalizing/abort-until-gone.ts";
import { INTENT_GRACE_MS, openUploadsOfAll } from "./orphans-of-intents.ts";

/** What is listed of one connection at most: ten requests to most stores. */
const MAX_LISTED = 10_000;
const AT_ONCE = 8;

/** Whose an upload is, by the ledger. */
export type UploadOwner =
  /** A transfer uses it. */
  | { readonly kind: "transfer"; readonly upload: RegisteredUpload }
  /** Opened by this deployment, and no transfer uses it: the sweep aborts it. */
  | { readonly kind: "orphan"; readonly upload: RegisteredUpload }
  /** Intended by this deployment, and the response is not known: this may be what the store opened. */
  | { readonly kind: "intent"; readonly upload: RegisteredUpload }
  | { readonly kind: "foreign" };

/** An upload that a store shows, or that the ledger names. */
export type FoundUpload = Pick<RegisteredUpload, "connection" | "key" | "uploadId"> & {
  readonly openedAtMs: number;
  /** False for one that only the ledger names, undefined where the list failed or was cut. */
  readonly isListed: boolean | undefined;
  readonly owner: UploadOwner;
};

export type UploadSurvey = {
  /** Oldest first. */
  readonly uploads: readonly FoundUpload[];
  /** Connections whose uploads are not all here, and why. */
  readonly gaps: readonly { readonly connection: string; readonly cause: Cause }[];
};

export type SurveyEngine = OnPorts<"jobs" | "transfers" | "uploads"> &
  Pick<Engine, "connections" | "clock">;

type Listing = {
  readonly connection: string;
  readonly listed: readonly OpenUpload[];
  readonly gap: Cause | undefined;
};

/**
 * Every upload that is open at these connections, by the stores' own lists, joined with what the
 * ledger names. Reads only.
 *
 * @throws PenstockError `connection-unknown`, `connection-unsuitable`, `ledger-unavailable`
 */
export async function surveyUploads(
  engine: SurveyEngine,
  connections: readonly string[],
  signal: AbortSignal,
): Promise<UploadSurvey> {
  const stores = connections.map((connection) => ({
    connection,
    store: engine.connections.store(connection),
  }));
  const listings = await Promise.all(
    stores.map(({ connection, store }) => listAll(connection, store, signal)),
  );
  // After the lists: an upload that was opened in between is listed nowhere, and known all the same.
  const registered = await openUploadsOfAll(engine.ledger);
  const listed = withoutRepeats(listings.flatMap((listing) => listedUploads(listing, registered)));
  const unlisted = unlistedUploads(listings, without(registered, listed));
  const uploads = [...listed, ...unlisted];
  return {
    uploads: uploads.sort((one, other) => one.openedAtMs - other.openedAtMs),
    gaps: listings.flatMap(({ connection, gap }) =>
      gap === undefined ? [] : [{ connection, cause: gap }],
    ),
  };
}

async function listAll(
  connection: string,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<Listing> {
  const listed: OpenUpload[] = [];
  try {
    for await (const upload of store.listUploads("", signal)) {
      if (listed.length === MAX_LISTED) {
        const message = `only the first ${MAX_LISTED} uploads were listed`;
        return { connection, listed, gap: { code: "request-too-large", message } };
      }
      listed.push(upload);
    }
    return { connection, listed, gap: undefined };
  } catch (error) {
    if (!isPenstockError(error)) {
      throw error;
    }
    return { connection, listed, gap: causeOf(error) };
  }
}

function listedUploads(
  { connection, listed }: Listing,
  registered: readonly RegisteredUpload[],
): readonly FoundUpload[] {
  const known = new Map(registered.map((upload) => [upload.uploadId, upload]));
  const question = { connection, registered, graceMs: INTENT_GRACE_MS };
  const possible = new Set(possibleOrphans(listed, question));
  return listed.map((upload) => {
    const { key, uploadId, initiatedAtMs: openedAtMs } = upload;
    const own = known.get(uploadId);
    const intent = possible.has(upload)
      ? registered.find((entry) => isIntentAt(entry, connection, key))
      : undefined;
    const owner = own === undefined ? foreignUnless(intent) : ownerOf(own);
    return { connection, key, uploadId, openedAtMs, isListed: true, owner };
  });
}

function isIntentAt(entry: RegisteredUpload, connection: string, key: string): boolean {
  return isUnanswered(entry) && entry.connection === connection && entry.key === key;
}

/** A bucket that several connections lead to is listed by each: an upload is shown where it belongs. */
function withoutRepeats(uploads: readonly FoundUpload[]): readonly FoundUpload[] {
  const groups = Map.groupBy(uploads, ({ key, uploadId }) => JSON.stringify([key, uploadId]));
  return [...groups.values()].flatMap((repeats) => {
    const shown = repeats.find(isWhereItBelongs) ?? repeats[0];
    return shown === undefined ? [] : [shown];
  });
}

function isWhereItBelongs({ owner, connection }: FoundUpload): boolean {
  return owner.kind !== "foreign" && owner.upload.connection === connection;
}

/** What the ledger names and the store does not show: gone, unless the list has a gap. */
function unlistedUploads(
  listings: readonly Listing[],
  registered: readonly RegisteredUpload[],
): readonly FoundUpload[] {
  const gaps = new Map(listings.map(({ connection, gap }) => [connection, gap !== undefined]));
  return registered
    .filter(({ connection }) => gaps.has(connection))
    .map((upload) => ({
      connection: upload.connection,
      key: upload.key,
      ...(upload.uploadId !== undefined && { uploadId: upload.uploadId }),
      openedAtMs: upload.intendedAtMs,
      isListed: gaps.get(upload.connection) === true ? undefined : false,
      owner: ownerOf(upload),
    }));
}

function without(
  registered: readonly RegisteredUpload[],
  shown: readonly FoundUpload[],
): readonly RegisteredUpload[] {
  const tokens = new Set(
    shown.map(({ owner }) => (owner.kind === "foreign" ? undefined : owner.upload.token)),
  );
  return registered.filter(({ token }) => !tokens.has(token));
}

function ownerOf(upload: RegisteredUpload): UploadOwner {
  if (upload.isOwned) {
    return { kind: "transfer", upload };
  }
  return { kind: upload.uploadId === undefined ? "intent" : "orphan", upload };
}

function foreignUnless(intent: RegisteredUpload | undefined): UploadOwner {
  return intent === undefined ? { kind: "foreign" } : { kind: "intent", upload: intent };
}

/** What is asked of the store and the ledger only for the uploads that are shown. */
export type UploadDetails = FoundUpload & {
  /** Undefined where the store does not show the upload, or did not answer. */
  readonly parts: readonly ListedPart[] | undefined;
  /** Of the transfer that uses it. */
  readonly state: TransferStateKind | undefined;
};

export async function describeUploads(
  engine: SurveyEngine,
  uploads: readonly FoundUpload[],
  signal: AbortSignal,
): Promise<readonly UploadDetails[]> {
  const described: UploadDetails[] = [];
  for (let at = 0; at < uploads.length; at += AT_ONCE) {
    const page = uploads.slice(at, at + AT_ONCE);
    described.push(...(await Promise.all(page.map((upload) => describe(engine, upload, signal)))));
  }
  return described;
}

async function describe(
  engine: SurveyEngine,
  upload: FoundUpload,
  signal: AbortSignal,
): Promise<UploadDetails> {
  const [parts, state] = await Promise.all([
    partsOf(engine, upload, signal),
    stateOf(engine, upload),
  ]);
  return { ...upload, parts, state };
}

async function partsOf(
  { connections }: SurveyEngine,
  { connection, key, uploadId, isListed }: FoundUpload,
  signal: AbortSignal,
): Promise<readonly ListedPart[] | undefined> {
  if (uploadId === undefined || isListed === false) {
    return undefined;
  }
  try {
    return await partsUnlessGone(connections.store(connection), { key, uploadId }, signal);
  } catch (error) {
    if (isPenstockError(error)) {
      return undefined;
    }
    throw error;
  }
}

async function stateOf(
  { ledger }: SurveyEngine,
  { owner }: FoundUpload,
): Promise<TransferStateKind | undefined> {
  if (owner.kind !== "transfer") {
    return undefined;
  }
  const { tenant, transferId } = owner.upload;
  return (await ledger.transfers.readTransfer({ tenant, transferId }))?.state.kind;
}
