export * from "./batches/index.ts";
export { type ByteRange, endByte, parseContentRange, toRangeHeader } from "./bytes/byte-range.ts";
export { formatByteSize, parseByteSize } from "./bytes/byte-size.ts";
export {
  type ChecksumAlgorithm,
  type ChecksumValue,
  canCombine,
  combineChecksums,
  precedesBody,
} from "./bytes/checksum.ts";
export { Crc64Xz, crc64FromDecimal, crc64ToDecimal } from "./bytes/crc64-xz.ts";
export { checkRangeResponse, checkWholeResponse } from "./bytes/range-response.ts";
export { inPieces } from "./bytes/short-texts.ts";
export {
  assertConfigName,
  checkedConfigValue,
  configConflict,
  configDocumentOf,
  isConfigKind,
  isConfigName,
  nextConfigRecord,
} from "./configuration/config-rules.ts";
export { formatSealedText, parseSealedText } from "./configuration/sealed-text.ts";
export * from "./deadlines/index.ts";
export * from "./dispatch/index.ts";
export { takesTasks } from "./dispatch/takes-tasks.ts";
export { TURN_BYTES, turnBytes, turnCost } from "./dispatch/turns.ts";
export * from "./events/index.ts";
export * from "./explain/index.ts";
export {
  type Cause,
  causeOf,
  ERRORS,
  type ErrorCode,
  isErrorCode,
  isPenstockError,
  mayDifferElsewhere,
  needsSecondLook,
  PenstockError,
  type Retry,
  sentenceOf,
  shortened,
} from "./failures/errors.ts";
export { type RepeatedWork, type Repetition, Repetitions } from "./failures/repetitions.ts";
export {
  generationPauseMs,
  MAX_PART_ATTEMPTS,
  MAX_RETRY_AFTER_MS,
  pauseAfter,
  retryDelayMs,
} from "./failures/retry-schedule.ts";
export { isPreconditionFailed, toSourceError } from "./failures/source-error.ts";
export {
  limitOf,
  limitOfLook,
  MAX_FINALIZE_ATTEMPTS,
  STEP_KINDS,
  type StepKind,
  type StepLimit,
} from "./failures/step-limits.ts";
export { storeCodeOfStatus } from "./failures/store-status.ts";
export {
  type FinishedJob,
  type FinishedTransfer,
  keptTransfersOf,
  OUTCOMES,
  type Outcome,
  outcomeOf,
  outcomeOfState,
  PIECE_TRANSFERS,
} from "./history/finished-job.ts";
export {
  formatHistoryEntry,
  type HistoryEntry,
  historyEntryOf,
  mayHaveLabel,
  parseHistoryEntry,
} from "./history/history-entry.ts";
export {
  DEFAULT_RETENTION,
  formatRetention,
  MAX_FINISHED_JOBS,
  parseRetention,
  type Retention,
} from "./history/retention.ts";
export {
  MAX_ARCHIVED_TRANSFERS,
  newSegment,
  pieceSegment,
  SEGMENT_GROUPS,
  type Segment,
  type SegmentGroup,
  segmentAt,
  segmentName,
  segmentPlace,
} from "./history/segment.ts";
export {
  derivedJobId,
  derivedTransferId,
  type ETag,
  isJobId,
  isKeyId,
  isManifestId,
  isTransferId,
  isWebhookId,
  type JobId,
  jobIdsFrom,
  MAX_PART_NUMBER,
  newJobId,
  newKeyId,
  newManifestId,
  newTransferId,
  newUploadToken,
  newWebhookId,
  type PartNumber,
  type TransferId,
  timeOfJobId,
  timeOfManifestId,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadId,
} from "./ids.ts";
export {
  type BulkOptions,
  type BulkSpec,
  type CheckSpec,
  LISTING_CANCELLED,
  type ManifestRef,
  type RowFilter,
  type Selection,
} from "./jobs/bulk-job.ts";
export {
  areTotalsFinal,
  countsAddUp,
  isFinished,
  JOB_HEALTHS,
  JOB_STATES,
  type Job,
  type JobHealth,
  type JobProgress,
  type JobRecord,
  type JobState,
  jobHealthOf,
  jobStateOf,
  newJobRecord,
  pendingOf,
  type Surroundings,
  stateOfJob,
  TRANSFER_STATES,
  type TransferCounts,
  type TransferStateKind,
} from "./jobs/job.ts";
export type { BulkRequest, JobOrder, SubmitRequest } from "./jobs/job-order.ts";
export type { Compare } from "./jobs/overwrite.ts";
export { jobIdsOfKey, type Submission } from "./jobs/submission.ts";
export * from "./keys/index.ts";
export * from "./limits/index.ts";
export * from "./listing/index.ts";
export { nearestName } from "./nearest-name.ts";
export { storedCoding } from "./objects/content-coding.ts";
export { assertHeld, HashedChunks } from "./objects/hashed-chunks.ts";
export {
  chooseAttributes,
  type ObjectAttributes,
  OWN_NAMES,
  SOURCE_MARK_NAME,
  type SourceAttributes,
  sourceAttributesOf,
  TOKEN_NAME,
} from "./objects/object-attributes.ts";
export {
  checkDestinationKey,
  checkSourceKey,
  type SourceKind,
  sourceKeyProblem,
} from "./objects/object-key.ts";
export { hasherOfPart } from "./objects/part-hasher.ts";
export { isUrlOrigin, manifestText, parseSourceUrl } from "./objects/source-url.ts";
export { storedObjectOf } from "./objects/stored-object.ts";
export { assertAsPublished, isOurs, newObjectOf, wholeObjectOf } from "./objects/whole-object.ts";
export type { BatchStore } from "./ports/batch-store.ts";
export type { Calendar, DueTicks } from "./ports/calendar.ts";
export type {
  ConfigJournal,
  ConfigName,
  ConfigRecord,
  ConfigRevision,
} from "./ports/config-journal.ts";
export type { ConfigDocument, ConfigKind, ConfigLook, ConfigStore } from "./ports/config-store.ts";
export type { ConnectionTests } from "./ports/connection-tests.ts";
export type { Connections, StoreVariant } from "./ports/connections.ts";
export type { DeadlineStore } from "./ports/deadline-store.ts";
export type { DeliveryQueue, DeliveryStore } from "./ports/delivery-store.ts";
export type { DocumentStore } from "./ports/document-store.ts";
export type { EntryReader, EntryReaders, OpenedObject } from "./ports/entry-reader.ts";
export type { EventLog, EventPage, EventRequest, EventTail } from "./ports/event-log.ts";
export type {
  EndedJob,
  FinishedJobs,
  JobRecords,
  RecordsRange,
  Retired,
  RetiringJob,
  TransferRecord,
} from "./ports/finished-jobs.ts";
export type { HedgeStore, SlowPart, SlowParts } from "./ports/hedge-store.ts";
export type { JobArchive } from "./ports/job-archive.ts";
export type { JobHistory, JobRange, RetryNote } from "./ports/job-history.ts";
export type { JobQuota, JobStore, Page, PageRequest } from "./ports/job-store.ts";
export type {
  JobJournal,
  JobRef,
  Journal,
  JournalEntry,
  JournalledJob,
  JournalledTransfer,
  UploadJournal,
} from "./ports/journal.ts";
export type { LeaderLease, LeaderTerm } from "./ports/leader-lease.ts";
export type { Ledger } from "./ports/ledger.ts";
export type { Lister } from "./ports/lister.ts";
export type {
  ListedPiece,
  ListingStore,
  Opening,
  OpenListing,
  Shard,
} from "./ports/listing-store.ts";
export type { ManifestHead, ManifestStore, UploadedManifest } from "./ports/manifest-store.ts";
export type { MeasureStore } from "./ports/measure-store.ts";
export type {
  BodyPace,
  CopySource,
  ListedPart,
  NewObject,
  ObjectCopy,
  ObjectHead,
  ObjectStore,
  OpenUpload,
  PartBody,
  StoredPart,
  StoredPut,
  UploadRef,
  WholeObject,
} from "./ports/object-store.ts";
export {
  type AttemptStart,
  type ClaimBound,
  type ClaimLimit,
  type ClaimLimitUse,
  DEFAULT_IN_FLIGHT_LIMIT,
  type DispatchResponse,
  type InFlightBound,
  type InFlightLimit,
  type PartDispatch,
  type PartReport,
  type PutChange,
  type StopSignal,
  type StopSignals,
  type TenantWork,
} from "./ports/part-dispatch.ts";
export type { RowArchive } from "./ports/row-archive.ts";
export type { RowLines } from "./ports/row-lines.ts";
export type { RowStore, UnrecordedRows } from "./ports/row-store.ts";
export type { Sealing } from "./ports/sealing.ts";
export type { SessionStore } from "./ports/session-store.ts";
export type { SourceReader, SourceStat } from "./ports/source-reader.ts";
export type { Clock, Hasher, Hashing, Log, Random } from "./ports/system.ts";
export {
  type Delivery,
  type FinalizeTask,
  isListingTask,
  type ListingTask,
  type PlanTask,
  type TaskOutcome,
  type TaskQueue,
} from "./ports/task-queue.ts";
export type { Alarm, Timetable } from "./ports/timetable.ts";
export type {
  AttemptFailure,
  ChangedTransfers,
  FailureCount,
  Step,
  TransferStore,
} from "./ports/transfer-store.ts";
export type { UploadRegistry } from "./ports/upload-registry.ts";
export type {
  HeldBack,
  LeftAlone,
  LiveProcess,
  ProcessPresence,
  ProcessRole,
  WorkerLoad,
  WorkerPresence,
  WorkerRegistry,
} from "./ports/worker-registry.ts";
export { type BulkReceiptBody, bulkReceiptOf } from "./receipts/bulk-receipt.ts";
export { freezeReceipt, receiptOf } from "./receipts/freeze-receipt.ts";
export type { FrozenReceipt, ReceiptBody } from "./receipts/receipt.ts";
export * from "./schedules/index.ts";
export {
  CONNECTION_CHECKS,
  type ConnectionCheck,
  type ConnectionCheckName,
  type ConnectionTest,
  checksumFor,
  checksumModesOf,
  type MeasuredProfile,
  putProofFor,
} from "./stores/connection-test.ts";
export { limitsWithParts } from "./stores/limits-with-parts.ts";
export { type PutProof, provesPut } from "./stores/put-proof.ts";
export type { StoreEncryption } from "./stores/store-encryption.ts";
export {
  type Known,
  STORE_PROFILES,
  type StoreBehaviour,
  type StoreProfile,
  type StoreProvider,
} from "./stores/store-profile.ts";
export * from "./tenants/index.ts";
export * from "./transfers/index.ts";
export * from "./uploads/index.ts";
export * from "./webhooks/index.ts";
