// What a thread that walks folders needs of the core: it starts without the rest.

export { type ErrorCode, PenstockError } from "./failures/errors.ts";
export { compareKeys } from "./listing/key-order.ts";
export { isInRange } from "./listing/key-range.ts";
