import type { AttemptFailure } from "../ports/transfer-store.js";
import type { UploadedPart } from "../transfers/task.js";
import type { Transfer } from "../transfers/transfer.js";
import type { FrozenReceipt, ReceiptBody } from "./receipt.js";
/**
 * What is known of a transfer in the moment in which it becomes `stored`, made into its receipt; undefined
 * for any other transfer, which has nothing to show.
 *
 * @param parts those that are known. A PUT needs none: its one part is the object.
 */
export declare function freezeReceipt(transfer: Transfer, parts: readonly UploadedPart[]): FrozenReceipt | undefined;
/** The receipt as it is handed out, but for the signature. The same for as long as it is kept. */
export declare function receiptOf({ partSizeBytes, frozenParts, acceptedAt, storedAt, ...body }: FrozenReceipt, failures: readonly AttemptFailure[]): ReceiptBody;
