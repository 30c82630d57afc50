import type { Hashing } from "./ports/system.js";
declare const brand: unique symbol;
type Brand<Value, Name extends string> = Value & {
    readonly [brand]: Name;
};
export type JobId = Brand<string, "JobId">;
export type TransferId = Brand<string, "TransferId">;
/** The store's multipart handle. Opaque: only ever sent back to the store that issued it. */
export type UploadId = Brand<string, "UploadId">;
/** Opaque. Compare for equality, never parse: COS sends 40 hex digits where S3 sends 32. Held without its quotes. */
export type ETag = Brand<string, "ETag">;
/** 1..10 000, consecutive: COS refuses a Complete with a hole. */
export type PartNumber = Brand<number, "PartNumber">;
export declare const MAX_PART_NUMBER = 10000;
export declare function newJobId(nowMs: number, randomBytes: Uint8Array): JobId;
export declare function newTransferId(nowMs: number, randomBytes: Uint8Array): TransferId;
/**
 * The id of a transfer that a job lists: the same for every planner, at any time, so that an object which
 * is listed twice is one transfer.
 */
export declare function derivedTransferId(jobId: JobId, destinationKey: string, hashing: Hashing): TransferId;
/** The id of the job that a schedule makes at a tick: the same for every process, however often. */
export declare function derivedJobId(origin: string, scheduledForMs: number, hashing: Hashing): JobId;
/** What marks an upload, and the object that it becomes, as one transfer's. */
export declare function newUploadToken(nowMs: number, randomBytes: Uint8Array): string;
/** When the token was made; undefined for one that says nothing of it. */
export declare function timeOfUploadToken(token: string): number | undefined;
/** When the job was made. */
export declare function timeOfJobId(id: JobId): number;
/** Where the ids of jobs begin that were made at this time or later; ids sort by time. */
export declare function jobIdsFrom(ms: number): string;
export declare function isJobId(text: string): text is JobId;
export declare function isTransferId(text: string): text is TransferId;
export declare function toPartNumber(value: number): PartNumber;
/** Takes an ETag as a store wrote it, quoted, weak or bare. Some servers quote it in one response and not in the next. */
export declare function toETag(text: string): ETag;
export declare function toUploadId(text: string): UploadId;
export {};
