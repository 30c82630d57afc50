export { checkBulkReceipt, checkSegments, type ReadSegment } from "./check-bulk-receipt.ts";
export { type Copy, checkCopy, checkReceipt } from "./check-receipt.ts";
export type { ReceiptCheck } from "./receipt-check.ts";
export { signReceipt } from "./signature.ts";
