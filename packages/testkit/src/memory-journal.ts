import type {
  IntendedUpload,
  Job,
  JobId,
  JobRef,
  Journal,
  JournalEntry,
  JournalledJob,
  JournalledTransfer,
  OpenedUpload,
  Transfer,
  TransferId,
  UploadedPart,
  UploadId,
} from "@penstock/core";

type Entry = {
  accepted: JournalledJob;
  /** The newest of each that was written after its job. */
  readonly newest: Map<TransferId, Transfer>;
  readonly tokens: Map<TransferId, Set<string>>;
  /** By the token of their upload. */
  readonly parts: Map<string, readonly UploadedPart[]>;
  /** By the transfer and the token of their intent. */
  readonly uploadIds: Map<string, UploadId>;
  isCancelled: boolean;
};

/** The journal in memory, for tests and the simulation. */
export class MemoryJournal implements Journal {
  readonly #jobs = new Map<JobId, Entry>();

  async writeJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    if (!this.#jobs.has(job.id)) {
      const accepted = { job, transfers };
      this.#jobs.set(job.id, {
        accepted,
        newest: new Map(),
        tokens: new Map(),
        parts: new Map(),
        uploadIds: new Map(),
        isCancelled: false,
      });
    }
  }

  async replaceJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    const entry = this.#entryOf({ tenant: job.tenant, jobId: job.id });
    if (entry !== undefined) {
      entry.accepted = { job, transfers };
    }
  }

  async markCancelled(ref: JobRef): Promise<void> {
    const entry = this.#entryOf(ref);
    if (entry !== undefined) {
      entry.isCancelled = true;
    }
  }

  async writeTransfer(transfer: Transfer): Promise<void> {
    const tokens = this.#jobs.get(transfer.jobId)?.tokens;
    tokens?.set(transfer.id, new Set([...(tokens.get(transfer.id) ?? []), ...tokensIn(transfer)]));
    const newest = this.#jobs.get(transfer.jobId)?.newest;
    const known = newest?.get(transfer.id);
    const { generation } = transfer;
    const isSame = known?.generation === generation;
    if (
      known === undefined ||
      (isSame ? known.revision < transfer.revision : known.generation < generation)
    ) {
      newest?.set(transfer.id, transfer);
    }
  }

  async writeUploadId({ jobId, transferId, token, uploadId }: OpenedUpload): Promise<void> {
    this.#jobs.get(jobId)?.uploadIds.set(`${transferId} ${token}`, uploadId);
  }

  async uploadIdOf(upload: IntendedUpload): Promise<UploadId | undefined> {
    const { jobId, transferId, token } = upload;
    return this.#jobs.get(jobId)?.uploadIds.get(`${transferId} ${token}`);
  }

  async writeParts({ jobId, state }: Transfer, parts: readonly UploadedPart[]): Promise<void> {
    if (!("upload" in state)) {
      throw new RangeError(`a transfer that is ${state.kind} has no parts`);
    }
    this.#jobs.get(jobId)?.parts.set(state.upload.token, parts);
  }

  async jobs(): Promise<readonly JournalEntry[]> {
    return [...this.#jobs.values()].map(({ accepted, isCancelled }) => {
      const { tenant, id } = accepted.job;
      return { tenant, jobId: id, isCancelled };
    });
  }

  async readJob(ref: JobRef): Promise<JournalledJob | undefined> {
    const entry = this.#entryOf(ref);
    return (
      entry && {
        job: entry.accepted.job,
        transfers: [
          ...entry.accepted.transfers.map((transfer) => {
            return entry.newest.get(transfer.id) ?? transfer;
          }),
          ...listedLater(entry),
        ],
      }
    );
  }

  async readTransfer({ id, jobId }: Transfer): Promise<JournalledTransfer | undefined> {
    const entry = this.#jobs.get(jobId);
    if (entry === undefined) {
      return undefined;
    }
    const transfer = entry.newest.get(id);
    const token =
      transfer !== undefined && "upload" in transfer.state ? transfer.state.upload.token : "";
    return { transfer, parts: entry.parts.get(token) ?? [] };
  }

  async tokensOf({ id, jobId }: Transfer): Promise<readonly string[]> {
    return [...(this.#jobs.get(jobId)?.tokens.get(id) ?? [])];
  }

  async forget(ref: JobRef): Promise<void> {
    if (this.#entryOf(ref) !== undefined) {
      this.#jobs.delete(ref.jobId);
    }
  }

  /** A job of another tenant is not there. */
  #entryOf({ tenant, jobId }: JobRef): Entry | undefined {
    const entry = this.#jobs.get(jobId);
    return entry?.accepted.job.tenant === tenant ? entry : undefined;
  }
}

/** Transfers that were written after a job which names none of them. */
function listedLater({ accepted, newest }: Entry): readonly Transfer[] {
  const known = new Set(accepted.transfers.map(({ id }) => id));
  return [...newest.values()].filter(({ id }) => !known.has(id));
}

function tokensIn({ state }: Transfer): ReadonlySet<string> {
  const intents = state.kind === "planned" ? state.intents : [];
  return new Set("upload" in state ? [state.upload.token] : intents);
}
