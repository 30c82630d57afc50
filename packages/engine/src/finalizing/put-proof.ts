import {
  isPenstockError,
  MAX_PART_ATTEMPTS,
  type ObjectHead,
  PenstockError,
  partRange,
  precedesBody,
  type Transfer,
  toPartNumber,
  type Upload,
  type UploadedPart,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";
import { checksumOf, UNREADABLE } from "./read-back.ts";

type Found = {
  readonly transfer: Transfer;
  readonly upload: Upload;
  readonly head: ObjectHead;
};

const ONLY_PART = toPartNumber(1);

/**
 * The record of a PUT whose response was lost, so that what was read for it was not recorded: the source is
 * read once more. One that cannot be read any more leaves the proof by token and size, for the object
 * is there and ours; but not where the store once got other bytes than were sent.
 *
 * @throws PenstockError `integrity-mismatch`; the reader's `source-…` codes that pass
 */
export async function readForProof(
  engine: OnPorts<"transfers"> & Pick<Engine, "connections" | "hashing">,
  { transfer, upload, head }: Found,
  signal: AbortSignal,
): Promise<readonly UploadedPart[]> {
  if (upload.uploadId !== undefined || head.checksum === undefined) {
    return [];
  }
  const piece = {
    what: "the object",
    from: transfer.source,
    sourceVersion: upload.sourceVersion,
    range: partRange(upload.plan, ONLY_PART),
    algorithm: upload.checksum,
  };
  try {
    const checksum = await checksumOf(engine, piece, signal);
    return [{ number: ONLY_PART, etag: head.etag, checksum }];
  } catch (error) {
    await assertDispensable(engine, { transfer, upload, error });
    return [];
  }
}

/** Throws unless there will be no other proof, and none is needed. */
async function assertDispensable(
  { ledger }: OnPorts<"transfers">,
  {
    transfer,
    upload,
    error,
  }: { readonly transfer: Transfer; readonly upload: Upload; readonly error: unknown },
): Promise<void> {
  if (!isPenstockError(error)) {
    throw error;
  }
  const failures = await ledger.transfers.failures(refOf(transfer));
  const looks = failures.filter(({ step }) => step === "verify").length;
  if (!UNREADABLE.includes(error.code) && looks < MAX_PART_ATTEMPTS) {
    throw error;
  }
  const wasCorrupted = failures.some(({ cause }) => cause.code === "checksum-mismatch");
  if (wasCorrupted && !precedesBody(upload.checksum)) {
    throw new PenstockError(
      "integrity-mismatch",
      `the store once got other bytes than were sent, and the source cannot be read again to compare: ${error.message}`,
      { cause: error },
    );
  }
}
