import { z } from "zod";
import { bulkReceiptV1 } from "../bulk-receipt-v1.ts";
import { explainView, partMapView, partPage, statsView } from "../explain-view.ts";
import { jobQuery } from "../job-query.ts";
import { jobPatch, jobRequest } from "../job-request.ts";
import { jobPage, jobView, transferPage } from "../job-view.ts";
import { pageQuery, partQuery } from "../page-query.ts";
import { planView } from "../plan-view.ts";
import { receiptPage } from "../receipt-v1.ts";
import { reportQuery } from "../report-query.ts";
import { errorsView, retryRequest, retryView } from "../retry-request.ts";
import { get, post } from "./api-route.ts";

const ofTransfer = { params: z.object({ id: z.string(), transferId: z.string() }) };
const ofJob = { params: z.object({ id: z.string() }) };
/** Left out: what is under way is moved to its end. */
const pauseRequest = z.strictObject({ drain: z.boolean().default(true) }).default({ drain: true });

const EXAMPLE_JOB = {
  name: "one file",
  source: { connection: "files", key: "video/master.mov" },
  destination: { connection: "local", key: "masters/master.mov" },
  options: { overwrite: "if_different", partSize: "64MiB" },
  labels: { team: "media" },
};

/** Jobs, their transfers, and what is left of them. */
export const JOB_ROUTES = {
  submitJob: {
    ...post(
      "/v1/jobs",
      "Accepts a job and starts it; `Location` says where it is. With an `Idempotency-Key` it is made once. A `traceparent` (W3C Trace Context) is kept: spans of its parts link to it.",
      jobView,
    ),
    body: jobRequest,
    example: EXAMPLE_JOB,
    repeats: "one",
    status: 201,
  },
  planJob: {
    ...post(
      "/v1/jobs:plan",
      "Lists what a job would move, and counts instead of moving; writes nothing. Takes up to 20 seconds.",
      planView,
    ),
    body: jobRequest,
    repeats: "same",
    example: {
      source: { connection: "files", tree: "video/" },
      destination: { connection: "local", key: "masters/{relativeKey}" },
    },
  },
  listJobs: {
    ...get(
      "/v1/jobs",
      "Jobs, newest first, all or those that fit; a page may have fewer than its limit.",
      jobPage,
    ),
    query: jobQuery,
  },
  readJob: {
    ...get("/v1/jobs/{id}", "One job: state, health, progress, possible actions.", jobView),
    ...ofJob,
  },
  changeJob: {
    ...post(
      "/v1/jobs/{id}",
      "Changes a job that has not ended, by a JSON merge patch: its weight, its labels, its limits, the signed URL of its source. What is left out stays.",
      jobView,
    ),
    ...ofJob,
    method: "PATCH",
    body: jobPatch,
    example: { weight: 3, labels: { team: "films", urgent: null } },
  },
  cancelJob: {
    ...post("/v1/jobs/{id}:cancel", "Cancels a job; may be repeated.", jobView),
    ...ofJob,
    repeats: "same",
  },
  pauseJob: {
    ...post(
      "/v1/jobs/{id}:pause",
      "Begins nothing of a job any more; what is under way is moved to its end, or with `drain: false` stopped and given back. May be repeated.",
      jobView,
    ),
    ...ofJob,
    body: pauseRequest,
    repeats: "same",
    example: { drain: true },
  },
  resumeJob: {
    ...post("/v1/jobs/{id}:resume", "Continues a job that was paused; may be repeated.", jobView),
    ...ofJob,
    repeats: "same",
  },
  retryJob: {
    ...post(
      "/v1/jobs/{id}:retry",
      "Tries again what of a job failed, by a new job with its options: all of it, or what is named by outcome, code or glob. 200 with the counts alone for a dry run.",
      retryView,
    ),
    ...ofJob,
    body: retryRequest,
    example: { codes: ["source-missing"], dryRun: true },
    repeats: "one",
    status: 201,
  },
  listErrors: {
    ...get(
      "/v1/jobs/{id}/errors",
      "What of a job failed, by cause: how many objects, some of them, and what to do.",
      errorsView,
    ),
    ...ofJob,
  },
  listTransfers: {
    ...get(
      "/v1/jobs/{id}/transfers",
      "The objects of a job: plan, outcome, and failed attempts.",
      transferPage,
    ),
    ...ofJob,
    query: pageQuery,
  },
  explainJob: {
    ...get(
      "/v1/jobs/{id}/explain",
      "Why a job is not faster now: what bounds it, since when, the evidence, and what to do.",
      explainView,
    ),
    ...ofJob,
  },
  readStats: {
    ...get(
      "/v1/jobs/{id}/stats",
      "How a job was moved in the last quarter of an hour, and where the time of each worker went.",
      statsView,
    ),
    ...ofJob,
  },
  readPartMap: {
    ...get(
      "/v1/jobs/{id}/transfers/{transferId}/part-map",
      "The state of every part of a transfer, as a short text.",
      partMapView,
    ),
    ...ofTransfer,
  },
  listParts: {
    ...get(
      "/v1/jobs/{id}/transfers/{transferId}/parts",
      "The parts of a transfer: state, worker, times, and the last failures.",
      partPage,
    ),
    ...ofTransfer,
    query: partQuery,
  },
  listReceipts: {
    ...get(
      "/v1/jobs/{id}/receipts",
      "Receipts of the transfers that are stored; a page may have fewer than its limit.",
      receiptPage,
    ),
    ...ofJob,
    query: pageQuery,
  },
  readBulkReceipt: {
    ...get(
      "/v1/jobs/{id}/receipt",
      "The receipt of a job of many objects, once `list.isRecorded` is true: its counts, and the segments of its rows with their hashes.",
      bulkReceiptV1,
    ),
    ...ofJob,
  },
  readReport: {
    ...get(
      "/v1/jobs/{id}/report",
      "The rows of a job of many objects, one an object, as JSON Lines or CSV; while it runs those of every object that has ended so far. `Penstock-Report` says whether they are `complete` or `partial`: the job goes on, or its last rows are not in the journal yet. A response that is cut off is not whole.",
      z.unknown(),
    ),
    ...ofJob,
    query: reportQuery,
    produces: ["application/x-ndjson", "text/csv"],
  },
} as const;
