export { type Copy, checkCopy, checkReceipt, type ReceiptCheck } from "./check-receipt.ts";
export { signReceipt } from "./signature.ts";
