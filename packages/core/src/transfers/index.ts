export { assertState } from "./assert-state.ts";
export {
  hedgeOf,
  isHedge,
  LEAST_SLOW_MS,
  MOST_LAST_PARTS,
  mayHedge,
  slowAfterMs,
} from "./hedging.ts";
export {
  apply,
  decide,
  doubtMs,
  isTerminal,
  MAX_GENERATIONS,
  type TransferEvent,
  withRenewedQuery,
} from "./lifecycle.ts";
export { describeMismatched, everyPart, mismatchedParts } from "./mismatched-parts.ts";
export {
  checkPartSize,
  largestPut,
  type PartPlan,
  partRange,
  planParts,
} from "./part-plan.ts";
export {
  checkVersion,
  isSameVersion,
  pinnedBy,
  preconditionsOf,
  type SourceHeaders,
  sourceVersionOf,
  type VersionMode,
} from "./source-version.ts";
export {
  type PartRef,
  type PartTask,
  partTaskOf,
  type TaskRef,
  type TransferRef,
  type UploadedPart,
  withPart,
} from "./task.ts";
export type {
  Address,
  PublishedChecksum,
  SourceValidator,
  SourceVersion,
  StoredObject,
  Transfer,
  TransferOptions,
  TransferState,
  Upload,
  VerifyMode,
} from "./transfer.ts";
