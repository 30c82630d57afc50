export type { BatchEngine } from "./batches/batch-engine.ts";
export { Lanes } from "./batches/lanes.ts";
export { moveBatches } from "./batches/move-batch.ts";
export { CONFIG_LOOK_EVERY_MS, ConfigView } from "./configuration/config-view.ts";
export { KnownTests } from "./connection-tests/known-tests.ts";
export { testConnection } from "./connection-tests/test-connection.ts";
export type { Tester } from "./connection-tests/test-connection-trial.ts";
export { forecastJob } from "./deadlines/forecast-job.ts";
export { watchDeadlines } from "./deadlines/watch-deadlines.ts";
export type { Engine, PartEngine } from "./engine.ts";
export { demandOf } from "./explain/demand.ts";
export { explainJob } from "./explain/explain-job.ts";
export { partsOfTransfer, type TransferParts } from "./explain/transfer-parts.ts";
export { Breakers } from "./failures/breakers.ts";
export { finalizeTransfer } from "./finalizing/finalize-transfer.ts";
export { deleteJob } from "./history/delete-job.ts";
export { HistoryRebuild } from "./history/history-rebuild.ts";
export { type JobFilter, listJobs } from "./history/list-jobs.ts";
export { receiptsOf, transfersOfJob } from "./history/read-job.ts";
export { removeManifests } from "./history/remove-manifests.ts";
export { RetentionLoop } from "./history/retention-loop.ts";
export { cancelJob } from "./jobs/cancel-job.ts";
export { changeJob, type JobChange } from "./jobs/change-job.ts";
export { checkBulkSpec } from "./jobs/check-bulk-spec.ts";
export { findJob } from "./jobs/find-job.ts";
export { findSubmitted } from "./jobs/find-submitted.ts";
export { countJobsOfConnection } from "./jobs/jobs-of-connection.ts";
export { type JobErrors, listErrors } from "./jobs/list-errors.ts";
export { setPaused } from "./jobs/pause-job.ts";
export { renewSource } from "./jobs/renew-source.ts";
export { retriableJobs } from "./jobs/retriable-jobs.ts";
export { assertErrorCodes, type PlannedRetry, planRetry, retryWith } from "./jobs/retry-job.ts";
export { withRows } from "./jobs/rows-of-job.ts";
export { isStoppedBy } from "./jobs/stopped-tasks.ts";
export { submitBulkJob } from "./jobs/submit-bulk-job.ts";
export { submitJob } from "./jobs/submit-job.ts";
export { manifestTooLarge, uploadManifest } from "./jobs/upload-manifest.ts";
export { createKey, type KeyEngine, listKeys, revokeKey } from "./keys/change-keys.ts";
export { KeyRing } from "./keys/key-ring.ts";
export {
  CHECK_LEASE_EVERY_MS,
  type CurrentTerm,
  Leadership,
  type LeadershipOptions,
  RENEW_EVERY_MS,
} from "./leader/leadership.ts";
export {
  connectionLimitsName,
  DEPLOYMENT_LIMITS_NAME,
  holdersOf,
  LimitBook,
  type LimitForms,
  type WorkScope,
} from "./limits/limit-book.ts";
export { withPacedConnections } from "./limits/paced-connections.ts";
export { RateLimiter } from "./limits/rate-limiter.ts";
export {
  dropLimitsAt,
  jobLimitsPlace,
  type LimitDesk,
  patchedJobLimits,
  readLimitsAt,
  setLimitsAt,
} from "./limits/set-limits.ts";
export { sweepJobLimits } from "./limits/sweep-job-limits.ts";
export { browse } from "./listing/browse.ts";
export type { BulkJob } from "./listing/large-transfers.ts";
export { withListedOrder } from "./listing/listed-order.ts";
export { ListingCount } from "./listing/listing-count.ts";
export {
  type BilledSide,
  costOf,
  durationSecondsAt,
  type ListingPlan,
  type MovingRate,
  type PriceTable,
} from "./listing/listing-plan.ts";
export type { ListingPlanner } from "./listing/listing-planner.ts";
export { mergedLister } from "./listing/merged-lister.ts";
export { openList } from "./listing/open-list.ts";
export { continueListing, type ListingEngine, planListing } from "./listing/plan-listing.ts";
export { type PlanRequest, planOnly } from "./listing/plan-only.ts";
export { BufferPool } from "./parts/buffer-pool.ts";
export { LastParts } from "./parts/hedge-last-parts.ts";
export { hedgePart } from "./parts/hedge-part.ts";
export { transferPart, transferParts } from "./parts/transfer-part.ts";
export { planTransfer } from "./planning/plan-transfer.ts";
export { runPlan } from "./planning/run-plan.ts";
export { bulkReceiptFor, openReport, type Report } from "./recording/read-report.ts";
export { type RecordingEngine, recordRows } from "./recording/record-rows.ts";
export { acceptedHeads, nextOpening } from "./recording/recover-listing.ts";
export { JournalSweep } from "./repair/journal-sweep.ts";
export { CountReconciler } from "./repair/reconcile-counts.ts";
export { sweepOnce } from "./repair/sweep.ts";
export {
  createSchedule,
  deleteSchedule,
  existingSchedule,
  replaceSchedule,
  setSchedulePaused,
} from "./schedules/change-schedule.ts";
export { fireDue, fireNow } from "./schedules/fire-schedule.ts";
export { readRunLog, type ScheduleEngine } from "./schedules/schedule-engine.ts";
export { type ScheduleViews, scheduleViews, sweepSchedules } from "./schedules/sweep-schedules.ts";
export { openSlots, slotBounds } from "./slots/worker-slots.ts";
export { SignedSources } from "./sources/signed-sources.ts";
export { type LedgerSurvey, surveyLedger } from "./survey/survey-ledger.ts";
export { KnownTenants } from "./tenants/known-tenants.ts";
export { shareSlots } from "./tenants/share-slots.ts";
export { steerWork } from "./tenants/steer-work.ts";
export {
  type AbortedUpload,
  type AbortReport,
  abortUploads,
} from "./uploads/abort-open-uploads.ts";
export {
  describeUploads,
  type FoundUpload,
  surveyUploads,
  type UploadDetails,
  type UploadOwner,
} from "./uploads/open-uploads.ts";
export { OrphanSweep } from "./uploads/orphans.ts";
export { openUploadsOfAll } from "./uploads/orphans-of-intents.ts";
export { type DeliveringEngine, deliver } from "./webhooks/deliver.ts";
export {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  redeliver,
  rotateSecret,
  sendTest,
  updateWebhook,
} from "./webhooks/manage-webhooks.ts";
export { WebhookRouter } from "./webhooks/route-events.ts";
export {
  existingWebhook,
  type WebhookEngine,
  type WebhookForms,
} from "./webhooks/webhook-engine.ts";
