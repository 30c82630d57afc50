import { randomBytes } from "node:crypto";
import {
  apply,
  type Cause,
  type Job,
  type JobId,
  type JobRecord,
  type Ledger,
  newJobId,
  newTransferId,
  type PartReport,
  type PartTask,
  partTaskOf,
  type StopSignals,
  type Transfer,
  type TransferEvent,
  type TransferRef,
  toETag,
  toPartNumber,
  toUploadId,
  type Upload,
} from "@penstock/core";

export type LedgerUnderTest = {
  readonly ledger: Ledger;
  readonly stopSignals: StopSignals;
  /** Used by no other test. */
  readonly tenant: string;
  /** Resolves when the ledger's clock shows a time so much later, 1 ms when left out. */
  readonly passTime: (ms?: number) => Promise<void>;
};

export type Start = () => Promise<LedgerScenario>;

export const MIB = 1024 * 1024;
export const CAUSE: Cause = { code: "source-changed", message: "it changed" };

export function uploadOf(partCount: number): Upload {
  const sizeBytes = (partCount - 1) * 16 * MIB + 1;
  return {
    token: randomBytes(16).toString("hex"),
    uploadId: toUploadId("upload-1"),
    plan: {
      strategy: "multipart",
      sizeBytes,
      partSizeBytes: 16 * MIB,
      partCount,
      reason: "the default size",
    },
    sourceVersion: { sizeBytes, validator: { kind: "size-only" } },
    checksum: "crc64xz",
    attributes: { metadata: {} },
  };
}

/** What a worker says of a task that it carried. */
export function reportOf(task: PartTask, wantsAnother = false): PartReport {
  const { tenant, transferId, generation, number, taskPart, range } = task;
  const digits = number.toString(16).padStart(8, "0");
  return {
    tenant,
    transferId,
    generation,
    number,
    taskPart,
    wantsAnother,
    etag: toETag(digits.repeat(5)),
    checksum: digits.repeat(2),
    lengthBytes: range.lengthBytes,
  };
}

/** The report of any part of a transfer that is uploading, whether or not it was dispatched. */
export function reportOfPart(transfer: Transfer, number: number): PartReport {
  return reportOf(partTaskOf(transfer, uploadIn(transfer), toPartNumber(number)));
}

export function uploadIn({ state }: Transfer): Upload {
  if (!("upload" in state)) {
    throw new Error(`a transfer that is ${state.kind} has no upload`);
  }
  return state.upload;
}

export function refOf({ tenant, id }: Transfer): TransferRef {
  return { tenant, transferId: id };
}

/** Moves a ledger through the life of jobs, in the words of the lifecycle. */
export class LedgerScenario {
  readonly ledger: Ledger;
  readonly stopSignals: StopSignals;
  readonly tenant: string;
  readonly passTime: (ms?: number) => Promise<void>;
  #jobs = 0;

  constructor({ ledger, stopSignals, tenant, passTime }: LedgerUnderTest) {
    this.ledger = ledger;
    this.stopSignals = stopSignals;
    this.tenant = tenant;
    this.passTime = passTime;
  }

  newJob(): Job {
    this.#jobs += 1;
    const createdAtMs = Date.UTC(2026, 0, 1) + this.#jobs;
    return {
      id: newJobId(createdAtMs, randomBytes(10)),
      tenant: this.tenant,
      name: `job ${this.#jobs}`,
      labels: {},
      createdAtMs,
    };
  }

  newTransfer(job: Job): Transfer {
    const attributes = { metadata: {} };
    return {
      id: newTransferId(job.createdAtMs, randomBytes(10)),
      jobId: job.id,
      tenant: job.tenant,
      source: { connection: "from", key: "a" },
      destination: { connection: "to", key: "b" },
      options: { overwrite: "always", attributes },
      generation: 1,
      revision: 1,
      state: { kind: "planned", intents: [] },
    };
  }

  /** A job with three planned transfers. */
  async jobOfThree(): Promise<{
    readonly job: Job;
    readonly transfers: readonly [Transfer, Transfer, Transfer];
  }> {
    const job = this.newJob();
    const transfers = [
      this.newTransfer(job),
      this.newTransfer(job),
      this.newTransfer(job),
    ] as const;
    await this.ledger.jobs.createJob(job, transfers);
    return { job, transfers };
  }

  /** A planned transfer with a job of its own. */
  async planned(): Promise<Transfer> {
    const job = this.newJob();
    const transfer = this.newTransfer(job);
    await this.ledger.jobs.createJob(job, [transfer]);
    return transfer;
  }

  /** The same, with all its parts still to be dispatched. */
  async uploading(partCount: number): Promise<Transfer> {
    const upload = uploadOf(partCount);
    return this.advance(await this.planned(), { kind: "upload-opened", upload });
  }

  /** A job with so many transfers, all of them uploading as many parts. */
  async jobUploading(
    transfers: number,
    partCount: number,
    change: Partial<Job> = {},
  ): Promise<JobId> {
    const job = { ...this.newJob(), ...change };
    const planned = Array.from({ length: transfers }, () => this.newTransfer(job));
    await this.ledger.jobs.createJob(job, planned);
    for (const transfer of planned) {
      await this.advance(transfer, { kind: "upload-opened", upload: uploadOf(partCount) });
    }
    return job.id;
  }

  async completing(partCount: number): Promise<Transfer> {
    const transfer = await this.uploading(partCount);
    await this.upload(transfer);
    return this.reread(transfer);
  }

  async advance(transfer: Transfer, event: TransferEvent): Promise<Transfer> {
    const next = apply(transfer, transfer.generation, event);
    if (next === transfer || !(await this.ledger.transfers.save(transfer, next))) {
      throw new Error(`${event.kind} does not move a transfer that is ${transfer.state.kind}`);
    }
    return next;
  }

  /** From uploading to the next generation, as when the store has forgotten the upload. */
  async startOver(transfer: Transfer): Promise<Transfer> {
    const completing = await this.advance(transfer, { kind: "upload-unknown", cause: CAUSE });
    return this.advance(completing, { kind: "upload-vanished", cause: CAUSE, atMs: 0 });
  }

  /** Uploads every missing part of a transfer, and counts how many reports were told to finalize. */
  async upload(transfer: Transfer): Promise<number> {
    const { partCount } = uploadIn(transfer).plan;
    const numbers = Array.from({ length: partCount }, (_, index) => index + 1);
    const responses = await Promise.all(
      numbers.map((number) =>
        this.ledger.parts.dispatch(this.tenant, reportOfPart(transfer, number)),
      ),
    );
    return responses.filter(({ isLastPart }) => isLastPart).length;
  }

  async reread(transfer: Transfer): Promise<Transfer> {
    const current = await this.ledger.transfers.readTransfer(refOf(transfer));
    if (current === undefined) {
      throw new Error(`the ledger lost ${transfer.id}`);
    }
    return current;
  }

  async record({ jobId }: Transfer): Promise<JobRecord> {
    const record = await this.ledger.jobs.readJob(this.tenant, jobId);
    if (record === undefined) {
      throw new Error(`the ledger lost ${jobId}`);
    }
    return record;
  }

  /** The numbers of the parts that the ledger dispatches now. */
  async claim(): Promise<readonly number[]> {
    return (await this.ledger.parts.dispatch(this.tenant)).tasks.map(({ number }) => number);
  }
}
