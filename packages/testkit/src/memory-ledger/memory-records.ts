import {
  type Clock,
  pendingOf,
  type Transfer,
  type TransferRef,
  uploadChanges,
} from "@penstock/core";
import { countsOf } from "./memory-job.ts";
import { MemoryTenant } from "./memory-tenant.ts";
import type { TransferEntry } from "./memory-transfer.ts";

/** What all ports of a memory ledger share: the records of each tenant, and what follows from a change of one. */
export class MemoryRecords {
  readonly #clock: Clock;
  readonly #tenants = new Map<string, MemoryTenant>();
  historyMark: string | undefined;
  readonly #listeners: ((ref: TransferRef) => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
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
  }

  onStopped(listener: (ref: TransferRef) => void): void {
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
      Object.assign(entry, { plan: undefined, nextPart: 1, redo: [] });
      entry.uploaded.clear();
      entry.attempts.clear();
      entry.waits.clear();
    }
    if (before.state.kind === "planned" && next.state.kind === "uploading") {
      entry.plan = next.state.upload.plan;
      this.tenant(next.tenant).putOnRunQueue(next.id);
    }
    const job = this.tenant(next.tenant).jobOf(entry);
    if (next.state.kind === "uploading") {
      job.lastProgressAtMs = nowMs;
    }
    if (pendingOf(countsOf(job)) === 0) {
      job.finishedAtMs ??= nowMs;
    }
  }

  stopParts(ref: TransferRef): void {
    this.tenant(ref.tenant).dropPermits(ref);
    for (const listener of this.#listeners) {
      listener(ref);
    }
  }
}
