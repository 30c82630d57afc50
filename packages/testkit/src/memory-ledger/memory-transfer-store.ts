import {
  type AttemptFailure,
  type ChangedTransfers,
  type FailureCount,
  type FrozenReceipt,
  isTerminal,
  type PartNumber,
  type Transfer,
  type TransferRef,
  type TransferStore,
  type UploadedPart,
} from "@penstock/core";
import type { MemoryRecords } from "./memory-records.ts";
import { countFailure, keepFailure, restoreParts, uploadedPartsOf } from "./memory-transfer.ts";

/** A step that failed so often holds its job up, although others continue. */
const HELD_UP_AFTER = 3;

export class MemoryTransferStore implements TransferStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async readTransfer(ref: TransferRef): Promise<Transfer | undefined> {
    return this.#records.entry(ref)?.transfer;
  }

  async save(previous: Transfer, next: Transfer, receipt?: FrozenReceipt): Promise<boolean> {
    const isUploading = next.state.kind === "uploading";
    if (isUploading && !["planned", "uploading"].includes(previous.state.kind)) {
      throw new RangeError("only reopenParts leads back to uploading: it says what is missing");
    }
    const entry = this.#records.unchanged(previous);
    if (entry !== undefined) {
      entry.receipt = receipt && JSON.stringify(receipt);
      this.#records.write(entry, next);
      if (previous.state.kind === "uploading" && !isUploading) {
        this.#records.stopParts({ tenant: next.tenant, transferId: next.id });
      }
    }
    return entry !== undefined;
  }

  async frozenReceipt(ref: TransferRef): Promise<FrozenReceipt | undefined> {
    const text = this.#records.entry(ref)?.receipt;
    return text === undefined ? undefined : JSON.parse(text);
  }

  async reopenParts(
    previous: Transfer,
    next: Transfer,
    numbers: readonly PartNumber[],
  ): Promise<boolean> {
    if (next.state.kind !== "uploading" || numbers.length === 0) {
      throw new RangeError("reopening leads to uploading, with some parts to upload again");
    }
    const entry = this.#records.unchanged(previous);
    if (entry?.transfer.state.kind !== "completing") {
      return false;
    }
    entry.redo = [...new Set(numbers)];
    for (const number of entry.redo) {
      entry.uploaded.delete(number);
    }
    this.#records.write(entry, next);
    const tenant = this.#records.tenant(next.tenant);
    tenant.permits.dropParts({ transferId: next.id });
    tenant.putOnRunQueue(next);
    return true;
  }

  async restoreTransfer(
    previous: Transfer,
    next: Transfer,
    parts: readonly UploadedPart[],
  ): Promise<boolean> {
    const entry = this.#records.unchanged(previous);
    if (entry?.transfer.state.kind !== "planned" || !("upload" in next.state)) {
      return false;
    }
    this.#records.write(entry, next);
    restoreParts(entry, next.state.upload.plan, parts);
    this.#records.tenant(next.tenant).jobOf(entry).lastProgressAtMs = this.#records.nowMs;
    return true;
  }

  async uploadedParts(transfer: Transfer): Promise<readonly UploadedPart[]> {
    const entry = this.#records.entry({ tenant: transfer.tenant, transferId: transfer.id });
    const isCurrent = entry?.transfer.generation === transfer.generation;
    const isKept = isCurrent && entry.receipt === undefined;
    return isKept && "upload" in transfer.state ? uploadedPartsOf(entry) : [];
  }

  async noteFailure(
    ref: TransferRef,
    generation: number,
    failure: AttemptFailure,
    counts: boolean,
    lastAttempt: number = Number.MAX_SAFE_INTEGER,
  ): Promise<FailureCount> {
    const entry = this.#records.entry(ref);
    if (entry === undefined || isTerminal(entry.transfer.state)) {
      return { attempts: 0, waits: 0 };
    }
    keepFailure(entry, failure);
    if (entry.transfer.generation !== generation) {
      return { attempts: 0, waits: 0 };
    }
    this.#records.noteTrouble(entry, failure.cause.code, failure.step);
    const job = this.#records.tenant(entry.transfer.tenant).jobOf(entry);
    const count = countFailure(entry, failure.step, counts);
    if (count.attempts >= HELD_UP_AFTER || count.waits >= HELD_UP_AFTER) {
      job.heldUpAtMs = this.#records.nowMs;
    }
    job.retries += counts && count.attempts >= lastAttempt ? 0 : 1;
    return count;
  }

  async failures(ref: TransferRef): Promise<readonly AttemptFailure[]> {
    return [...(this.#records.entry(ref)?.failures ?? [])];
  }

  async idleTransfers(tenant: string, idleMs: number, limit: number): Promise<readonly Transfer[]> {
    return this.#records.tenant(tenant).takeIdle(idleMs, limit, this.#records.nowMs);
  }

  /** All of them at once, whatever the limit. */
  async changedTransfers(tenant: string, sinceMs: number): Promise<ChangedTransfers> {
    const transfers = this.#records.tenant(tenant).changedSince(sinceMs);
    return { transfers, untilMs: this.#records.nowMs, isLast: true };
  }
}
