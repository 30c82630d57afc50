export { formatByteSize } from "@penstock/core";
export { byteSize } from "./byte-size.ts";
export {
  type ConnectionSettings,
  type ConnectionsFile,
  type CosConnectionSettings,
  connectionsFile,
  type S3ConnectionSettings,
} from "./connections-file.ts";
export { type JobRequest, type JobRequestInput, jobRequest } from "./job-request.ts";
export {
  type ConnectionPage,
  type ConnectionView,
  connectionPage,
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
  type WorkerPage,
  workerPage,
} from "./job-view.ts";
export { describeMistakes, type Mistake, mistakesOf } from "./mistakes.ts";
export { pageQuery } from "./page-query.ts";
export {
  decodePartTask,
  decodeTransferTask,
  encodePartTask,
  encodeTransferTask,
  type PartTaskPayload,
  type TransferTaskPayload,
} from "./part-task-v1.ts";
