import type { JobId } from "../ids.js";
import { type Outcome } from "./finished-job.js";
/**
 * What a segment holds: `recent` jobs of whatever outcome, written as soon as they ended; jobs of one
 * outcome, which are removed together; or bulk jobs that are `expired`, of which only rows may be left.
 */
export type SegmentGroup = "recent" | Outcome | "expired";
/** Those in which jobs are found. */
export declare const SEGMENT_GROUPS: readonly SegmentGroup[];
/** Names some finished jobs of a tenant that are kept together, written once and removed as a whole. */
export type Segment = {
    readonly tenant: string;
    readonly group: SegmentGroup;
    /** No job in it ended later. */
    readonly endedAtMs: number;
    /** Tells segments of one millisecond apart. */
    readonly nonce: string;
};
/** Sorts by time. */
export declare function segmentName({ endedAtMs, nonce }: Omit<Segment, "tenant" | "group">): string;
/** 16 characters that name a segment of a known tenant. */
export declare function segmentPlace(segment: Segment): string;
/** Undefined for what is no place. */
export declare function segmentAt(tenant: string, place: string): Segment | undefined;
export declare function newSegment(segment: Pick<Segment, "tenant" | "group" | "endedAtMs">, randomBytes: Uint8Array): Segment;
/** A job of more stays in the ledger until it is removed. */
export declare const MAX_ARCHIVED_TRANSFERS: number;
/**
 * Where a further piece of a large job is, wherever the job itself is: its name follows from the job, so that
 * it is found by the job's entry, and writing it again replaces it.
 */
export declare function pieceSegment(job: Pick<Segment, "tenant" | "endedAtMs"> & {
    readonly jobId: JobId;
    readonly outcome: Outcome;
}, from: number): Segment;
