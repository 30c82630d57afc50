export { formatByteSize, formatLimitValue } from "@penstock/core";
export { API_LIMITS } from "./api-limits.ts";
export { API_ROUTES } from "./api-routes.ts";
export { type AutoscaleView, autoscaleQuery, autoscaleView } from "./autoscale-view.ts";
export { decodeWorkTask, encodeBatchTask } from "./batch-task-v1.ts";
export { type BulkReceipt, bulkReceiptV1 } from "./bulk-receipt-v1.ts";
export { byteSize } from "./byte-size.ts";
export {
  type ConnectionDescription,
  type ConnectionPage,
  type ConnectionTestView,
  type ConnectionView,
  connectionPage,
  connectionTestView,
  connectionView,
} from "./connection-view.ts";
export {
  type ConnectionSettings,
  type ConnectionsFile,
  type CosConnectionSettings,
  type CredentialSettings,
  connectionsFile,
  type EncryptionSettings,
  isConnectionName,
  type KeyReferences,
  type S3ConnectionSettings,
} from "./connections-file.ts";
export { decodeDeliveryTask, encodeDeliveryTask } from "./delivery-task-v1.ts";
export { formatDuration } from "./duration.ts";
export type { EventQuery } from "./event-query.ts";
export {
  type EventPageView,
  type EventView,
  eventPage,
  eventView,
  toEventView,
} from "./event-view.ts";
export type { ExplainView, PartMapView, PartPage, PartView, StatsView } from "./explain-view.ts";
export { explainView, partMapView, partPage, statsView } from "./explain-view.ts";
export { type HealthView, healthView } from "./health-view.ts";
export { describeIssues, type Issue, issuesOf } from "./issues.ts";
export {
  type JobBatchInput,
  type JobBatchView,
  jobBatchView,
  type RetryMatching,
  type RetryMatchingInput,
  type RetryMatchingView,
  retryMatchingView,
} from "./job-batch.ts";
export { toBulkRequest, toSubmitRequest } from "./job-orders.ts";
export type { JobQuery } from "./job-query.ts";
export { type JobPatch, type JobRequest, type JobRequestInput, jobRequest } from "./job-request.ts";
export {
  type JobPage,
  type JobView,
  jobPage,
  jobView,
  type Problem,
  problem,
  type TransferPage,
  type TransferView,
  transferPage,
  transferView,
} from "./job-view.ts";
export { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
export {
  KEYS,
  type KeyPage,
  type KeyRequestInput,
  type KeyView,
  keyPage,
  keyView,
  type NewKeyView,
  newKeyView,
} from "./key-view.ts";
export {
  LIMITS,
  limitsDocument,
} from "./limits-document.ts";
export {
  type AllLimitsView,
  allLimitsView,
  type JobLimitsView,
  jobLimitsView,
  type LimitsChangeInput,
  type LimitsView,
  limitsView,
} from "./limits-view.ts";
export { decodePlanTask, encodeListingTask } from "./listing-task-v1.ts";
export {
  CONNECTIONS,
  type ConnectionChange,
  type ConnectionChangeInput,
  type ConnectionRequestInput,
  connectionPurpose,
  connectionRequest,
  type MadeConnection,
  placeOf,
  sealedConnection,
} from "./made-connection.ts";
export {
  MANIFEST_TYPES,
  type ManifestView,
  manifestFormatOf,
  manifestView,
} from "./manifest-view.ts";
export {
  type AbortOrphansRequest,
  type AbortOrphansView,
  abortOrphansRequest,
  abortOrphansView,
  type OpenUploadPage,
  type OpenUploadView,
  openUploadPage,
  openUploadQuery,
} from "./open-upload-view.ts";
export { type OpenApi, type OpenApiOperation, openApiOf } from "./openapi.ts";
export {
  decodePartTask,
  decodeTransferTask,
  encodePartTask,
  encodeTransferTask,
  type PartTaskPayload,
  type TransferTaskPayload,
} from "./part-task-v1.ts";
export { type PlanView, planView } from "./plan-view.ts";
export { pricesFile } from "./prices-file.ts";
export {
  type Receipt,
  type ReceiptPage,
  receiptPage,
  receiptV1,
} from "./receipt-v1.ts";
export { type ReportQuery, toRowFilter } from "./report-query.ts";
export {
  type ErrorsView,
  errorsView,
  type RetryBody,
  type RetryInput,
  type RetryView,
  retryRequest,
  retryView,
  toChangedOptions,
  toRetryFilter,
} from "./retry-request.ts";
export { type ApiRoute, mediaTypesOf, type Scope } from "./routes/api-route.ts";
export { CSV_HEADER, formatCsvRow } from "./row-csv.ts";
export { formatRow, parseRow, parseRows, rowLines, toRowDocument } from "./row-v1.ts";
export { SCHEDULE_FORMS, SCHEDULES } from "./schedule-documents.ts";
export {
  type PreviewRequestInput,
  type ScheduleRequestInput,
  timingOf,
  toSchedule,
} from "./schedule-request.ts";
export { decodeScheduleTask, encodeScheduleTask } from "./schedule-task-v1.ts";
export {
  type PreviewView,
  previewView,
  type SchedulePage,
  type ScheduleRunPage,
  type ScheduleRunView,
  type ScheduleView,
  schedulePage,
  scheduleRunPage,
  scheduleView,
} from "./schedule-view.ts";
export { isBulkSource } from "./selection-request.ts";
export {
  type CallerView,
  callerView,
  formatSession,
  type LoginLinkView,
  loginLinkView,
  parseSession,
} from "./session-view.ts";
export { fieldNamesOf, parseFields, withFields } from "./sparse-fields.ts";
export { duplicateMember } from "./strict-json.ts";
export {
  LIMIT_FORMS,
  TENANTS,
  type TenantPage,
  type TenantRequest,
  type TenantRequestInput,
  type TenantView,
  tenantPage,
  tenantView,
} from "./tenant-document.ts";
export {
  type DeliveryPage,
  type DeliveryView,
  deliveryPage,
  deliveryView,
  type NewWebhookView,
  newWebhookView,
  toDeliveryView,
  toWebhookView,
  type WebhookChangeInput,
  type WebhookPage,
  type WebhookRequestInput,
  type WebhookView,
  webhookPage,
  webhookView,
} from "./webhook-documents.ts";
export { WEBHOOK_FORMS } from "./webhook-message.ts";
export { type WorkerPage, type WorkerView, workerPage, workerView } from "./worker-view.ts";
