import type { JobId } from "../ids.js";
import type { Job, JobRecord, TransferCounts } from "../jobs/job.js";
import type { Transfer } from "../transfers/transfer.js";
import type { JobRange } from "./job-history.js";
export type Page<Item> = {
    readonly items: readonly Item[];
    readonly nextCursor: string | undefined;
    /** How many of this page are there and cannot be read; left out: none. */
    readonly damaged?: number;
};
export type PageRequest = {
    readonly limit: number;
    readonly cursor?: string;
};
/** Jobs, and what is known of each as a whole. */
export type JobStore = {
    /**
     * Writes the job and its transfers, all of them in the state `planned`, and names what their intents
     * may have opened (`intendedChanges`). A job that exists is left alone. Very many are written in
     * pieces: until the last one the job counts a listing, so it cannot end; a call that is repeated
     * after an interruption continues where the other one was.
     */
    createJob(job: Job, transfers: readonly Transfer[]): Promise<void>;
    readJob(tenant: string, jobId: JobId): Promise<JobRecord | undefined>;
    /** Many at once, in the order of the ids. */
    readJobs(tenant: string, jobIds: readonly JobId[]): Promise<readonly (JobRecord | undefined)[]>;
    /** Newest first. */
    listJobs(tenant: string, range: JobRange): Promise<Page<JobRecord>>;
    /** In the order in which they were listed. */
    listTransfers(tenant: string, jobId: JobId, page: PageRequest): Promise<Page<Transfer>>;
    /**
     * Remembers that the client asked for it, and tells workers to stop what they move of it, by one signal; ending
     * the transfers is the work of the caller of `cancelling`.
     */
    markCancelled(tenant: string, jobId: JobId): Promise<void>;
    /** Cancelled jobs of which some transfers may still have to be ended. */
    cancelling(tenant: string): Promise<readonly JobId[]>;
    /** All transfers of a cancelled job were told. Does nothing while more of them are being listed. */
    endCancelling(tenant: string, jobId: JobId): Promise<void>;
    /** Replaces a job's counts, if they still are as they were read, and tells whether it did. */
    replaceCounts(tenant: string, jobId: JobId, wrong: TransferCounts, right: TransferCounts): Promise<boolean>;
    /** Those that have a job, or something that is left of one. */
    tenants(): Promise<readonly string[]>;
};
