import type { ClaimLimit, ClaimLimitUse, JobId, TransferId } from "@penstock/core";
import type { JobEntry } from "./memory-job.ts";
import type { InFlight, MemoryPermits } from "./memory-permits.ts";
import type { TransferEntry } from "./memory-transfer.ts";

type Tenant = {
  readonly jobs: ReadonlyMap<JobId, JobEntry>;
  readonly transfers: ReadonlyMap<TransferId, TransferEntry>;
  readonly permits: MemoryPermits;
};

/** What of a connection, a job or an upload of one tenant may be in flight. */
export class MemoryClaimLimits {
  readonly #tenant: Tenant;
  readonly #limits = new Map<string, ClaimLimit>();

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  change(set: readonly ClaimLimit[], lifted: readonly string[]): void {
    for (const name of lifted) {
      this.#limits.delete(name);
    }
    for (const limit of set) {
      this.#limits.set(limit.name, limit);
    }
  }

  /** @param ready jobs of which something is ready */
  use(ready: readonly JobId[]): readonly ClaimLimitUse[] {
    return [...this.#limits.values()].map((limit) => {
      const isOfUploads = limit.name.startsWith("upload");
      const inFlight = isOfUploads ? 0 : this.#inFlightOf(limit.name);
      const waitingJobs = ready.filter((job) => this.fullLimit(job)?.name === limit.name).length;
      return { ...limit, inFlight, waitingJobs };
    });
  }

  /** The limit that lets a job have no more. */
  fullLimit(job: JobId): ClaimLimit | undefined {
    return this.#namesOf(job)
      .flatMap((name) => this.#limits.get(name) ?? [])
      .find((limit) => this.#inFlightOf(limit.name) >= limit.units);
  }

  /** The one that lets an upload have no more parts. */
  fullUploadLimit(id: TransferId): ClaimLimit | undefined {
    const job = this.#tenant.transfers.get(id)?.transfer.jobId;
    const limits = job === undefined ? [] : ["upload", ...this.#uploadNamesOf(job)];
    const [strictest] = limits
      .flatMap((name) => this.#limits.get(name) ?? [])
      .toSorted((one, other) => one.units - other.units);
    const parts = this.#tenant.permits.all().filter(({ transferId }) => transferId === id).length;
    return strictest !== undefined && parts >= strictest.units
      ? { ...strictest, name: "upload" }
      : undefined;
  }

  #inFlightOf(name: string): number {
    return this.#tenant.permits
      .all()
      .flatMap((each) => this.#jobOf(each) ?? [])
      .filter((job) => this.#namesOf(job).includes(name)).length;
  }

  #jobOf({ jobId, transferId }: InFlight): JobId | undefined {
    const transfer = transferId && this.#tenant.transfers.get(transferId)?.transfer;
    return transfer ? transfer.jobId : jobId;
  }

  #namesOf(job: JobId): readonly string[] {
    return [`job ${job}`, ...this.#connectionsOf(job).map((name) => `connection ${name}`)];
  }

  #uploadNamesOf(job: JobId): readonly string[] {
    return this.#namesOf(job).map((name) => `upload ${name}`);
  }

  #connectionsOf(job: JobId): readonly string[] {
    const entry = this.#tenant.jobs.get(job);
    const bulk = entry?.job.bulk;
    const transfer = entry?.transfers[0]?.transfer;
    const ends = bulk
      ? [bulk.selection, bulk.destination]
      : transfer
        ? [transfer.source, transfer.destination]
        : [];
    return [...new Set(ends.map(({ connection }) => connection))];
  }
}
