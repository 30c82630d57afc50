import { z } from "zod";
import { API_LIMITS } from "../api-limits.ts";
import { jobBatch, jobBatchView, retryMatchingRequest, retryMatchingView } from "../job-batch.ts";
import { jobView } from "../job-view.ts";
import { post } from "./api-route.ts";

/** What is done to many jobs by one request, and the removal of one. */
export const MANY_JOBS_ROUTES = {
  submitJobs: {
    ...post(
      "/v1/jobs:batch",
      `Accepts up to ${API_LIMITS.jobsPerRequest} jobs in ${API_LIMITS.batchBytes / 1024} KiB, each for itself: the response tells for each whether it was made. With an \`Idempotency-Key\` each of them is made once, by its place and body. After one that no process can accept now (503) the others are not tried.`,
      jobBatchView,
    ),
    body: jobBatch,
    bodyBytes: API_LIMITS.batchBytes,
    example: {
      jobs: [
        {
          source: { connection: "files", key: "video/a.mov" },
          destination: { connection: "local", key: "masters/a.mov" },
        },
        {
          source: { connection: "files", key: "video/b.mov" },
          destination: { connection: "local", key: "masters/b.mov" },
        },
      ],
    },
    repeats: "one",
  },
  retryMatching: {
    ...post(
      "/v1/jobs:retryMatching",
      `Tries again what failed of all jobs that fit and were not tried again yet, newest first, up to ${API_LIMITS.jobsPerRequest} of them: each by a new job, and once however often it is asked for. \`nextCursor\` goes on.`,
      retryMatchingView,
    ),
    body: retryMatchingRequest,
    example: { filter: { labels: { team: "media" } }, dryRun: true },
    repeats: "same",
  },
  deleteJob: {
    ...post(
      "/v1/jobs/{id}",
      "Removes a job that has ended with its transfers, receipts and rows, as PENSTOCK_RETENTION would do later. Objects stay; its Idempotency-Key makes a new job from then on. 409 with what can be asked for while it has not ended. Returns it as it was.",
      jobView,
    ),
    params: z.object({ id: z.string() }),
    method: "DELETE",
  },
} as const;
