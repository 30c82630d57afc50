import type { Cause, PartRef, Transfer, TransferState, UploadId } from "@penstock/core";

const UNDER_WAY: readonly TransferState["kind"][] = ["uploading", "completing"];

/** Whether the transfer continues with this upload. */
export function isUnderWay({ state }: Transfer, uploadId: UploadId): boolean {
  return UNDER_WAY.includes(state.kind) && "upload" in state && state.upload.uploadId === uploadId;
}

/** Why it failed, or is about to. */
export function causeOfFailure(state: TransferState): Cause | undefined {
  if (state.kind === "failed" || state.kind === "aborted") {
    return state.cause;
  }
  return state.kind === "aborting" ? state.cause : undefined;
}

/** The same for every attempt at a part. */
export function partName({ transferId, generation, number }: Omit<PartRef, "tenant">): string {
  return `${transferId}/${generation}/${number}`;
}
