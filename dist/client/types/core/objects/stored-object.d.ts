import type { ObjectHead, StoredPut, WholeObject } from "../ports/object-store.js";
import type { StoredObject } from "../transfers/transfer.js";
/** What a transfer is `stored` with, however its object was made: what the store said of it, and what was read. */
export declare function storedObjectOf({ etag, encryption, versionId }: ObjectHead | StoredPut, { sizeBytes, checksum }: Pick<WholeObject, "sizeBytes" | "checksum">, proof: Pick<StoredObject, "verifiedBy" | "storedAtMs">): StoredObject;
