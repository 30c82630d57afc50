import {
  type Clock,
  type ErrorCode,
  isFinished,
  isTerminal,
  jobStateOf,
  pendingOf,
  type Step,
  type StopSignal,
  type Transfer,
  type TransferRef,
  uploadChanges,
} from "@penstock/core";
import { joinSegment } from "./memory-bulk-job.ts";
import { MemoryEventLog } from "./memory-event-log.ts";
import { countsOf, type JobEntry, recordOf } from "./memory-job.ts";
import { MemoryTenant } from "./memory-tenant.ts";
import type { TransferEntry } from "./memory-transfer.ts";

/** The same trouble of one job is an event no more often. */
const TROUBLE_EVERY_MS = 1000;
/** So is the progress of one bulk job. */
const PROGRESS_EVERY_MS = 200;

/** What all ports of a memory ledger share: the records of each tenant, and what follows from a change of one. */
export class MemoryRecords {
  readonly #clock: Clock;
  readonly events: MemoryEventLog;
  readonly #tenants = new Map<string, MemoryTenant>();
  historyMark: string | undefined;
  readonly #listeners: ((signal: StopSignal) => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.events = new MemoryEventLog(clock);
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  get tenants(): ReadonlyMap<string, MemoryTenant> {
    return this.#tenants;
  }

  clear(): void {
    this.#tenants.clear();
    this.historyMark = undefined;
    this.events.clear();
  }

  onStopped(listener: (signal: StopSignal) => void): void {
    this.#listeners.push(listener);
  }

  tenant(name: string): MemoryTenant {
    let tenant = this.#tenants.get(name);
    if (tenant === undefined) {
      tenant = new MemoryTenant();
      this.#tenants.set(name, tenant);
    }
    return tenant;
  }

  entry({ tenant, transferId }: TransferRef): TransferEntry | undefined {
    return this.#tenants.get(tenant)?.transfers.get(transferId);
  }

  /** The entry of a transfer, if it still has this revision. */
  unchanged(previous: Transfer): TransferEntry | undefined {
    const entry = this.entry({ tenant: previous.tenant, transferId: previous.id });
    return entry?.transfer.revision === previous.revision ? entry : undefined;
  }

  /** Everything that follows from a change of state. */
  write(entry: TransferEntry, next: Transfer): void {
    const before = entry.transfer;
    const { nowMs } = this;
    entry.transfer = next;
    entry.changedAtMs = nowMs;
    this.tenant(next.tenant).uploads.apply(uploadChanges(before, next), nowMs);
    if (before.generation !== next.generation) {
      this.tenant(next.tenant).permits.dropParts({ transferId: next.id });
      Object.assign(entry, { plan: undefined, nextPart: 1, redo: [] });
      entry.uploaded.clear();
      entry.attempts.clear();
      entry.waits.clear();
    }
    if (before.state.kind === "planned" && next.state.kind === "uploading") {
      entry.plan = next.state.upload.plan;
      this.tenant(next.tenant).putOnRunQueue(next);
    }
    const job = this.tenant(next.tenant).jobOf(entry);
    if (next.state.kind === "uploading") {
      job.lastProgressAtMs = nowMs;
    }
    this.#addEvents(before, next);
  }

  /** Of a transfer that is in another state than before, and of its job if that is finished by it. */
  #addEvents(before: Transfer, next: Transfer): void {
    if (before.state.kind === next.state.kind) {
      return;
    }
    const { id: transferId, jobId, tenant, state } = next;
    const { nowMs } = this;
    this.events.add(tenant, { kind: "transfer", jobId, transferId, state: state.kind }, nowMs);
    const job = this.tenant(tenant).jobs.get(jobId);
    if (isTerminal(state) && job !== undefined) {
      if (job.bulk !== undefined) {
        joinSegment(job.bulk, transferId, nowMs);
      }
      this.finishIfNothingIsPending(job);
    }
  }

  finishIfNothingIsPending(entry: JobEntry): void {
    const counts = countsOf(entry);
    if (pendingOf(counts) > 0 || entry.finishedAtMs !== undefined) {
      return;
    }
    entry.finishedAtMs = this.nowMs;
    const { id: jobId, tenant } = entry.job;
    this.tenant(tenant).runQueue.forget(jobId);
    const state = jobStateOf(counts, entry.isCancelled, entry.bulk?.brokenShards);
    if (isFinished(state)) {
      this.events.add(tenant, { kind: "job", jobId, state }, this.nowMs);
    }
  }

  /** What stands in the way of a job now. */
  noteTrouble(entry: TransferEntry, code: ErrorCode, step?: Step): void {
    const { id: transferId, jobId, tenant } = entry.transfer;
    const { nowMs } = this;
    const job = this.tenant(tenant).jobOf(entry);
    const isNew = job.lastFailure?.code !== code;
    if (isNew || nowMs - (job.lastFailure?.atMs ?? 0) >= TROUBLE_EVERY_MS) {
      const what =
        step === undefined ? { kind: "deferred" as const } : { kind: "failure" as const, step };
      this.events.add(tenant, { ...what, jobId, transferId, code }, nowMs);
    }
    job.lastFailure = { atMs: nowMs, code };
    if (step === undefined) {
      job.heldUpAtMs = nowMs;
    }
  }

  /** Of a bulk job something was listed, begun, or has its rows. */
  noteEntries(entry: JobEntry): void {
    const { job, bulk } = entry;
    const { nowMs } = this;
    if (bulk === undefined || nowMs - bulk.entriesEventAtMs < PROGRESS_EVERY_MS) {
      return;
    }
    bulk.entriesEventAtMs = nowMs;
    const { counts, progress } = recordOf(entry);
    const { listed, stored, skipped, failed, aborted } = counts;
    this.events.add(
      job.tenant,
      {
        ...{ kind: "entries", jobId: job.id, listed, stored, skipped, failed, aborted },
        coveredBytes: progress.bytesStored,
      },
      nowMs,
    );
  }

  /** What stands in the way of a bulk job now. */
  noteBulkTrouble(entry: JobEntry, code: ErrorCode): void {
    const { nowMs } = this;
    const { id: jobId, tenant } = entry.job;
    const isNew = entry.lastFailure?.code !== code;
    if (isNew || nowMs - (entry.lastFailure?.atMs ?? 0) >= TROUBLE_EVERY_MS) {
      this.events.add(tenant, { kind: "trouble", jobId, code }, nowMs);
    }
    entry.lastFailure = { atMs: nowMs, code };
  }

  stopParts(ref: TransferRef): void {
    this.tenant(ref.tenant).permits.dropParts(ref);
    this.signalStop(ref);
  }

  signalStop(signal: StopSignal): void {
    for (const listener of this.#listeners) {
      listener(signal);
    }
  }
}
