import type { Cause } from "../failures/errors.ts";
import type { Transfer, TransferState } from "../transfers/transfer.ts";
import type { Row } from "./row.ts";

/**
 * The row of a large entry, made of the transfer that it became; undefined while that is not terminal. It
 * never changes afterwards, so that two recorders make the same row.
 */
export function rowOfTransfer({
  source,
  destination,
  state,
  generation,
}: Transfer): Row | undefined {
  const result = resultOf(state);
  return (
    result && {
      key: source.key,
      sizeBytes: "upload" in state ? state.upload.plan.sizeBytes : 0,
      destinationKey: destination.key,
      ...(generation > 1 && { attempts: generation }),
      ...result,
    }
  );
}

function resultOf(state: TransferState): Pick<Row, "outcome"> | undefined {
  switch (state.kind) {
    case "stored":
      return storedResult(state);
    case "skipped":
      return { outcome: "skipped", ...causeOf("destination-exists", state.reason) };
    case "aborted":
    case "failed":
      return { outcome: state.kind, ...causeOf(state.cause.code, state.cause.message) };
    default:
      return undefined;
  }
}

function causeOf(code: Cause["code"], message: string): Pick<Row, "cause"> {
  return { cause: { code, message } };
}

function storedResult({
  upload,
  object,
}: Extract<TransferState, { kind: "stored" }>): Omit<Row, "key" | "sizeBytes" | "destinationKey"> {
  const { etag, checksum, versionId, verifiedBy } = object;
  const { checksum: algorithm, leftBehind = [] } = upload;
  return {
    outcome: "stored",
    etag,
    ...(checksum !== undefined && { checksum: { algorithm, value: checksum } }),
    ...(versionId !== undefined && { versionId }),
    verifiedBy,
    ...(leftBehind.length > 0 && { leftBehind: leftBehind.flatMap(({ names }) => names) }),
  };
}
