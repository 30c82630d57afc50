import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type {
  IntendedUpload,
  Job,
  JobRef,
  Journal,
  JournalEntry,
  JournalledJob,
  JournalledTransfer,
  Log,
  OpenedUpload,
  Random,
  Transfer,
  UploadedPart,
  UploadId,
} from "@penstock/core";
import { flushFolder, makeFolderDurably, writeDurably, writeUnsynced } from "./durable-files.ts";
import {
  formatJob,
  formatParts,
  formatTransfer,
  formatUploadId,
  parseParts,
  parseUploadId,
} from "./journal-documents.ts";
import { isSystemError, toJournalError } from "./journal-errors.ts";
import {
  cancelledPath,
  entriesOf,
  jobFolder,
  jobPath,
  listedLater,
  markerPath,
  partsPath,
  statesOf,
  tenantFolder,
  tenantsIn,
  tokensIn,
  transferPath,
  uploadIdPath,
} from "./journal-paths.ts";
import { DocumentReader, newestOf, parseOwnJob, parseOwnTransfer } from "./own-documents.ts";

/** The journal in a folder; `journal-paths.ts` shows what lies where. */
export class JournalDirectory implements Journal {
  readonly #root: string;
  readonly #documents: DocumentReader;
  readonly #random: Random;
  /** Whose folder survives a loss of power. */
  readonly #tenants = new Set<string>();

  constructor(root: string, { log, random }: { readonly log: Log; readonly random: Random }) {
    this.#root = root;
    this.#documents = new DocumentReader(log);
    this.#random = random;
  }

  async writeJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    const folder = jobFolder(this.#root, { tenant: job.tenant, jobId: job.id });
    const file = { name: basename(jobPath(folder)), text: formatJob(job, transfers) };
    await this.#try(async () => {
      await access(markerPath(this.#root));
      await this.#makeTenantFolder(job.tenant);
      await makeFolderDurably(folder, file, this.#draft(folder)).catch(async (error: unknown) => {
        if (!isSystemError(error, "ENOTEMPTY", "EEXIST")) {
          throw error;
        }
        // Another process' write of the same job, which need not be flushed yet.
        await flushFolder(dirname(folder));
      });
    });
  }

  async replaceJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    const path = jobPath(jobFolder(this.#root, { tenant: job.tenant, jobId: job.id }));
    await this.#tryInside(async () => {
      await access(path);
      await writeDurably(path, formatJob(job, transfers), this.#draft(path));
    });
  }

  async markCancelled(job: JobRef): Promise<void> {
    const folder = jobFolder(this.#root, job);
    const path = cancelledPath(folder);
    await this.#tryInside(async () => {
      await access(folder);
      await writeDurably(path, "", this.#draft(path));
    });
  }

  async writeTransfer(transfer: Transfer): Promise<void> {
    const path = transferPath(this.#folderOf(transfer), transfer);
    await this.#tryInside(async () => {
      if (!(await exists(path))) {
        await writeDurably(path, formatTransfer(transfer), this.#draft(path));
      }
    });
  }

  async writeUploadId(upload: OpenedUpload): Promise<void> {
    const path = uploadIdPath(jobFolder(this.#root, upload), upload);
    await this.#tryInside(() => writeDurably(path, formatUploadId(upload), this.#draft(path)));
  }

  uploadIdOf(upload: IntendedUpload): Promise<UploadId | undefined> {
    const path = uploadIdPath(jobFolder(this.#root, upload), upload);
    return this.#tryInside(() => this.#read(path, (json) => parseUploadId(json, upload.token)));
  }

  async writeParts(transfer: Transfer, parts: readonly UploadedPart[]): Promise<void> {
    if (!("upload" in transfer.state)) {
      throw new RangeError(`a transfer that is ${transfer.state.kind} has no parts`);
    }
    const path = partsPath(this.#folderOf(transfer), transfer);
    const text = formatParts(transfer.state.upload.token, parts);
    await this.#tryInside(() => writeUnsynced(path, text, this.#draft(path)));
  }

  jobs(): Promise<readonly JournalEntry[]> {
    return this.#try(async () => {
      await access(markerPath(this.#root));
      const lists = await Promise.all(
        (await tenantsIn(this.#root)).map(async (tenant) =>
          entriesOf(tenant, await readdir(tenantFolder(this.#root, tenant))),
        ),
      );
      return lists.flat();
    });
  }

  readJob(job: JobRef): Promise<JournalledJob | undefined> {
    const folder = jobFolder(this.#root, job);
    return this.#tryInside(async () => {
      const names = await readdir(folder);
      const accepted = await this.#read(jobPath(folder), (json) => parseOwnJob(json, job));
      if (accepted === undefined) {
        return undefined;
      }
      const transfers = await Promise.all(
        accepted.transfers.map(
          async (transfer) => (await this.#newest(folder, names, transfer)) ?? transfer,
        ),
      );
      const listed = await Promise.all(
        listedLater(names, accepted.transfers).map((id) => this.#newest(folder, names, { id })),
      );
      const later = listed.filter((transfer) => transfer !== undefined);
      return { job: accepted.job, transfers: [...transfers, ...later] };
    });
  }

  readTransfer(transfer: Transfer): Promise<JournalledTransfer | undefined> {
    const folder = this.#folderOf(transfer);
    return this.#tryInside(async () => {
      const newest = await this.#newest(folder, await readdir(folder), transfer);
      const parts = newest === undefined ? [] : await this.#partsOf(folder, newest);
      return { transfer: newest, parts };
    });
  }

  async tokensOf(transfer: Transfer): Promise<readonly string[]> {
    const folder = this.#folderOf(transfer);
    const tokens = await this.#tryInside(async () => {
      // Every one that was written is still there, each with what was intended by then.
      const written = await this.#statesOf(folder, await readdir(folder), transfer);
      return new Set(written.flatMap((found) => (found === undefined ? [] : tokensIn(found))));
    });
    return [...(tokens ?? [])];
  }

  async forget(job: JobRef): Promise<void> {
    const folder = jobFolder(this.#root, job);
    const gone = `${folder}.gone`;
    await this.#tryInside(async () => {
      await rm(gone, { recursive: true, force: true });
      // In one step: half a job would be found again as another one. It is not flushed, for a finished
      // job comes back only if this machine's power and Redis are lost within the same seconds.
      await rename(folder, gone);
      await rm(gone, { recursive: true, force: true });
      await rm(cancelledPath(folder), { force: true });
    });
  }

  async #makeTenantFolder(tenant: string): Promise<void> {
    try {
      await mkdir(tenantFolder(this.#root, tenant));
      await flushFolder(this.#root);
    } catch (error) {
      if (!isSystemError(error, "EEXIST")) {
        throw error;
      }
      if (!this.#tenants.has(tenant)) {
        // Its maker may be about to flush it: what depends on it may not be reported before.
        await flushFolder(this.#root);
      }
    }
    this.#tenants.add(tenant);
  }

  /** The newest state of a transfer that can be read; undefined when none was written after its job. */
  async #newest(
    folder: string,
    names: readonly string[],
    transfer: Pick<Transfer, "id">,
  ): Promise<Transfer | undefined> {
    return newestOf(await this.#statesOf(folder, names, transfer));
  }

  /** Undefined for each that cannot be read. */
  #statesOf(
    folder: string,
    names: readonly string[],
    { id }: Pick<Transfer, "id">,
  ): Promise<readonly (Transfer | undefined)[]> {
    return Promise.all(
      statesOf(names, id).map(({ name, revision }) =>
        this.#read(join(folder, name), (json) => parseOwnTransfer(json, { id, revision })),
      ),
    );
  }

  async #partsOf(folder: string, transfer: Transfer): Promise<readonly UploadedPart[]> {
    if (!("upload" in transfer.state)) {
      return [];
    }
    const { token } = transfer.state.upload;
    const parts = await this.#read(partsPath(folder, transfer), (json) => parseParts(json, token));
    return parts ?? [];
  }

  /** Undefined when the file is not there, or is damaged. */
  async #read<Value>(path: string, parse: (json: string) => Value): Promise<Value | undefined> {
    try {
      return this.#documents.read(path, await readFile(path, "utf8"), parse);
    } catch (error) {
      if (isSystemError(error, "ENOENT")) {
        return undefined;
      }
      throw error;
    }
  }

  #folderOf({ tenant, jobId }: Transfer): string {
    return jobFolder(this.#root, { tenant, jobId });
  }

  #draft(path: string): string {
    return `${path}.${Buffer.from(this.#random.bytes(6)).toString("hex")}.draft`;
  }

  /** For what lies in a job's folder: without one the job is not in the journal, and there is nothing to do. */
  #tryInside<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    return this.#try(async () => {
      try {
        return await work();
      } catch (error) {
        if (!isSystemError(error, "ENOENT")) {
          throw error;
        }
        // A disk that is not mounted has no jobs either; that must not look the same.
        await access(markerPath(this.#root));
        return undefined;
      }
    });
  }

  async #try<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw toJournalError(this.#root, error);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
