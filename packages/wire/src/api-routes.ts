import { z } from "zod";
import { bulkReceiptV1 } from "./bulk-receipt-v1.ts";
import { connectionPage, connectionTestView } from "./connection-view.ts";
import { jobQuery } from "./job-query.ts";
import { jobRequest } from "./job-request.ts";
import { jobPage, jobView, transferPage, workerPage } from "./job-view.ts";
import {
  abortOrphansRequest,
  abortOrphansView,
  openUploadPage,
  openUploadQuery,
} from "./open-upload-view.ts";
import { pageQuery } from "./page-query.ts";
import { planView } from "./plan-view.ts";
import { receiptPage } from "./receipt-v1.ts";
import { reportQuery } from "./report-query.ts";
import { errorsView, retryRequest, retryView } from "./retry-request.ts";
import { previewRequest, scheduleChange, scheduleRequest } from "./schedule-request.ts";
import { previewView, schedulePage, scheduleRunPage, scheduleView } from "./schedule-view.ts";

export type ApiRoute<Params = unknown, Query = unknown, Body = unknown, View = unknown> = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `{name}` stands for one step, without a slash or a colon. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly params: z.ZodType<Params>;
  /** Every parameter there is: any other one is refused. */
  readonly query: z.ZodType<Query> & { readonly shape: object };
  readonly body: z.ZodType<Body>;
  readonly status: 200 | 201;
  readonly response: z.ZodType<unknown, View>;
};

/** The table's rows, whatever they take. */
type AnyRoute = Omit<ApiRoute, "response"> & { readonly response: z.ZodType };

const noParams = z.object({});
const ofSchedule = { params: z.object({ name: z.string() }) };
const ofJob = { params: z.object({ id: z.string() }) };
const noQuery = z.strictObject({});
/** Left out, or empty: what such a request means is all in its path. */
const noBody = z.strictObject({}).optional();
/** Left out: what is under way is moved to its end. */
const pauseRequest = z.strictObject({ drain: z.boolean().default(true) }).default({ drain: true });
const text = z.string();

const indexView = z.object({
  name: z.literal("penstock"),
  routes: z.array(z.object({ method: z.string(), path: z.string(), summary: z.string() })),
});

const healthView = z.object({
  status: z.string(),
  reasons: z.array(z.string()).readonly().optional(),
});

/**
 * Every route of the HTTP API. The server registers these and no others, and docs/api.md is made of
 * them.
 */
export const API_ROUTES = {
  index: get("/", "What can be asked here.", indexView),
  indexOfV1: get("/v1", "The same.", indexView),
  submitJob: {
    method: "POST",
    path: "/v1/jobs",
    summary: "Accepts a job and starts it; `Location` says where it is.",
    params: noParams,
    query: noQuery,
    body: jobRequest,
    status: 201,
    response: jobView,
  },
  planJob: {
    ...post(
      "/v1/jobs:plan",
      "Lists what a job would move, and counts instead of moving; writes nothing. Takes up to 20 seconds.",
      planView,
    ),
    body: jobRequest,
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
  cancelJob: {
    ...post("/v1/jobs/{id}:cancel", "Cancels a job; may be repeated.", jobView),
    ...ofJob,
  },
  pauseJob: {
    ...post(
      "/v1/jobs/{id}:pause",
      "Begins nothing of a job any more; what is under way is moved to its end, or with `drain: false` stopped and given back. May be repeated.",
      jobView,
    ),
    ...ofJob,
    body: pauseRequest,
  },
  resumeJob: {
    ...post("/v1/jobs/{id}:resume", "Continues a job that was paused; may be repeated.", jobView),
    ...ofJob,
  },
  retryJob: {
    ...post(
      "/v1/jobs/{id}:retry",
      "Tries again what of a job failed, by a new job with its options: all of it, or what is named by outcome, code or glob. 200 with the counts alone for a dry run.",
      retryView,
    ),
    ...ofJob,
    ...{ body: retryRequest, status: 201 },
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
      "The rows of a job of many objects that are in the journal, one an object, as JSON Lines or CSV. `Penstock-Report` says whether they are `complete` or `partial`: the job goes on, or its last rows are not in the journal yet. A response that is cut off is not whole.",
      z.unknown(),
    ),
    ...ofJob,
    query: reportQuery,
  },
  ...scheduleRoutes(),
  listConnections: get(
    "/v1/connections",
    "What jobs may name, and how its last test went.",
    connectionPage,
  ),
  testConnection: {
    ...post(
      "/v1/connections/{name}:test",
      "Tries what transfers do; 200 also when checks fail. Takes up to a minute.",
      connectionTestView,
    ),
    params: z.object({ name: z.string() }),
  },
  listUploads: {
    ...get(
      "/v1/uploads",
      "What is open at the stores, oldest first, and whose it is. Takes up to a minute.",
      openUploadPage,
    ),
    query: openUploadQuery,
  },
  abortOrphans: {
    ...post(
      "/v1/uploads:abortOrphans",
      "Ends uploads of ours that no transfer uses; what became of each.",
      abortOrphansView,
    ),
    body: abortOrphansRequest,
  },
  listWorkers: get("/v1/workers", "Workers that are alive.", workerPage),
  metrics: get("/metrics", "For Prometheus, as text.", text),
  live: get("/healthz/live", "The process runs; nothing else is looked at.", healthView),
  ready: get("/healthz/ready", "200, or 503 with reasons: whether it can work now.", healthView),
  readHelp: {
    ...get("/problems/{code}", "What an error code means and what to do, as Markdown.", text),
    params: z.object({ code: z.string() }),
  },
} as const satisfies Readonly<Record<string, AnyRoute>>;

function get<Path extends `/${string}`, Response extends z.ZodType>(
  path: Path,
  summary: string,
  response: Response,
) {
  const nothing = { params: noParams, query: noQuery, body: noBody };
  return { method: "GET", path, summary, ...nothing, status: 200, response } as const;
}

function post<Path extends `/${string}`, Response extends z.ZodType>(
  path: Path,
  summary: string,
  response: Response,
) {
  return { ...get(path, summary, response), method: "POST" } as const;
}

function scheduleRoutes() {
  return {
    createSchedule: {
      ...post(
        "/v1/schedules",
        "Makes jobs by the clock from now on; needs a journal. `Location` says where it is.",
        scheduleView,
      ),
      body: scheduleRequest,
      status: 201,
    },
    listSchedules: get("/v1/schedules", "All schedules, by name.", schedulePage),
    previewSchedule: {
      ...post("/v1/schedules:preview", "When a schedule would run; makes none.", previewView),
      body: previewRequest,
    },
    readSchedule: {
      ...get("/v1/schedules/{name}", "One schedule, its next ticks and its runs.", scheduleView),
      ...ofSchedule,
    },
    replaceSchedule: {
      ...get(
        "/v1/schedules/{name}",
        "Replaces a schedule from now on; its runs and its pause are kept.",
        scheduleView,
      ),
      method: "PUT",
      ...ofSchedule,
      body: scheduleChange,
    },
    deleteSchedule: {
      ...get(
        "/v1/schedules/{name}",
        "Ends a schedule; its jobs continue. Returns it as it was.",
        scheduleView,
      ),
      method: "DELETE",
      ...ofSchedule,
    },
    runSchedule: {
      ...post(
        "/v1/schedules/{name}:run",
        "Runs it now as well, by its rule for overlaps; also while it is paused.",
        scheduleView,
      ),
      ...ofSchedule,
    },
    pauseSchedule: {
      ...post(
        "/v1/schedules/{name}:pause",
        "No further tick counts; its job continues. May be repeated.",
        scheduleView,
      ),
      ...ofSchedule,
    },
    resumeSchedule: {
      ...post(
        "/v1/schedules/{name}:resume",
        "Ticks count from now on: none of the pause is made up for. May be repeated.",
        scheduleView,
      ),
      ...ofSchedule,
    },
    listScheduleRuns: {
      ...get("/v1/schedules/{name}/runs", "What became of its last ticks.", scheduleRunPage),
      ...ofSchedule,
    },
  } as const;
}
