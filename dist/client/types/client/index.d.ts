export { ApiProblem, ApiUnreachable } from "./api-problem.js";
export { type Client, createClient, type JobListQuery, type PageQuery, type UploadQuery, type WaitOptions, } from "./client.js";
export type * from "../wire/index.js";
