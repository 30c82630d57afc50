export { type Copy, checkCopy, checkReceipt, type ReceiptCheck } from "./check-receipt.ts";
export { type FinishedTransfer, receiptOf } from "./receipt-of.ts";
export { signReceipt } from "./signature.ts";
