import {
  type AttemptFailure,
  type AttemptStart,
  type Clock,
  type ConnectionTest,
  type DispatchResponse,
  type ErrorCode,
  type FailureCount,
  type IntendedUpload,
  intendedChanges,
  isTerminal,
  type Job,
  type JobId,
  type JobRecord,
  type Ledger,
  type Page,
  type PageRequest,
  type PartNumber,
  type PartReport,
  type PartTask,
  type ProcessPresence,
  pendingOf,
  type RegisteredUpload,
  type RunQueues,
  type StopSignals,
  type TaskRef,
  type TenantWork,
  type Transfer,
  type TransferRef,
  type UploadedPart,
  uploadChanges,
  type WorkerPresence,
} from "@penstock/core";
import { countsOf, recordOf, uploadedBytesOf } from "./memory-job.ts";
import { MemoryPresence } from "./memory-presence.ts";
import {
  countFailure,
  keepFailure,
  MemoryTenant,
  newEntry,
  restoreParts,
  uploadedPartsOf,
} from "./memory-tenant.ts";
import type { TransferEntry } from "./memory-transfer.ts";
import { tenantsIn, workIn } from "./memory-work.ts";

/** The ledger in memory, for tests and the simulation; it is also the model that the other one is compared with. */
export class MemoryLedger implements Ledger, RunQueues, StopSignals {
  readonly #clock: Clock;
  readonly #tenants = new Map<string, MemoryTenant>();
  readonly #workers = new MemoryPresence<WorkerPresence>();
  readonly #processes = new MemoryPresence<ProcessPresence>();
  readonly #connectionTests = new Map<string, ConnectionTest>();
  readonly #listeners: ((ref: TransferRef) => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Loses everything, as FLUSHALL does. */
  flush(): void {
    this.#tenants.clear();
    this.#workers.clear();
    this.#processes.clear();
  }

  async createJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    const tenant = this.#tenant(job.tenant);
    if (tenant.jobs.has(job.id)) {
      return;
    }
    const nowMs = this.#clock.nowMs();
    const entries = transfers.map((transfer) => newEntry(transfer, nowMs));
    tenant.uploads.apply(transfers.flatMap(intendedChanges), nowMs);
    for (const entry of entries) {
      tenant.transfers.set(entry.transfer.id, entry);
    }
    tenant.jobs.set(job.id, {
      job,
      transfers: entries,
      isCancelled: false,
      retries: 0,
      finishedAtMs: entries.length === 0 ? this.#clock.nowMs() : undefined,
      lastProgressAtMs: undefined,
      lastFailure: undefined,
    });
  }

  async readJob(tenant: string, jobId: JobId): Promise<JobRecord | undefined> {
    const entry = this.#tenant(tenant).jobs.get(jobId);
    return entry === undefined ? undefined : recordOf(entry);
  }

  async readJobs(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (JobRecord | undefined)[]> {
    return Promise.all(jobIds.map((jobId) => this.readJob(tenant, jobId)));
  }

  async listJobs(tenant: string, { limit, cursor }: PageRequest): Promise<Page<JobRecord>> {
    const entries = [...this.#tenant(tenant).jobs.values()]
      .filter(({ job }) => cursor === undefined || job.id < cursor)
      .sort((one, other) => (one.job.id < other.job.id ? 1 : -1));
    const shown = entries.slice(0, limit);
    return {
      items: shown.map(recordOf),
      nextCursor: entries.length > limit ? shown.at(-1)?.job.id : undefined,
    };
  }

  async listTransfers(
    tenant: string,
    jobId: JobId,
    { limit, cursor }: PageRequest,
  ): Promise<Page<Transfer>> {
    const entries = this.#tenant(tenant).jobs.get(jobId)?.transfers ?? [];
    const from = Number(cursor ?? 0);
    return {
      items: entries.slice(from, from + limit).map(({ transfer }) => transfer),
      nextCursor: entries.length > from + limit ? String(from + limit) : undefined,
    };
  }

  async markCancelled(tenant: string, jobId: JobId): Promise<void> {
    const entry = this.#tenant(tenant).jobs.get(jobId);
    if (entry !== undefined) {
      entry.isCancelled = true;
    }
  }

  async readTransfer(ref: TransferRef): Promise<Transfer | undefined> {
    return this.#entry(ref)?.transfer;
  }

  async save(previous: Transfer, next: Transfer): Promise<boolean> {
    if (next.state.kind === "uploading" && previous.state.kind !== "planned") {
      throw new RangeError("only reopenParts leads back to uploading: it says what is missing");
    }
    const entry = this.#unchanged(previous);
    if (entry !== undefined) {
      this.#write(entry, next);
      if (previous.state.kind === "uploading") {
        this.#stopParts({ tenant: next.tenant, transferId: next.id });
      }
    }
    return entry !== undefined;
  }

  async reopenParts(
    previous: Transfer,
    next: Transfer,
    numbers: readonly PartNumber[],
  ): Promise<boolean> {
    if (next.state.kind !== "uploading" || numbers.length === 0) {
      throw new RangeError("reopening leads to uploading, with some parts to upload again");
    }
    const entry = this.#unchanged(previous);
    if (entry?.transfer.state.kind !== "completing") {
      return false;
    }
    entry.redo = [...new Set(numbers)];
    for (const number of entry.redo) {
      entry.uploaded.delete(number);
    }
    this.#write(entry, next);
    this.#tenant(next.tenant).dropPermits({ tenant: next.tenant, transferId: next.id });
    this.#tenant(next.tenant).putOnRunQueue(next.id);
    return true;
  }

  async restoreTransfer(
    previous: Transfer,
    next: Transfer,
    parts: readonly UploadedPart[],
  ): Promise<boolean> {
    const entry = this.#unchanged(previous);
    if (entry?.transfer.state.kind !== "planned" || !("upload" in next.state)) {
      return false;
    }
    this.#write(entry, next);
    restoreParts(entry, next.state.upload.plan, parts);
    this.#tenant(next.tenant).jobOf(entry).lastProgressAtMs = this.#clock.nowMs();
    return true;
  }

  async beginAttempt(task: TaskRef): Promise<AttemptStart> {
    return this.#tenant(task.tenant).beginAttempt(task);
  }

  async noteUntried(ref: TransferRef, code: ErrorCode, claimed?: TaskRef): Promise<void> {
    this.#tenant(ref.tenant).noteUntried(ref, { atMs: this.#clock.nowMs(), code }, claimed);
  }

  async dispatch(tenant: string, report?: PartReport): Promise<DispatchResponse> {
    const nowMs = this.#clock.nowMs();
    const isLastPart = report !== undefined && this.#record(report);
    const next = report && this.#tenant(tenant).passOn(report);
    return { tasks: this.#tenant(tenant).claim(nowMs), next, isLastPart };
  }

  async release(task: TaskRef): Promise<void> {
    this.#tenant(task.tenant).release(task);
  }

  async noteFailure(
    ref: TransferRef,
    generation: number,
    failure: AttemptFailure,
    counts: boolean,
    lastAttempt: number = Number.MAX_SAFE_INTEGER,
  ): Promise<FailureCount> {
    const entry = this.#entry(ref);
    if (entry === undefined) {
      return { attempts: 0, waits: 0 };
    }
    keepFailure(entry, failure);
    if (entry.transfer.generation !== generation || isTerminal(entry.transfer.state)) {
      return { attempts: 0, waits: 0 };
    }
    const job = this.#tenant(entry.transfer.tenant).jobOf(entry);
    job.lastFailure = { atMs: this.#clock.nowMs(), code: failure.cause.code };
    const count = countFailure(entry, failure.step, counts);
    job.retries += counts && count.attempts >= lastAttempt ? 0 : 1;
    return count;
  }

  async failures(ref: TransferRef): Promise<readonly AttemptFailure[]> {
    return [...(this.#entry(ref)?.failures ?? [])];
  }

  async uploadedParts(transfer: Transfer): Promise<readonly UploadedPart[]> {
    const entry = this.#entry({ tenant: transfer.tenant, transferId: transfer.id });
    const isCurrent = entry?.transfer.generation === transfer.generation;
    return isCurrent && "upload" in transfer.state ? uploadedPartsOf(entry) : [];
  }

  tenants = async (): Promise<readonly string[]> => tenantsIn(this.#tenants);

  work = async (): Promise<readonly TenantWork[]> => workIn(this.#tenants);

  async idleTransfers(tenant: string, idleMs: number, limit: number): Promise<readonly Transfer[]> {
    return this.#tenant(tenant).takeIdle(idleMs, limit, this.#clock.nowMs());
  }

  async heldParts(tenant: string, heldMs: number, limit: number): Promise<readonly PartTask[]> {
    return this.#tenant(tenant).takeHeld(heldMs, limit, this.#clock.nowMs());
  }

  async setInFlightLimit(tenant: string, parts: number): Promise<void> {
    this.#tenant(tenant).inFlightLimit = parts;
  }

  async openUploads(tenant: string): Promise<readonly RegisteredUpload[]> {
    const { uploads, transfers } = this.#tenant(tenant);
    return uploads.all(this.#clock.nowMs(), (upload) =>
      uploadedBytesOf(transfers.get(upload.transferId)),
    );
  }

  async orphanUploads(
    tenant: string,
    idleMs: number,
    limit: number,
  ): Promise<readonly RegisteredUpload[]> {
    return this.#tenant(tenant).uploads.takeOrphans(idleMs, limit, this.#clock.nowMs());
  }

  async noteUpload(upload: IntendedUpload): Promise<void> {
    this.#tenant(upload.tenant).uploads.note(upload);
  }

  async forgetUpload(upload: IntendedUpload): Promise<void> {
    this.#tenant(upload.tenant).uploads.forget(upload);
  }

  /** Nothing is counted ahead, so the counts cannot be wrong. */
  async replaceCounts(): Promise<boolean> {
    return false;
  }

  async saveConnectionTest(test: ConnectionTest): Promise<void> {
    this.#connectionTests.set(test.connection, test);
  }

  async connectionTest(connection: string): Promise<ConnectionTest | undefined> {
    return this.#connectionTests.get(connection);
  }

  async announceWorker(worker: WorkerPresence): Promise<void> {
    this.#workers.announce(worker, this.#clock.nowMs());
  }

  async retireWorker(workerId: string): Promise<void> {
    this.#workers.retire(workerId);
  }

  async liveWorkers(): Promise<readonly WorkerPresence[]> {
    return this.#workers.live(this.#clock.nowMs());
  }

  async announceProcess(process: ProcessPresence): Promise<void> {
    this.#processes.announce(process, this.#clock.nowMs());
  }

  async retireProcess(processId: string): Promise<void> {
    this.#processes.retire(processId);
  }

  async liveProcesses(): Promise<readonly ProcessPresence[]> {
    return this.#processes.live(this.#clock.nowMs());
  }

  async onStopped(listener: (ref: TransferRef) => void): Promise<void> {
    this.#listeners.push(listener);
  }

  /** Everything that follows from a change of state. */
  #write(entry: TransferEntry, next: Transfer): void {
    const before = entry.transfer;
    const nowMs = this.#clock.nowMs();
    entry.transfer = next;
    entry.changedAtMs = nowMs;
    this.#tenant(next.tenant).uploads.apply(uploadChanges(before, next), nowMs);
    if (before.generation !== next.generation) {
      Object.assign(entry, { plan: undefined, nextPart: 1, redo: [] });
      entry.uploaded.clear();
      entry.attempts.clear();
      entry.waits.clear();
    }
    if (before.state.kind === "planned" && next.state.kind === "uploading") {
      entry.plan = next.state.upload.plan;
      this.#tenant(next.tenant).putOnRunQueue(next.id);
    }
    const job = this.#tenant(entry.transfer.tenant).jobOf(entry);
    if (next.state.kind === "uploading") {
      job.lastProgressAtMs = nowMs;
    }
    if (pendingOf(countsOf(job)) === 0) {
      job.finishedAtMs ??= nowMs;
    }
  }

  #stopParts(ref: TransferRef): void {
    this.#tenant(ref.tenant).dropPermits(ref);
    for (const listener of this.#listeners) {
      listener(ref);
    }
  }

  /** Returns true when the report uploaded the last missing part. */
  #record(report: PartReport): boolean {
    const tenant = this.#tenant(report.tenant);
    const entry = tenant.missing(report);
    if (entry?.transfer.state.kind !== "uploading") {
      return false;
    }
    const nowMs = this.#clock.nowMs();
    entry.uploaded.set(report.number, report);
    entry.attempts.delete(report.number);
    entry.waits.delete(report.number);
    entry.changedAtMs = nowMs;
    tenant.jobOf(entry).lastProgressAtMs = nowMs;
    const { upload } = entry.transfer.state;
    if (entry.uploaded.size < upload.plan.partCount) {
      return false;
    }
    entry.redo = [];
    const { transfer } = entry;
    this.#write(entry, {
      ...transfer,
      revision: transfer.revision + 1,
      state: { kind: "completing", upload },
    });
    return true;
  }

  #unchanged(previous: Transfer): TransferEntry | undefined {
    const entry = this.#entry({ tenant: previous.tenant, transferId: previous.id });
    return entry?.transfer.revision === previous.revision ? entry : undefined;
  }

  #entry({ tenant, transferId }: TransferRef): TransferEntry | undefined {
    return this.#tenants.get(tenant)?.transfers.get(transferId);
  }

  #tenant(name: string): MemoryTenant {
    let tenant = this.#tenants.get(name);
    if (tenant === undefined) {
      tenant = new MemoryTenant();
      this.#tenants.set(name, tenant);
    }
    return tenant;
  }
}
