export { BufferPool } from "./buffer-pool.ts";
export { cancelJob } from "./cancel-job.ts";
export type { Carrier } from "./carry-part.ts";
export type { Engine } from "./engine.ts";
export { planTransfer } from "./plan-transfer.ts";
export { settleTransfer } from "./settle-transfer.ts";
export { type SubmitRequest, submitJob } from "./submit-job.ts";
export { sweepOnce } from "./sweep.ts";
export { transferPart } from "./transfer-part.ts";
