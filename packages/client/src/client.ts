import { setTimeout as pause } from "node:timers/promises";
import {
  type AbortOrphansRequest,
  type AbortOrphansView,
  abortOrphansView,
  type BulkReceipt,
  bulkReceiptV1,
  type ConnectionPage,
  type ConnectionTestView,
  connectionPage,
  connectionTestView,
  type ErrorsView,
  type EventPageView,
  errorsView,
  eventPage,
  type JobPage,
  type JobPatch,
  type JobRequestInput,
  type JobView,
  jobPage,
  jobView,
  type OpenUploadPage,
  openUploadPage,
  type PlanView,
  type PreviewRequestInput,
  type PreviewView,
  planView,
  previewView,
  type ReceiptPage,
  type RetryInput,
  type RetryView,
  receiptPage,
  retryView,
  type SchedulePage,
  type ScheduleRequestInput,
  type ScheduleRunPage,
  type ScheduleView,
  schedulePage,
  scheduleRunPage,
  scheduleView,
  type TenantPage,
  type TenantRequestInput,
  type TenantView,
  type TransferPage,
  tenantPage,
  tenantView,
  transferPage,
} from "@penstock/wire";
import { isPassing } from "./api-problem.ts";
import { createOnce } from "./create-once.ts";
import { type EventMessage, streamEvents } from "./event-stream.ts";
import { type ExplainCalls, explainCalls } from "./explain-calls.ts";
import { type ApiHealth, readHealth } from "./health-call.ts";
import { type Api, callApi, type OutgoingRequest } from "./http-call.ts";
import { type KeyCalls, keyCalls } from "./key-calls.ts";
import { type LimitCalls, limitCalls } from "./limit-calls.ts";
import { type ManyJobsCalls, manyJobsCalls } from "./many-jobs-calls.ts";
import { queryOf } from "./query.ts";
import { type ReportQuery, type ReportStream, streamReport } from "./report-stream.ts";
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

export type UploadQuery = {
  readonly connection?: string;
  /** Such as `24h`. */
  readonly olderThan?: string;
};

export type EventQuery = {
  /** Of this job only. */
  readonly jobId?: string;
  /** Of the deployment itself instead of the tenant's work. */
  readonly ofSystem?: boolean;
  readonly after?: string;
  /** Types such as `job.completed`, or groups such as `job.*`. */
  readonly type?: readonly string[];
};

export type WaitOptions = {
  /** Called with every view that was read, the last one included. */
  readonly onProgress?: (job: JobView) => void;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
};

/** Every method rejects with ApiProblem when the API refuses, ApiUnreachable when it does not answer. */
export type Client = LimitCalls &
  ExplainCalls &
  KeyCalls &
  ManyJobsCalls &
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
    createSchedule(request: ScheduleRequestInput, signal?: AbortSignal): Promise<ScheduleView>;
    listSchedules(signal?: AbortSignal): Promise<SchedulePage>;
    readSchedule(name: string, signal?: AbortSignal): Promise<ScheduleView>;
    /** `run`: now as well; `pause` and `resume`: whether its ticks count. */
    wantSchedule(
      name: string,
      wanted: "run" | "pause" | "resume",
      signal?: AbortSignal,
    ): Promise<ScheduleView>;
    /** Resolves with the schedule as it was. */
    deleteSchedule(name: string, signal?: AbortSignal): Promise<ScheduleView>;
    /** What became of its last ticks, newest first. */
    listScheduleRuns(name: string, signal?: AbortSignal): Promise<ScheduleRunPage>;
    previewSchedule(request: PreviewRequestInput, signal?: AbortSignal): Promise<PreviewView>;
    /** Those that have rules or jobs. */
    listTenants(signal?: AbortSignal): Promise<TenantPage>;
    readTenant(name: string, signal?: AbortSignal): Promise<TenantView>;
    /** With the revision that was read, a change in between is a conflict. */
    replaceTenant(
      name: string,
      request: TenantRequestInput,
      signal?: AbortSignal,
    ): Promise<TenantView>;
    /** Not to be ready is a response as well. */
    readHealth(signal?: AbortSignal): Promise<ApiHealth>;
    listConnections(signal?: AbortSignal): Promise<ConnectionPage>;
    /** Resolves also when checks failed; takes up to a minute. */
    testConnection(name: string, signal?: AbortSignal): Promise<ConnectionTestView>;
    /** By the stores' own lists, which takes up to a minute where many are open. */
    listUploads(query?: UploadQuery, signal?: AbortSignal): Promise<OpenUploadPage>;
    /** Ends only what is ours and no transfer uses; tells of each upload what became of it. */
    abortOrphans(request: AbortOrphansRequest, signal?: AbortSignal): Promise<AbortOrphansView>;
    /** What changed, oldest first; a page may have fewer than its limit while `hasMore` is true. */
    listEvents(
      query?: EventQuery & { readonly limit?: number },
      signal?: AbortSignal,
    ): Promise<EventPageView>;
    /**
     * What changes from now on, or after an event, until the caller leaves. Connects again by itself: no message is lost or
     * comes twice. Throws where the API is away for half a minute.
     */
    events(query?: EventQuery, signal?: AbortSignal): AsyncIterable<EventMessage>;
    /** The job now, and whenever something about it changed, at most four times a second; over when the job is. */
    watch(id: string, signal?: AbortSignal): AsyncIterable<JobView>;
    /**
     * Resolves when the job has ended, however it ended. Lives through an API that restarts; leaving
     * by the signal leaves the job alone.
     */
    waitForJob(id: string, options?: WaitOptions): Promise<JobView>;
  };

/** The API ends within a minute what asks a store many times. */
const STORE_LIMIT_MS = 75_000;

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
    ...{ ...webhookCalls(api), ...workerCalls(api), ...manyJobsCalls(api) },
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

function eventCalls(api: Api): Pick<Client, "listEvents" | "events"> {
  return {
    listEvents: (query = {}, signal) =>
      callApi(api, { method: "GET", path: eventPath(query) }, eventPage, signal),
    events: (query = {}, signal) => eachOf(eventGroups(api, query, signal)),
  };
}

function eventPath({
  jobId,
  ofSystem = false,
  ...query
}: EventQuery & { readonly limit?: number }): string {
  const path = ofSystem ? "/v1/system/events" : "/v1/events";
  const ofJob = jobId === undefined ? undefined : `/v1/jobs/${encodeURIComponent(jobId)}/events`;
  return `${ofJob ?? path}${queryOf(query)}`;
}

function eventGroups(api: Api, query: EventQuery, signal: AbortSignal | undefined) {
  const path = (after: string | undefined) =>
    eventPath({ ...query, ...(after !== undefined && { after }) });
  return streamEvents(api, path, { after: query.after, maxAwayMs: MAX_AWAY_MS, signal });
}

async function* eachOf<Item>(groups: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  for await (const group of groups) {
    yield* group;
  }
}

function tenantCalls(api: Api): Pick<Client, "listTenants" | "readTenant" | "replaceTenant"> {
  const path = (name: string) => `/v1/tenants/${encodeURIComponent(name)}`;
  const get = (wanted: string) => ({ method: "GET", path: wanted }) as const;
  return {
    listTenants: (signal) => callApi(api, get("/v1/tenants"), tenantPage, signal),
    readTenant: (name, signal) => callApi(api, get(path(name)), tenantView, signal),
    replaceTenant: (name, body, signal) =>
      callApi(api, { method: "PUT", path: path(name), body }, tenantView, signal),
  };
}

type UploadCalls = Pick<Client, "listUploads" | "abortOrphans">;

function uploadCalls(api: Api): UploadCalls {
  const limitMs = STORE_LIMIT_MS;
  return {
    listUploads: (query, signal) => {
      const call = { method: "GET", path: `/v1/uploads${queryOf(query)}`, limitMs } as const;
      return callApi(api, call, openUploadPage, signal);
    },
    abortOrphans: (body, signal) => {
      const call = { method: "POST", path: "/v1/uploads:abortOrphans", body, limitMs } as const;
      return callApi(api, call, abortOrphansView, signal);
    },
  };
}

type ScheduleCalls = Pick<Client, Extract<keyof Client, `${string}Schedule${string}`>>;

function scheduleCalls(api: Api): ScheduleCalls {
  const schedule = (name: string) => `/v1/schedules/${encodeURIComponent(name)}`;
  const call = <View>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    view: Parameters<typeof callApi<View>>[2],
    { body, signal }: { readonly body?: unknown; readonly signal?: AbortSignal | undefined } = {},
  ) => callApi(api, { method, path, body }, view, signal);
  return {
    createSchedule: (body, signal) => call("POST", "/v1/schedules", scheduleView, { body, signal }),
    listSchedules: (signal) => call("GET", "/v1/schedules", schedulePage, { signal }),
    readSchedule: (name, signal) => call("GET", schedule(name), scheduleView, { signal }),
    wantSchedule: (name, wanted, signal) =>
      call("POST", `${schedule(name)}:${wanted}`, scheduleView, { signal }),
    deleteSchedule: (name, signal) => call("DELETE", schedule(name), scheduleView, { signal }),
    listScheduleRuns: (name, signal) =>
      call("GET", `${schedule(name)}/runs`, scheduleRunPage, { signal }),
    previewSchedule: (body, signal) =>
      call("POST", "/v1/schedules:preview", previewView, { body, signal }),
  };
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
