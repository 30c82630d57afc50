import { type AbortOrphansRequest, type AbortOrphansView, type BulkReceipt, type ConnectionPage, type ConnectionTestView, type ErrorsView, type JobPage, type JobRequestInput, type JobView, type OpenUploadPage, type PlanView, type PreviewRequestInput, type PreviewView, type ReceiptPage, type RetryInput, type RetryView, type SchedulePage, type ScheduleRequestInput, type ScheduleRunPage, type ScheduleView, type TransferPage, type WorkerPage } from "../wire/index.js";
import { type ReportQuery, type ReportStream } from "./report-stream.js";
export type PageQuery = {
    readonly limit?: number;
    readonly cursor?: string;
};
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
export type WaitOptions = {
    /** Called with every view that was read, the last one included. */
    readonly onProgress?: (job: JobView) => void;
    readonly intervalMs?: number;
    readonly signal?: AbortSignal;
};
/** Every method rejects with ApiProblem when the API refuses, ApiUnreachable when it does not answer. */
export type Client = {
    submitJob(request: JobRequestInput, signal?: AbortSignal): Promise<JobView>;
    readJob(id: string, signal?: AbortSignal): Promise<JobView>;
    /** Newest first. A page may have fewer than its limit while it has a cursor. */
    listJobs(query?: JobListQuery, signal?: AbortSignal): Promise<JobPage>;
    /** Resolves with the job as it is after the request; it may still be ending its transfers. */
    cancelJob(id: string, signal?: AbortSignal): Promise<JobView>;
    /** What a job of many objects would do; takes up to 20 s, and says then what it has so far. */
    planJob(request: JobRequestInput, signal?: AbortSignal): Promise<PlanView>;
    /** Begins nothing of a job any more; what is under way is moved to its end. May be repeated. */
    pauseJob(id: string, signal?: AbortSignal): Promise<JobView>;
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
    wantSchedule(name: string, wanted: "run" | "pause" | "resume", signal?: AbortSignal): Promise<ScheduleView>;
    /** Resolves with the schedule as it was. */
    deleteSchedule(name: string, signal?: AbortSignal): Promise<ScheduleView>;
    /** What became of its last ticks, newest first. */
    listScheduleRuns(name: string, signal?: AbortSignal): Promise<ScheduleRunPage>;
    previewSchedule(request: PreviewRequestInput, signal?: AbortSignal): Promise<PreviewView>;
    listConnections(signal?: AbortSignal): Promise<ConnectionPage>;
    /** Resolves also when checks failed; takes up to a minute. */
    testConnection(name: string, signal?: AbortSignal): Promise<ConnectionTestView>;
    listWorkers(signal?: AbortSignal): Promise<WorkerPage>;
    /** By the stores' own lists, which takes up to a minute where many are open. */
    listUploads(query?: UploadQuery, signal?: AbortSignal): Promise<OpenUploadPage>;
    /** Ends only what is ours and no transfer uses; tells of each upload what became of it. */
    abortOrphans(request: AbortOrphansRequest, signal?: AbortSignal): Promise<AbortOrphansView>;
    /**
     * Resolves when the job has ended, however it ended. Lives through an API that restarts; leaving
     * by the signal leaves the job alone.
     */
    waitForJob(id: string, options?: WaitOptions): Promise<JobView>;
};
export type ClientOptions = {
    readonly baseUrl: string;
    /** Whose requests they are; `default` when left out. */
    readonly tenant?: string | undefined;
};
/** A typed client of the HTTP API. It holds no connection and needs no closing. */
export declare function createClient({ baseUrl, tenant }: ClientOptions): Client;
