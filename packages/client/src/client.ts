import { setTimeout as pause } from "node:timers/promises";
import {
  type BulkReceipt,
  bulkReceiptV1,
  type ConnectionPage,
  type ConnectionTestView,
  connectionPage,
  connectionTestView,
  type ErrorsView,
  errorsView,
  type JobPage,
  type JobPatch,
  type JobRequestInput,
  type JobView,
  jobPage,
  jobView,
  type PlanView,
  planView,
  type ReceiptPage,
  type RetryInput,
  type RetryView,
  receiptPage,
  retryView,
  type TransferPage,
  transferPage,
} from "@penstock/wire";
import { isPassing } from "./api-problem.ts";
import { type ConnectionCalls, connectionCalls } from "./connection-calls.ts";
import { createOnce } from "./create-once.ts";
import { type EventCalls, eventCalls, eventGroups } from "./event-calls.ts";
import { type ExplainCalls, explainCalls } from "./explain-calls.ts";
import { type ApiHealth, readHealth } from "./health-call.ts";
import { type Api, callApi, type OutgoingRequest, STORE_LIMIT_MS } from "./http-call.ts";
import { type KeyCalls, keyCalls } from "./key-calls.ts";
import { type LimitCalls, limitCalls } from "./limit-calls.ts";
import { type ManifestCalls, manifestCalls } from "./manifest-calls.ts";
import { type ManyJobsCalls, manyJobsCalls } from "./many-jobs-calls.ts";
import { queryOf } from "./query.ts";
import { type ReportQuery, type ReportStream, streamReport } from "./report-stream.ts";
import { type ScheduleCalls, scheduleCalls } from "./schedule-calls.ts";
import { type TenantCalls, tenantCalls } from "./tenant-calls.ts";
import { type UploadCalls, uploadCalls } from "./upload-calls.ts";
import { ENDED, MAX_AWAY_MS, watchJob } from "./watch-job.ts";
import { type WebhookCalls, webhookCalls } from "./webhook-calls.ts";
import { type WorkerCalls, workerCalls } from "./worker-calls.ts";

export type PageQuery = { readonly limit?: number; readonly cursor?: string };

/** Which jobs, where not all are wanted: those that fit all that is given. */
export type JobListQuery = PageQuery & {
  readonly state?: JobView["state"];
  readonly health?: JobView["health"];
  /** `NAME=VALUE`, each of which a job has. */
  readonly label?: readonly string[];
  /** RFC 3339: of this time or later. */
  readonly createdAfter?: string;
  /** RFC 3339: of an earlier time. */
  readonly createdBefore?: string;
};

export type WaitOptions = {
  /** Called with every view that was read, the last one included. */
  readonly onProgress?: (job: JobView) => void;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
};

/** Every method rejects with ApiProblem when the API refuses, ApiUnreachable when it does not answer. */
export type Client = ConnectionCalls &
  EventCalls &
  ExplainCalls &
  KeyCalls &
  LimitCalls &
  ManifestCalls &
  ManyJobsCalls &
  ScheduleCalls &
  TenantCalls &
  UploadCalls &
  WebhookCalls &
  WorkerCalls & {
    /** Made once, and sent again while its outcome is not known; with a key of yours also after this process. */
    submitJob(request: JobRequestInput, options?: SubmitOptions): Promise<JobView>;
    readJob(id: string, signal?: AbortSignal): Promise<JobView>;
    /** Newest first. A page may have fewer than its limit while it has a cursor. */
    listJobs(query?: JobListQuery, signal?: AbortSignal): Promise<JobPage>;
    /** Changes weight, deadline and labels of a job that has not ended; null takes a value away. */
    changeJob(id: string, patch: JobPatch, signal?: AbortSignal): Promise<JobView>;
    /** Resolves with the job as it is after the request; it may still be ending its transfers. */
    cancelJob(id: string, signal?: AbortSignal): Promise<JobView>;
    /** What a job of many objects would do; takes up to 20 s, and says then what it has so far. */
    planJob(request: JobRequestInput, signal?: AbortSignal): Promise<PlanView>;
    /** Begins nothing of a job any more; what is under way is moved to its end, or not. May be repeated. */
    pauseJob(
      id: string,
      request?: { readonly drain?: boolean },
      signal?: AbortSignal,
    ): Promise<JobView>;
    resumeJob(id: string, signal?: AbortSignal): Promise<JobView>;
    /** A new job that tries again what failed; with `dryRun` only the counts. */
    retryJob(id: string, request: RetryInput, signal?: AbortSignal): Promise<RetryView>;
    /** By cause. */
    listErrors(id: string, signal?: AbortSignal): Promise<ErrorsView>;
    listTransfers(id: string, query?: PageQuery, signal?: AbortSignal): Promise<TransferPage>;
    /** Of the transfers that are stored; a page may have fewer than its limit. */
    listReceipts(id: string, query?: PageQuery, signal?: AbortSignal): Promise<ReceiptPage>;
    /** Of a job of many objects, once all its rows are in the journal. */
    readBulkReceipt(id: string, signal?: AbortSignal): Promise<BulkReceipt>;
    /** The rows of a job of many objects, as they come. */
    readReport(id: string, query?: ReportQuery, signal?: AbortSignal): Promise<ReportStream>;
    /** Not to be ready is a response as well. */
    readHealth(signal?: AbortSignal): Promise<ApiHealth>;
    listConnections(signal?: AbortSignal): Promise<ConnectionPage>;
    /** Resolves also when checks failed; takes up to a minute. */
    testConnection(name: string, signal?: AbortSignal): Promise<ConnectionTestView>;
    /** The job now, and whenever something about it changed, at most four times a second; over when the job is. */
    watch(id: string, signal?: AbortSignal): AsyncIterable<JobView>;
    /**
     * Resolves when the job has ended, however it ended. Lives through an API that restarts; leaving
     * by the signal leaves the job alone.
     */
    waitForJob(id: string, options?: WaitOptions): Promise<JobView>;
  };

const DEFAULT_INTERVAL_MS = 500;

type SubmitOptions = {
  /** The same for each try to make this job, such as the name of a nightly run. Left out: a new one. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type ClientOptions = {
  readonly baseUrl: string;
  /** Whose requests they are; `default` when left out. */
  readonly tenant?: string | undefined;
  /** Shows who asks, where the API wants to know. */
  readonly key?: string | undefined;
  /** Called with each request that is about to be sent; what it throws the caller gets, and nothing is sent. */
  readonly beforeRequest?: (request: OutgoingRequest) => void;
};

/** A typed client of the HTTP API. It holds no connection and needs no closing. */
export function createClient({ baseUrl, tenant, key, beforeRequest }: ClientOptions): Client {
  const api: Api = {
    ...{ baseUrl, ...(beforeRequest !== undefined && { beforeRequest }) },
    headers: {
      ...(tenant !== undefined && { "penstock-tenant": tenant }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
  };
  const job = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;
  const get = (path: string) => ({ method: "GET", path }) as const;
  const post = (path: string, body?: unknown) => ({ method: "POST", path, body }) as const;

  const client: Client = {
    submitJob: (request, { idempotencyKey, signal } = {}) =>
      createOnce(api, { ...post("/v1/jobs", request), key: idempotencyKey }, jobView, signal),
    readJob: (id, signal) => callApi(api, get(job(id)), jobView, signal),
    listJobs: (query, signal) => callApi(api, get(`/v1/jobs${queryOf(query)}`), jobPage, signal),
    changeJob: (id, body, signal) =>
      callApi(api, { method: "PATCH", path: job(id), body }, jobView, signal),
    cancelJob: (id, signal) => callApi(api, post(`${job(id)}:cancel`), jobView, signal),
    planJob: (request, signal) => {
      const call = { ...post("/v1/jobs:plan", request), limitMs: STORE_LIMIT_MS };
      return callApi(api, call, planView, signal);
    },
    pauseJob: (id, request, signal) =>
      callApi(api, post(`${job(id)}:pause`, request), jobView, signal),
    resumeJob: (id, signal) => callApi(api, post(`${job(id)}:resume`), jobView, signal),
    retryJob: (id, request, signal) => {
      const call = { ...post(`${job(id)}:retry`, request ?? {}), limitMs: STORE_LIMIT_MS };
      return createOnce(api, call, retryView, signal);
    },
    listErrors: (id, signal) => callApi(api, get(`${job(id)}/errors`), errorsView, signal),
    ...explainCalls(api),
    listTransfers: (id, query, signal) =>
      callApi(api, get(`${job(id)}/transfers${queryOf(query)}`), transferPage, signal),
    listReceipts: (id, query, signal) =>
      callApi(api, get(`${job(id)}/receipts${queryOf(query)}`), receiptPage, signal),
    readBulkReceipt: (id, signal) => callApi(api, get(`${job(id)}/receipt`), bulkReceiptV1, signal),
    readReport: (id, query, signal) =>
      streamReport(api, `${job(id)}/report${queryOf(query)}`, signal),
    ...{ ...scheduleCalls(api), ...tenantCalls(api), ...limitCalls(api), ...keyCalls(api) },
    ...manifestCalls(api),
    ...{ ...webhookCalls(api), ...workerCalls(api), ...manyJobsCalls(api) },
    ...connectionCalls(api),
    readHealth: (signal) => readHealth(api, signal),
    listConnections: (signal) => callApi(api, get("/v1/connections"), connectionPage, signal),
    testConnection: (name, signal) => {
      const path = `/v1/connections/${encodeURIComponent(name)}:test`;
      const call = { ...post(path), limitMs: STORE_LIMIT_MS };
      return callApi(api, call, connectionTestView, signal);
    },
    ...uploadCalls(api),
    ...eventCalls(api),
    watch: (id, signal) =>
      watchJob(
        () => client.readJob(id, signal),
        (leaving) => eventGroups(api, { jobId: id }, leaving),
        signal,
      ),
    waitForJob: (id, options = {}) => waitForJob(client, id, options),
  };
  return client;
}

async function waitForJob(
  client: Pick<Client, "readJob">,
  id: string,
  { onProgress, intervalMs = DEFAULT_INTERVAL_MS, signal }: WaitOptions,
): Promise<JobView> {
  let misses = 0;
  for (;;) {
    try {
      const view = await client.readJob(id, signal);
      misses = 0;
      onProgress?.(view);
      if (ENDED.includes(view.state)) {
        return view;
      }
    } catch (error) {
      misses += 1;
      if (!isPassing(error) || misses * intervalMs > MAX_AWAY_MS) {
        throw error;
      }
    }
    await pause(intervalMs, undefined, signal === undefined ? {} : { signal });
  }
}
