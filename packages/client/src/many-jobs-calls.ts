import {
  type JobBatchInput,
  type JobBatchView,
  type JobView,
  jobBatchView,
  jobView,
  type RetryMatchingInput,
  type RetryMatchingView,
  retryMatchingView,
} from "@penstock/wire";
import { createOnce } from "./create-once.ts";
import { type Api, callApi } from "./http-call.ts";

export type ManyJobsCalls = {
  /** Each job for itself: the result says which were made. Sent again while its outcome is not known, and made once. */
  submitJobs(
    request: JobBatchInput,
    options?: { readonly idempotencyKey?: string; readonly signal?: AbortSignal },
  ): Promise<JobBatchView>;
  /** New jobs for all that failed and fit, a hundred at a time; `nextCursor` of the result goes on. */
  retryMatching(request: RetryMatchingInput, signal?: AbortSignal): Promise<RetryMatchingView>;
  /** Removes a job that has ended; resolves with it as it was. */
  deleteJob(id: string, signal?: AbortSignal): Promise<JobView>;
};

/** Many jobs wait for the disk of the journal together. */
const LIMIT_MS = 75_000;

export function manyJobsCalls(api: Api): ManyJobsCalls {
  const post = (path: string, body: unknown) =>
    ({ method: "POST", path, body, limitMs: LIMIT_MS }) as const;
  return {
    submitJobs: (request, { idempotencyKey, signal } = {}) => {
      const call = { ...post("/v1/jobs:batch", request), key: idempotencyKey };
      return createOnce(api, call, jobBatchView, signal);
    },
    retryMatching: (request, signal) =>
      callApi(api, post("/v1/jobs:retryMatching", request), retryMatchingView, signal),
    deleteJob: (id, signal) => {
      const path = `/v1/jobs/${encodeURIComponent(id)}`;
      return callApi(api, { method: "DELETE", path }, jobView, signal);
    },
  };
}
