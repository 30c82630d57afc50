import type { ErrorCode } from "./errors.js";
/** What the HTTP status of a store's failure means where the store gives no code that is known. */
export declare function storeCodeOfStatus(status: number): ErrorCode;
