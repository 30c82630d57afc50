export { ApiProblem, ApiUnreachable } from "./api-problem.ts";
export {
  type Client,
  createClient,
  type JobListQuery,
  type PageQuery,
  type UploadQuery,
  type WaitOptions,
} from "./client.ts";
