import type {
  ErrorCode,
  SourceVersion,
  Transfer,
  TransferId,
  TransferState,
  UploadId,
} from "@penstock/core";

/** What is known of an upload, by its token. */
export type Claim = {
  readonly transferId: TransferId;
  readonly generation: number;
  readonly key: string;
  sourceVersion: SourceVersion | undefined;
  uploadId: UploadId | undefined;
};

/** What is refused for its bytes was made of them. */
const MAY_HAVE_MADE: readonly ErrorCode[] = ["integrity-mismatch"];

/** An object of one PUT that only its source could prove is made again when that has changed (guarantees.md). */
export function isUnproved({ state }: Transfer): boolean {
  if (state.kind !== "aborting" || state.outcome !== "replan") {
    return false;
  }
  const { uploadId, checksum, sourceVersion } = state.upload;
  return uploadId === undefined && checksum === "crc64xz" && sourceVersion.checksum === undefined;
}

/** A request that its sender gave up is carried out whenever it arrives: the rule that this breaks. */
export function latenessOf(
  { transferId, generation }: Claim,
  {
    replaced,
    state,
  }: { readonly replaced: Claim | undefined; readonly state: TransferState | undefined },
): string | undefined {
  if (replaced?.transferId === transferId && replaced.generation > generation) {
    return "no object is replaced by one of an older generation (8)";
  }
  return state?.kind === "failed"
    ? "no object shows after its transfer was called failed (5)"
    : undefined;
}

/**
 * A cancel does not wait for a PUT that is on its way (docs/guarantees.md): its object may show after
 * the look for it. One that was there when the cancel began has to be seen.
 */
export class Cancels {
  readonly #sawObject = new Set<TransferId>();

  note({ id, state }: Transfer, hasMade: boolean): void {
    if (state.kind === "aborting" && hasMade) {
      this.#sawObject.add(id);
    }
  }

  mayHaveMade({ id, state }: Transfer, code: ErrorCode): boolean {
    const isPut = state.kind === "aborting" && state.upload.uploadId === undefined;
    const isMissed = isPut && code === "cancelled" && !this.#sawObject.has(id);
    return isMissed || MAY_HAVE_MADE.includes(code);
  }
}
