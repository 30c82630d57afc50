import type { ObjectHead, StoredPut, WholeObject } from "../ports/object-store.ts";
import type { StoredObject } from "../transfers/transfer.ts";

/** What a transfer is `stored` with, however its object was made: what the store said of it, and what was read. */
export function storedObjectOf(
  { etag, encryption, versionId }: ObjectHead | StoredPut,
  { sizeBytes, checksum }: Pick<WholeObject, "sizeBytes" | "checksum">,
  proof: Pick<StoredObject, "verifiedBy" | "storedAtMs">,
): StoredObject {
  return {
    etag,
    sizeBytes,
    ...(checksum !== undefined && { checksum }),
    ...(encryption !== undefined && { encryption }),
    ...(versionId !== undefined && { versionId }),
    ...proof,
  };
}
