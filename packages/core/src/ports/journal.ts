import type { JobId, UploadId } from "../ids.ts";
import type { Job } from "../jobs/job.ts";
import type { UploadedPart } from "../transfers/task.ts";
import type { Transfer } from "../transfers/transfer.ts";
import type { IntendedUpload, OpenedUpload } from "../uploads/open-upload.ts";

export type JobRef = { readonly tenant: string; readonly jobId: JobId };

/** Told by the journal's list alone, without reading what was written of the job. */
export type JournalEntry = JobRef & { readonly isCancelled: boolean };

/** An accepted job, as it has to be found again when the ledger is lost. */
export type JournalledJob = {
  readonly job: Job;
  /**
   * The newest that was written of each: `planned`, or with the upload that was opened for it. Those that
   * a bulk job lists are written one by one, and come behind those that it was accepted with.
   */
  readonly transfers: readonly Transfer[];
};

export type JournalledTransfer = {
  /** The newest that was written of it; undefined when none was after its job, or it cannot be read. */
  readonly transfer: Transfer | undefined;
  /** Parts that were uploaded by the last look; what was uploaded since is only sent again. */
  readonly parts: readonly UploadedPart[];
};

/**
 * Every accepted job, until it is finished. Every method may be repeated, and rejects with
 * `journal-unavailable`.
 */
export type JobJournal = {
  /** Before the client is told that its job is accepted. A job that is there already is left alone. */
  writeJob(job: Job, transfers: readonly Transfer[]): Promise<void>;
  /** Instead of what was written of it; nothing of a job that is not in the journal. */
  replaceJob(job: Job, transfers: readonly Transfer[]): Promise<void>;
  /** Nothing is written of a job that is not in the journal. */
  markCancelled(job: JobRef): Promise<void>;
  /** Every job that is not forgotten, in no order. */
  jobs(): Promise<readonly JournalEntry[]>;
  /** Undefined for a job that is not there, or that cannot be read: then the log names its file. */
  readJob(job: JobRef): Promise<JournalledJob | undefined>;
  /** The job is finished: there is nothing left to find again. */
  forget(job: JobRef): Promise<void>;
};

/**
 * What the transfers of those jobs have open at their stores. Nothing is written of a job that is not in the
 * journal. Every method may be repeated, and rejects with `journal-unavailable`.
 */
export type UploadJournal = {
  /** The newest is of the highest generation, and in it of the highest `revision`, in whatever order they are written. */
  writeTransfer(transfer: Transfer): Promise<void>;
  /**
   * The store's response to an intent, before the ledger hears of it and so before any part is sent. It is
   * in no state: two planners of one transfer may each have one.
   */
  writeUploadId(upload: OpenedUpload): Promise<void>;
  /** A snapshot, not flushed: losing it costs sending those parts again. */
  writeParts(transfer: Transfer, parts: readonly UploadedPart[]): Promise<void>;
  /** With the parts of its upload; undefined for a transfer whose job is not there. */
  readTransfer(transfer: Transfer): Promise<JournalledTransfer | undefined>;
  /** The tokens of every upload that this transfer intended, as far as they were written. */
  tokensOf(transfer: Transfer): Promise<readonly string[]>;
  /** The store's response to this intent; undefined where none was written, or it cannot be read. */
  uploadIdOf(upload: IntendedUpload): Promise<UploadId | undefined>;
};

/**
 * What outlives the ledger. A write that resolved survives the loss of Redis and of this machine's power.
 * Several processes may share one journal.
 */
export type Journal = JobJournal & UploadJournal;
