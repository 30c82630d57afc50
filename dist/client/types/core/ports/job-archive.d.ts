import type { FinishedJob } from "../history/finished-job.js";
import type { Segment, SegmentGroup } from "../history/segment.js";
import type { JobId } from "../ids.js";
/**
 * Finished jobs outside the ledger, with their receipts: a part of the journal. A segment is written once,
 * as a whole, and removed as a whole. Every method may be repeated, and rejects with `journal-unavailable`.
 */
export type JobArchive = {
    /** Resolves once the jobs survive the loss of Redis and of this machine's power. */
    write(segment: Segment, jobs: readonly FinishedJob[]): Promise<void>;
    /**
     * The jobs of a segment, all of them or those that are named; none where it is gone. What cannot be
     * read is left out, and named in the log.
     */
    read(segment: Segment, jobIds?: readonly JobId[]): Promise<readonly FinishedJob[]>;
    /** Oldest first. */
    segments(tenant: string, group: SegmentGroup): AsyncIterable<Segment>;
    remove(segment: Segment): Promise<void>;
    /** Those that have a segment. */
    tenants(): Promise<readonly string[]>;
};
