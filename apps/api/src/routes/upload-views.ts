import type { AbortedUpload, AbortReport, FoundUpload, UploadDetails } from "@penstock/engine";
import type { AbortOrphansView, OpenUploadView } from "@penstock/wire";

/** Shown to clients of an upload that is open, or may be. */
export function toOpenUploadView(upload: UploadDetails, nowMs: number): OpenUploadView {
  const { connection, key, uploadId, openedAtMs, isListed, owner, parts, state } = upload;
  const own = owner.kind === "foreign" ? undefined : owner.upload;
  return {
    connection,
    key,
    uploadId: uploadId ?? null,
    openedAt: new Date(openedAtMs).toISOString(),
    ageSeconds: Math.max(0, Math.round((nowMs - openedAtMs) / 1000)),
    isListed: isListed ?? null,
    parts: parts?.length ?? null,
    bytes: parts?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? null,
    owner: owner.kind,
    transferId: own?.transferId ?? null,
    jobId: own?.jobId ?? null,
    state: state ?? null,
  };
}

export function toAbortOrphansView({ uploads, leftAlone, hasMore }: AbortReport): AbortOrphansView {
  return {
    data: uploads.map(toEndedView),
    leftAlone: { foreign: leftAlone.foreign, transfers: leftAlone.owned },
    hasMore,
  };
}

function toEndedView({
  uploadId,
  found,
  outcome,
}: AbortedUpload): AbortOrphansView["data"][number] {
  return {
    uploadId,
    connection: found?.connection ?? null,
    key: found?.key ?? null,
    outcome: outcome.kind,
    reason: outcome.kind === "aborted" ? null : outcome.reason,
    jobId: ownedJobOf(found) ?? null,
  };
}

function ownedJobOf(found: FoundUpload | undefined): string | undefined {
  return found?.owner.kind === "transfer" ? found.owner.upload.jobId : undefined;
}
