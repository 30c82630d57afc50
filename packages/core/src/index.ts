export {
  type ByteRange,
  type ContentRange,
  endByte,
  parseContentRange,
  toRangeHeader,
} from "./byte-range.ts";
export { formatByteSize, parseByteSize } from "./byte-size.ts";
export {
  type ChecksumAlgorithm,
  type ChecksumValue,
  canCombine,
  combineChecksums,
  precedesBody,
} from "./checksum.ts";
export {
  assertConfigName,
  checkedConfigValue,
  configConflict,
  configDocumentOf,
  isConfigKind,
  isConfigName,
  liveRevisionOf,
  nextConfigRecord,
} from "./configuration/config-rules.ts";
export {
  CONNECTION_CHECKS,
  type ConnectionCheck,
  type ConnectionCheckName,
  type ConnectionTest,
  checksumFor,
  checksumModesOf,
  type MeasuredProfile,
} from "./connection-test.ts";
export { storedCoding } from "./content-coding.ts";
export { Crc64Xz, crc64FromDecimal, crc64ToDecimal } from "./crc64-xz.ts";
export { inFlightLimits, isActive } from "./dispatch/in-flight-limits.ts";
export {
  type Cause,
  causeOf,
  ERRORS,
  type ErrorCode,
  type ErrorDetails,
  isPenstockError,
  needsSecondLook,
  PenstockError,
  type Retry,
  type Subject,
  shortened,
} from "./errors.ts";
export {
  type ETag,
  isJobId,
  isTransferId,
  type JobId,
  MAX_PART_NUMBER,
  newJobId,
  newTransferId,
  newUploadToken,
  type PartNumber,
  type TransferId,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadId,
} from "./ids.ts";
export {
  type Books,
  booksBalance,
  isFinished,
  type Job,
  type JobHealth,
  type JobProgress,
  type JobRecord,
  type JobState,
  jobHealthOf,
  jobStateOf,
  pendingOf,
  TRANSFER_STATES,
  type TransferStateKind,
} from "./job.ts";
export {
  type Action,
  apply,
  decide,
  isTerminal,
  MAX_GENERATIONS,
  type TransferEvent,
} from "./lifecycle.ts";
export { limitsWithParts } from "./limits-with-parts.ts";
export { nearestName } from "./nearest-name.ts";
export {
  attributeNames,
  chooseAttributes,
  type SourceAttributes,
  sourceAttributesOf,
  TOKEN_NAME,
} from "./object-attributes.ts";
export {
  checkDestinationKey,
  checkSourceKey,
  type SourceKind,
  sourceKeyProblem,
} from "./object-key.ts";
export {
  type IntendedUpload,
  intendedChanges,
  intendedUpload,
  type OpenedUpload,
  type RegisteredUpload,
  type UploadChange,
  uploadChanges,
} from "./open-upload.ts";
export { isUnanswered, possibleOrphans } from "./open-upload-orphans.ts";
export {
  checkPartSize,
  type PartPlan,
  type PlanRequest,
  partRange,
  planParts,
} from "./part-plan.ts";
export type {
  ConfigJournal,
  ConfigName,
  ConfigRecord,
  ConfigRevision,
} from "./ports/config-journal.ts";
export type { ConfigDocument, ConfigKind, ConfigStore } from "./ports/config-store.ts";
export type { Connections, StoreVariant } from "./ports/connections.ts";
export type {
  JobRef,
  Journal,
  JournalEntry,
  JournalledJob,
  JournalledTransfer,
} from "./ports/journal.ts";
export type { LeaderLease, LeaderTerm } from "./ports/leader-lease.ts";
export type {
  AttemptFailure,
  AttemptStart,
  DispatchAnswer,
  FailureCount,
  Ledger,
  LeftAlone,
  Page,
  PageRequest,
  PartReport,
  ProcessPresence,
  ProcessRole,
  Step,
  StopSignals,
  WorkerPresence,
} from "./ports/ledger.ts";
export type {
  CopySource,
  ListedPart,
  NewObject,
  ObjectHead,
  ObjectStore,
  OpenUpload,
  PartBody,
  StoredPart,
  UploadRef,
  WholeObject,
} from "./ports/object-store.ts";
export type { RunQueues, TenantWork } from "./ports/run-queues.ts";
export type { SmallObjects } from "./ports/small-objects.ts";
export type { SourceReader, SourceStat } from "./ports/source-reader.ts";
export type { Clock, Hasher, Hashing, Log, Random } from "./ports/system.ts";
export type { Delivery, TaskOutcome, TaskQueue } from "./ports/task-queue.ts";
export {
  checkRangeAnswer,
  checkWholeAnswer,
  type ExpectedRange,
  type RangeAnswer,
  type WholeAnswer,
} from "./range-answer.ts";
export { generationPauseMs, MAX_PART_ATTEMPTS, retryDelayMs } from "./retry-schedule.ts";
export { isPreconditionFailed, toSourceError } from "./source-error.ts";
export {
  checkVersion,
  isSameVersion,
  type PinMode,
  type PinnedBy,
  pinnedBy,
  pinOf,
  preconditionsOf,
  type SourceHeaders,
} from "./source-version.ts";
export type { StoreEncryption } from "./store-encryption.ts";
export {
  type Evidence,
  type Known,
  STORE_PROFILES,
  type StoreBehaviour,
  type StoreLimits,
  type StoreProfile,
  type StoreProvider,
} from "./store-profile.ts";
export { storeCodeOfStatus } from "./store-status.ts";
export {
  type LandedPart,
  type PartRef,
  type PartTask,
  partTaskOf,
  type TaskRef,
  type TransferRef,
  withPart,
} from "./task.ts";
export type {
  AbortOutcome,
  Address,
  AttributePolicy,
  LeftBehind,
  ObjectAttributes,
  PublishedChecksum,
  SourcePin,
  SourceSigns,
  SourceValidator,
  StoredObject,
  Transfer,
  TransferOptions,
  TransferState,
  Upload,
  VerifyMode,
} from "./transfer.ts";
