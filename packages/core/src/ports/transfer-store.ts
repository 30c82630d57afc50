import type { Cause } from "../failures/errors.ts";
import type { PartNumber } from "../ids.ts";
import type { FrozenReceipt } from "../receipts/receipt.ts";
import type { TransferRef, UploadedPart } from "../transfers/task.ts";
import type { Transfer } from "../transfers/transfer.ts";

export type FailureCount = {
  /** How many attempts of this step count so far. */
  readonly attempts: number;
  /** How many of its newest failures, in a row, did not count. */
  readonly waits: number;
};

/** What was being tried: a part, or a step of the whole transfer. */
export type Step = PartNumber | "plan" | "complete" | "verify" | "abort";

export type AttemptFailure = {
  readonly step: Step;
  readonly atMs: number;
  readonly process: string;
  readonly cause: Cause;
  /** The store's own name for the request, for the person who asks its support. */
  readonly requestId?: string;
  /** Nothing was sent that may still be carried out. */
  readonly isLook?: true;
};

export type ChangedTransfers = {
  readonly transfers: readonly Transfer[];
  /** By the ledger's clock: to ask from the next time. */
  readonly untilMs: number;
  /** Nothing else has changed. */
  readonly isLast: boolean;
};

/** Transfers: their states, the parts that are uploaded, and the attempts that failed. */
export type TransferStore = {
  readTransfer(ref: TransferRef): Promise<Transfer | undefined>;
  /**
   * Compare-and-set: writes `next` if the ledger still holds `previous.revision`, moves the job's counts
   * with it, and tells whether it did. A change that leaves the state as it is leaves parts and permits alone. Entering `uploading` puts the transfer on its tenant's run queue;
   * leaving it gives its permits back and tells the workers to stop its parts. What the change means
   * for the uploads that may be open (`uploadChanges`) is written in the same step.
   *
   * @param receipt of a transfer that becomes `stored`: it is kept from this step on, in place of the parts
   */
  save(previous: Transfer, next: Transfer, receipt?: FrozenReceipt): Promise<boolean>;
  /** Undefined for a transfer that is not stored, or that was stored without one. */
  frozenReceipt(ref: TransferRef): Promise<FrozenReceipt | undefined>;
  /**
   * Like `save` of `parts-missing`: forgets these parts, so that they are uploaded again. Names
   * every part that has to be uploaded, also those that were never uploaded.
   */
  reopenParts(previous: Transfer, next: Transfer, numbers: readonly PartNumber[]): Promise<boolean>;
  /**
   * Like `save`, from `planned` to a later state of an upload that was found in the journal, together
   * with those of its parts that are known to be uploaded. No part is dispatched.
   */
  restoreTransfer(
    previous: Transfer,
    next: Transfer,
    parts: readonly UploadedPart[],
  ): Promise<boolean>;
  /** Of the transfer's generation, in number order. */
  uploadedParts(transfer: Transfer): Promise<readonly UploadedPart[]>;
  /**
   * Keeps the failure, unless the transfer has ended, and returns how often this step failed. A part's attempt is counted when it is
   * claimed or begins again, so one that does not count is taken back here; a step's is counted when
   * it fails.
   *
   * @param lastAttempt the number of the counted attempt after which there is no other: 0 when there is
   *   none whatever its number. What is not tried again is no retry of the job.
   */
  noteFailure(
    ref: TransferRef,
    generation: number,
    failure: AttemptFailure,
    counts: boolean,
    lastAttempt?: number,
  ): Promise<FailureCount>;
  /** The newest failures, oldest first. */
  failures(ref: TransferRef): Promise<readonly AttemptFailure[]>;
  /** Transfers that are not terminal and did not change for this long; each is returned once per `idleMs`. */
  idleTransfers(tenant: string, idleMs: number, limit: number): Promise<readonly Transfer[]>;
  /**
   * Transfers that are not terminal and changed at this time of the ledger's clock or after it, a part that
   * was uploaded being a change; those that changed first come first. About as many as asked for: of one
   * instant all are there.
   */
  changedTransfers(tenant: string, sinceMs: number, limit: number): Promise<ChangedTransfers>;
};
