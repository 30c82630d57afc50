export { ApiProblem, ApiUnreachable } from "./api-problem.ts";
export {
  type Client,
  createClient,
  type EventQuery,
  type JobListQuery,
  type PageQuery,
  type UploadQuery,
  type WaitOptions,
} from "./client.ts";
export type { EventMessage } from "./event-stream.ts";
export type { OutgoingRequest } from "./http-call.ts";
