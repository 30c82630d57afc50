// The parts of one transfer: which state each is in, who uploaded it, and what failed.

import {
  type AttemptFailure,
  type FrozenReceipt,
  type JobId,
  keptTransfersOf,
  type MissingParts,
  type PartState,
  PenstockError,
  PIECE_TRANSFERS,
  partStates,
  type Transfer,
  type TransferId,
  toETag,
  toPartNumber,
  type UploadedPart,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { OnPorts } from "../engine.ts";
import { archivedJob } from "../history/archived-job.ts";
import { type FindingEngine, findJob } from "../jobs/find-job.ts";

type PartsEngine = FindingEngine & OnPorts<"measures" | "transfers">;

export type TransferParts = {
  readonly transfer: Transfer;
  /** One for each part; none while the transfer is not planned. */
  readonly states: readonly PartState[];
  readonly uploaded: readonly UploadedPart[];
  /** The newest ones, oldest first. */
  readonly failures: readonly AttemptFailure[];
  readonly failureCount: number;
};

/** @throws PenstockError `not-found`, and as `findJob` does */
export async function partsOfTransfer(
  engine: PartsEngine,
  { tenant, jobId }: { readonly tenant: string; readonly jobId: JobId },
  transferId: TransferId,
): Promise<TransferParts> {
  const { transfers, measures } = engine.ledger;
  const ref = { tenant, transferId };
  const transfer = await transfers.readTransfer(ref);
  if (transfer === undefined) {
    return await archivedParts(engine, { tenant, jobId }, transferId);
  }
  if (transfer.jobId !== jobId) {
    throw noTransfer(jobId, transferId);
  }
  const [uploaded, failures, missing, receipt] = await Promise.all([
    transfers.uploadedParts(transfer),
    transfers.failures(ref),
    measures.missingParts(ref),
    transfers.frozenReceipt(refOf(transfer)),
  ]);
  return {
    transfer,
    states: statesOf(transfer, uploaded, missing),
    uploaded: receipt === undefined ? uploaded : partsOfReceipt(receipt),
    failures,
    failureCount: missing?.failures ?? failures.length,
  };
}

async function archivedParts(
  engine: PartsEngine,
  { tenant, jobId }: { readonly tenant: string; readonly jobId: JobId },
  transferId: TransferId,
): Promise<TransferParts> {
  const record = await findJob(engine, tenant, jobId);
  for (let from = 0; from < keptTransfersOf(record); from += PIECE_TRANSFERS) {
    const piece = await archivedJob(engine, tenant, jobId, from);
    const found = piece?.transfers.find(({ transfer }) => transfer.id === transferId);
    if (found !== undefined) {
      const { transfer, failures, receipt } = found;
      const failureCount = failures.length;
      const uploaded = receipt === undefined ? [] : partsOfBody(receipt.parts);
      return {
        ...{ transfer, failures, failureCount, uploaded },
        states: statesOf(transfer, [], undefined),
      };
    }
  }
  throw noTransfer(jobId, transferId);
}

function noTransfer(jobId: JobId, transferId: TransferId): PenstockError {
  return new PenstockError("not-found", `the job ${jobId} has no transfer ${transferId}`);
}

function statesOf(
  { state }: Transfer,
  uploaded: readonly UploadedPart[],
  missing: MissingParts | undefined,
): readonly PartState[] {
  const parts = "upload" in state ? state.upload.plan.partCount : 0;
  if (state.kind === "stored") {
    return Array.from({ length: parts }, () => "V");
  }
  const numbers = new Set<number>(uploaded.map(({ number }) => number));
  const nothing = { next: 1, redo: [], failed: [], failures: 0 };
  const states = partStates(parts, numbers, missing ?? nothing);
  return state.kind === "uploading" ? states : states.map((each) => (each === "S" ? "S" : "F"));
}

/** A receipt takes the place of the parts: who uploaded them is not kept then. */
function partsOfReceipt({ frozenParts }: FrozenReceipt): readonly UploadedPart[] {
  return partsOfBody(frozenParts.map(([etag, checksum]) => ({ etag, checksum })));
}

function partsOfBody(
  parts: readonly { readonly etag?: string | undefined; readonly checksum?: string | undefined }[],
): readonly UploadedPart[] {
  return parts.flatMap(({ etag, checksum }, index) =>
    etag === undefined
      ? []
      : [
          {
            number: toPartNumber(index + 1),
            etag: toETag(etag),
            ...(checksum !== undefined && { checksum }),
          },
        ],
  );
}
