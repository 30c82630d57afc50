import { type JobId } from "../ids.js";
import { type JobState } from "../jobs/job.js";
import type { FinishedJob } from "./finished-job.js";
import { type Segment } from "./segment.js";
/** What the ledger still knows of a job that it does not hold any more. */
export type HistoryEntry = {
    readonly jobId: JobId;
    readonly state: JobState;
    /** Where the job itself is. */
    readonly segment: Segment;
    /** Of its labels, as many as fit: a filter by labels looks at the job itself where these agree. */
    readonly labelMarks: readonly string[];
};
export declare function historyEntryOf({ record }: FinishedJob, segment: Segment): HistoryEntry;
/** False: no job of this entry has the label. True: it may have it. */
export declare function mayHaveLabel({ labelMarks }: HistoryEntry, name: string, value: string): boolean;
/** Sorts by the job's id, so by the time at which it was made. */
export declare function formatHistoryEntry({ jobId, state, segment, labelMarks }: HistoryEntry): string;
/** Undefined for what is no entry. */
export declare function parseHistoryEntry(tenant: string, text: string): HistoryEntry | undefined;
