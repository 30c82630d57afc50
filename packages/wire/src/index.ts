export { byteSize, formatByteSize, parseByteSize } from "./byte-size.ts";
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
} from "./job-view.ts";
