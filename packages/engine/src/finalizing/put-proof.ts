import {
  canCombine,
  everyPart,
  isPenstockError,
  MAX_PART_ATTEMPTS,
  type ObjectHead,
  type PartNumber,
  PenstockError,
  partRange,
  precedesBody,
  type Transfer,
  type Upload,
  type UploadedPart,
  wholeObjectOf,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";
import { checksumOf, UNREADABLE } from "./read-back.ts";

type Found = {
  readonly transfer: Transfer;
  readonly upload: Upload;
  readonly head: ObjectHead;
  readonly recorded: readonly UploadedPart[];
};

/**
 * What is known of the parts, complete: where a record is missing (the response to a PUT was lost, or the ledger with
 * records that the journal did not have yet), those bytes of the source are read once more. A source that cannot be read
 * any more leaves the proof by token and size, for the object is there and ours; but not where the store
 * once got other bytes than were sent.
 *
 * @throws PenstockError `integrity-mismatch`; the reader's `source-…` codes that pass
 */
export async function readForProof(
  engine: OnPorts<"transfers"> & Pick<Engine, "connections" | "hashing">,
  { transfer, upload, head, recorded }: Found,
  signal: AbortSignal,
): Promise<readonly UploadedPart[]> {
  const missing = head.checksum === undefined ? [] : missingOf(upload, recorded);
  const read: UploadedPart[] = [];
  try {
    for (const number of missing) {
      const checksum = await checksumOf(engine, pieceOf(transfer, upload, number), signal);
      read.push({ number, etag: head.etag, checksum });
    }
  } catch (error) {
    await assertDispensable(engine, { transfer, upload, error });
    return recorded;
  }
  return [...recorded, ...read].sort((one, other) => one.number - other.number);
}

/** None where their checksums would not make up that of the whole, or where the source publishes that. */
function missingOf(upload: Upload, recorded: readonly UploadedPart[]): readonly PartNumber[] {
  const { plan, checksum } = upload;
  if (upload.uploadId !== undefined) {
    const isUseless = plan.partCount > 1 && !canCombine(checksum);
    if (isUseless || wholeObjectOf(upload, recorded).checksum !== undefined) {
      return [];
    }
  }
  const known = new Set(recorded.map(({ number }) => number));
  return [...everyPart(upload)].filter((number) => !known.has(number));
}

function pieceOf({ source }: Transfer, upload: Upload, number: PartNumber) {
  return {
    what: upload.plan.partCount === 1 ? "the object" : `part ${number}`,
    from: source,
    sourceVersion: upload.sourceVersion,
    range: partRange(upload.plan, number),
    algorithm: upload.checksum,
  };
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
