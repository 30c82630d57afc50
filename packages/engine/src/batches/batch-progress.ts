// What became of a batch's entries so far: rows, what is left, and what the next attempt waits for.

import {
  type BatchEntry,
  type BatchReport,
  type Cause,
  type CopyOutcome,
  countedAs,
  isTrouble,
  type Row,
  type RowLines,
  type Verb,
} from "@penstock/core";
import type { DestinationEntry } from "./batch-scene.ts";
import type { EntryFailure } from "./entry-failures.ts";
import type { EntryResult } from "./transfer-entry.ts";

const NO_ROWS: Readonly<Record<CopyOutcome, number>> = {
  stored: 0,
  skipped: 0,
  failed: 0,
  aborted: 0,
};

export class BatchProgress {
  readonly #rows: Row[] = [];
  readonly #left: BatchEntry[] = [];
  #retries = 0;
  #delayMs = 0;
  #cause: Cause | undefined;
  #movedBytes = 0;
  #coveredBytes = 0;
  readonly #verb: Verb;
  extra = 0;

  constructor(verb: Verb) {
    this.#verb = verb;
  }

  get movedBytes(): number {
    return this.#movedBytes;
  }

  /** How long what is left rests. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Whether all that was tried ended in a row. */
  get isWhole(): boolean {
    return this.#left.length === 0;
  }

  /** @param moved the entry as it was when it was moved, where that is not what was listed */
  addRow(
    entry: DestinationEntry,
    result: EntryResult,
    durationMs: number,
    moved: DestinationEntry = entry,
  ): void {
    this.#coveredBytes += entry.sizeBytes;
    const { key, sizeBytes, destinationKey, attempts = 0 } = moved;
    const { storageClass, isRestored, versionId } = moved;
    this.#rows.push({
      key,
      sizeBytes,
      destinationKey,
      ...(versionId !== undefined && { sourceVersionId: versionId }),
      ...(storageClass !== undefined && { storageClass }),
      ...(isRestored !== undefined && { isRestored }),
      ...result,
      ...(this.#verb !== "copy" && { verb: this.#verb }),
      ...(attempts > 0 && { attempts: attempts + 1 }),
      durationMs,
    });
    if (result.outcome === "stored") {
      this.#movedBytes += sizeBytes;
    }
  }

  addFailure(entry: DestinationEntry, { cause, again }: EntryFailure, durationMs: number): void {
    if (again === undefined) {
      this.addFinalFailure(entry, cause, durationMs);
      return;
    }
    this.#cause = cause;
    this.#retries += (again.entry.attempts ?? 0) - (entry.attempts ?? 0);
    this.#delayMs = Math.max(this.#delayMs, again.delayMs);
    this.#left.push(again.entry);
  }

  addFinalFailure(entry: DestinationEntry, cause: Cause, durationMs: number): void {
    const outcome = this.#verb === "check" ? "unreadable" : "failed";
    this.addRow(entry, { outcome, cause }, durationMs);
  }

  /** What is left is not moved any more. */
  abortLeft(cause: Cause): void {
    for (const entry of this.#left.splice(0)) {
      const destinationKey = entry.destinationKey ?? entry.key;
      this.addRow({ ...entry, destinationKey }, { outcome: "aborted", cause }, 0);
    }
    this.#delayMs = 0;
    this.#cause = undefined;
  }

  /** What was not begun comes back as it was. */
  leave(entries: readonly BatchEntry[]): void {
    this.#left.push(...entries);
  }

  report(
    lines: RowLines,
  ): Pick<
    BatchReport,
    | "counts"
    | "coveredBytes"
    | "extra"
    | "retries"
    | "rows"
    | "troubleRows"
    | "left"
    | "delayMs"
    | "cause"
  > {
    const counts: Record<CopyOutcome, number> = { ...NO_ROWS };
    for (const { outcome } of this.#rows) {
      counts[countedAs(outcome)] += 1;
    }
    return {
      counts,
      coveredBytes: this.#coveredBytes,
      extra: this.extra,
      retries: this.#retries,
      rows: lines.pack(this.#rows),
      troubleRows: lines.pack(this.#rows.filter(isTrouble)),
      left: this.#left,
      delayMs: this.#delayMs,
      ...(this.#cause !== undefined && { cause: this.#cause }),
    };
  }
}
