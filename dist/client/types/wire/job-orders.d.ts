import { type BulkRequest, type SubmitRequest } from "../core/index.js";
import type { JobRequest } from "./job-request.js";
export declare function toSubmitRequest(tenant: string, request: JobRequest): SubmitRequest;
/** @throws PenstockError `not-implemented` for what no process does yet: nothing of it may be accepted in silence */
export declare function toBulkRequest(tenant: string, request: JobRequest): BulkRequest;
