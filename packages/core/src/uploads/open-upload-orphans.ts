import { timeOfUploadToken } from "../ids.ts";
import type { OpenUpload } from "../ports/object-store.ts";
import type { RegisteredUpload } from "./open-upload.ts";

/** How far the store's clock may be behind the ledger's. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Of the uploads that a store shows, those that may be an intent's whose response was lost: open
 * under exactly its key, since its time, and unknown to the ledger. What is left to ask the store is
 * whether they are empty, because no worker can send parts to an upload with an unknown id.
 *
 * A key is compared whole: a list by the prefix `a` shows the uploads of `a.b` and `a/` as well.
 *
 * @param listed by this connection
 * @param registered of all tenants and connections, read after the list: two connections may lead to
 * one bucket, and an upload of this instant has to be known, or its intent has to
 * @param graceMs for how long after the intent the store may have opened it
 */
export function possibleOrphans(
  listed: readonly OpenUpload[],
  {
    connection,
    registered,
    graceMs,
  }: {
    readonly connection: string;
    readonly registered: readonly RegisteredUpload[];
    readonly graceMs: number;
  },
): readonly OpenUpload[] {
  const known = new Set(registered.map(({ uploadId }) => uploadId));
  const unanswered = registered.filter(
    (upload) => upload.connection === connection && isUnanswered(upload),
  );
  return listed.filter(
    ({ key, uploadId, initiatedAtMs }) =>
      !known.has(uploadId) &&
      unanswered.some((intent) => {
        const [earliestMs, latestMs] = timesOf(intent);
        return (
          intent.key === key &&
          initiatedAtMs >= earliestMs - CLOCK_MARGIN_MS &&
          initiatedAtMs <= latestMs + graceMs
        );
      }),
  );
}

/**
 * Between which times it was intended. The token has the time of the planner, which is the ledger's but for some seconds
 * after its clock was set; the ledger's own is right, unless it was filled again: then it knows when that was. Where both
 * happened, it was in between.
 */
function timesOf({ token, intendedAtMs }: RegisteredUpload): readonly [number, number] {
  const byPlanner = timeOfUploadToken(token) ?? intendedAtMs;
  return [Math.min(byPlanner, intendedAtMs), Math.max(byPlanner, intendedAtMs)];
}

/** True for an intent of which it is unknown whether the store opened an upload for it. */
export function isUnanswered({ uploadId }: RegisteredUpload): boolean {
  return uploadId === undefined;
}
