export { BookAudit } from "./audit-books.ts";
export { Breakers } from "./breakers.ts";
export { BufferPool } from "./buffer-pool.ts";
export { cancelJob } from "./cancel-job.ts";
export { CONFIG_LOOK_EVERY_MS, ConfigView } from "./configuration/config-view.ts";
export type { Carrier, Engine } from "./engine.ts";
export { findJob } from "./find-job.ts";
export { JournalSweep } from "./journal-sweep.ts";
export {
  CHECK_LEASE_EVERY_MS,
  type CurrentTerm,
  Leadership,
  RENEW_EVERY_MS,
} from "./leader/leadership.ts";
export {
  describeUploads,
  type FoundUpload,
  surveyUploads,
  type UploadDetails,
  type UploadOwner,
} from "./open-uploads.ts";
export { type EndedUpload, type EndReport, endUploads } from "./open-uploads-ending.ts";
export { OrphanSweep } from "./orphans.ts";
export { openUploadsOfAll } from "./orphans-of-intents.ts";
export { planTransfer } from "./plan-transfer.ts";
export { settleTransfer } from "./settle-transfer.ts";
export { type SubmitRequest, submitJob } from "./submit-job.ts";
export { sweepOnce } from "./sweep.ts";
export { testConnection } from "./test-connection.ts";
export type { Tester } from "./test-connection-trial.ts";
export { transferPart, transferParts } from "./transfer-part.ts";
export { openSlots, slotBounds } from "./worker-slots.ts";
