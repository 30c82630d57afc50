import type {
  DocumentStore,
  IntendedUpload,
  Job,
  JobRef,
  Journal,
  JournalEntry,
  JournalledJob,
  JournalledTransfer,
  Log,
  OpenedUpload,
  Transfer,
  UploadedPart,
  UploadId,
} from "@penstock/core";
import {
  formatJob,
  formatParts,
  formatTransfer,
  formatUploadId,
  parseParts,
  parseUploadId,
} from "./journal-documents.ts";
import { toUnavailable } from "./journal-errors.ts";
import {
  cancelledKey,
  jobKey,
  jobsBelow,
  jobsIn,
  partsKey,
  transferKey,
  transfersOf,
  uploadIdKey,
} from "./journal-keys.ts";
import { listedLater, statesOf, tokensIn, type WrittenState } from "./journal-paths.ts";
import { DocumentReader, newestOf, parseOwnJob, parseOwnTransfer } from "./own-documents.ts";

/** Where a journal lies in a store. */
export type StorePlace = {
  readonly objects: DocumentStore;
  /** With the slash at its end. */
  readonly prefix: string;
  /** For people: `CONNECTION:PREFIX`. */
  readonly name: string;
};

type TransferPlace = Pick<Transfer, "id" | "tenant" | "jobId">;

/**
 * The journal below a prefix of a bucket; `journal-keys.ts` shows what lies where. Every document is
 * written once, but for the snapshots of parts and what is sent twice: that says the same.
 */
export class JournalInStore implements Journal {
  readonly #place: StorePlace;
  readonly #documents: DocumentReader;

  constructor(place: StorePlace, log: Log) {
    this.#place = place;
    this.#documents = new DocumentReader(log);
  }

  async writeJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    const { objects, prefix } = this.#place;
    const key = jobKey(prefix, { tenant: job.tenant, jobId: job.id });
    await this.#try(() => objects.putIfAbsent(key, formatJob(job, transfers)));
  }

  async replaceJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    const { objects, prefix } = this.#place;
    const ref = { tenant: job.tenant, jobId: job.id };
    const key = jobKey(prefix, ref);
    await this.#tryInside(ref, () => objects.put(key, formatJob(job, transfers)));
  }

  async markCancelled(job: JobRef): Promise<void> {
    const { objects, prefix } = this.#place;
    const key = cancelledKey(prefix, job);
    await this.#tryInside(job, () => objects.put(key, ""));
  }

  async writeTransfer(transfer: Transfer): Promise<void> {
    const { objects, prefix } = this.#place;
    const key = transferKey(prefix, transfer);
    await this.#tryInside(transfer, () => objects.putIfAbsent(key, formatTransfer(transfer)));
  }

  async writeUploadId(upload: OpenedUpload): Promise<void> {
    const { objects, prefix } = this.#place;
    const key = uploadIdKey(prefix, upload);
    await this.#tryInside(upload, () => objects.putIfAbsent(key, formatUploadId(upload)));
  }

  uploadIdOf(upload: IntendedUpload): Promise<UploadId | undefined> {
    const key = uploadIdKey(this.#place.prefix, upload);
    return this.#try(() => this.#read(key, (json) => parseUploadId(json, upload.token)));
  }

  async writeParts(transfer: Transfer, parts: readonly UploadedPart[]): Promise<void> {
    if (!("upload" in transfer.state)) {
      throw new RangeError(`a transfer that is ${transfer.state.kind} has no parts`);
    }
    const { objects, prefix } = this.#place;
    const key = partsKey(prefix, transfer);
    const text = formatParts(transfer.state.upload.token, parts);
    await this.#tryInside(transfer, () => objects.put(key, text));
  }

  jobs(): Promise<readonly JournalEntry[]> {
    const { objects, prefix } = this.#place;
    return this.#try(async () => jobsIn(prefix, await listed(objects, jobsBelow(prefix))));
  }

  readJob(job: JobRef): Promise<JournalledJob | undefined> {
    const { prefix } = this.#place;
    const key = jobKey(prefix, job);
    return this.#try(async () => {
      const accepted = await this.#read(key, (json) => parseOwnJob(json, job));
      if (accepted === undefined) {
        return undefined;
      }
      const names = await this.#namesOf(job, "");
      const transfers = await Promise.all(
        accepted.transfers.map(
          async (transfer) => (await this.#newest(transfer, names)) ?? transfer,
        ),
      );
      const found = await Promise.all(
        listedLater(names, accepted.transfers).map((id) => this.#newest({ ...job, id }, names)),
      );
      const later = found.filter((transfer) => transfer !== undefined);
      return { job: accepted.job, transfers: [...transfers, ...later] };
    });
  }

  readTransfer(transfer: Transfer): Promise<JournalledTransfer | undefined> {
    return this.#try(async () => {
      const names = await this.#namesOf(transfer, `${transfer.id}.`);
      const newest = await this.#newest(transfer, names);
      if (newest !== undefined) {
        return { transfer: newest, parts: await this.#partsOf(newest) };
      }
      const { objects, prefix } = this.#place;
      const isThere = (await objects.get(jobKey(prefix, transfer))) !== undefined;
      return isThere ? { transfer: undefined, parts: [] } : undefined;
    });
  }

  tokensOf(transfer: Transfer): Promise<readonly string[]> {
    return this.#try(async () => {
      const names = await this.#namesOf(transfer, `${transfer.id}.`);
      // Every one that was written is still there, each with what was intended by then.
      const written = await Promise.all(
        statesOf(names, transfer.id).map((state) => this.#readState(transfer, state)),
      );
      return [...new Set(written.flatMap((found) => (found === undefined ? [] : tokensIn(found))))];
    });
  }

  async forget(job: JobRef): Promise<void> {
    const { objects, prefix } = this.#place;
    const key = jobKey(prefix, job);
    await this.#try(async () => {
      // First, so that half a job is never found again as another one. What a process that dies
      // here leaves behind, the next one that opens the journal clears away.
      await objects.delete(key);
      await objects.delete(cancelledKey(prefix, job));
      for (const left of await listed(objects, transfersOf(prefix, job))) {
        await objects.delete(left);
      }
    });
  }

  /** Of what was written of a job's transfers, without the place that they share. */
  async #namesOf({ tenant, jobId }: JobRef, start: string): Promise<readonly string[]> {
    const { objects, prefix } = this.#place;
    const place = transfersOf(prefix, { tenant, jobId });
    return (await listed(objects, place + start)).map((key) => key.slice(place.length));
  }

  /** The newest state of a transfer that can be read; undefined when none was written after its job. */
  async #newest(transfer: TransferPlace, names: readonly string[]): Promise<Transfer | undefined> {
    return newestOf(
      await Promise.all(
        statesOf(names, transfer.id).map((state) => this.#readState(transfer, state)),
      ),
    );
  }

  #readState(
    transfer: TransferPlace,
    { name, revision }: WrittenState,
  ): Promise<Transfer | undefined> {
    const { id } = transfer;
    const key = transfersOf(this.#place.prefix, transfer) + name;
    return this.#read(key, (json) => parseOwnTransfer(json, { id, revision }));
  }

  async #partsOf(transfer: Transfer): Promise<readonly UploadedPart[]> {
    if (!("upload" in transfer.state)) {
      return [];
    }
    const { token } = transfer.state.upload;
    const key = partsKey(this.#place.prefix, transfer);
    return (await this.#read(key, (json) => parseParts(json, token))) ?? [];
  }

  /** Undefined when the object is not there, or is damaged. */
  async #read<Value>(key: string, parse: (json: string) => Value): Promise<Value | undefined> {
    const text = await this.#place.objects.get(key);
    return text === undefined ? undefined : this.#documents.read(key, text, parse);
  }

  /** For what belongs to a job: of one that is not in the journal nothing is written. */
  #tryInside({ tenant, jobId }: JobRef, write: () => Promise<void>): Promise<void> {
    const { objects, prefix } = this.#place;
    const key = jobKey(prefix, { tenant, jobId });
    return this.#try(async () => {
      if ((await objects.get(key)) !== undefined) {
        await write();
      }
    });
  }

  async #try<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw toUnavailable(this.#place.name, error);
    }
  }
}

/** All of them: an entry for each of ten thousand jobs takes ten requests. */
export async function listed(objects: DocumentStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of objects.list(prefix)) {
    keys.push(key);
  }
  return keys;
}
