export { ApiProblem, ApiUnreachable } from "./api-problem.ts";
export {
  type Client,
  createClient,
  type JobListQuery,
  type PageQuery,
  type WaitOptions,
} from "./client.ts";
export type { EventQuery } from "./event-calls.ts";
export type { EventMessage } from "./event-stream.ts";
export type { OutgoingRequest } from "./http-call.ts";
export type { UploadQuery } from "./upload-calls.ts";
