import { renameSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ErrorResponse } from "../error-response.ts";
import { BlobFolder } from "./blob-folder.ts";
import { type PartFile, parsePartFileName, partFileName } from "./part-file.ts";
import {
  readRecords,
  recordPath,
  type UploadRecord,
  uploadRecord,
  writeRecord,
} from "./records.ts";

export type OpenUpload = {
  readonly record: UploadRecord;
  readonly folder: BlobFolder;
  /** By part number. */
  readonly parts: Map<number, PartFile>;
  /** When the parts that were uploaded since the store opened began, by part number. */
  readonly starts: Map<number, number>;
  /** How many bodies of a part number are on their way. */
  readonly inFlight: Map<number, number>;
};

/** A body on its way to a part number. */
export type PartAttempt = Disposable & {
  readonly number: number;
  /** Attempts that began later have a larger one. */
  readonly start: number;
};

export type UploadName = {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
};

type Folders = { readonly records: string; readonly blobs: string };

/** The open multipart uploads: in memory, with a record file and a blob folder each. */
export class UploadStore {
  readonly #folders: Folders;
  readonly #uploads = new Map<string, OpenUpload>();
  readonly #merging = new Set<OpenUpload>();
  #starts = 0;

  private constructor(folders: Folders) {
    this.#folders = folders;
  }

  /** Reads the folder back. An upload that is an object already was completed: only its record is late. */
  static async load(folders: Folders, completed: ReadonlySet<string>): Promise<UploadStore> {
    const store = new UploadStore(folders);
    for (const record of await readRecords(folders.records, uploadRecord)) {
      if (completed.has(record.uploadId)) {
        await rm(store.#recordPath(record.uploadId));
        continue;
      }
      const folder = new BlobFolder(join(folders.blobs, record.uploadId));
      store.#add({ record, folder, parts: await readParts(folder.path) });
    }
    return store;
  }

  start(record: UploadRecord): void {
    const folder = new BlobFolder(join(this.#folders.blobs, record.uploadId));
    folder.create();
    writeRecord(this.#recordPath(record.uploadId), record);
    this.#add({ record, folder, parts: new Map() });
  }

  #add(upload: Pick<OpenUpload, "record" | "folder" | "parts">): void {
    const { uploadId } = upload.record;
    this.#uploads.set(uploadId, { ...upload, starts: new Map(), inFlight: new Map() });
  }

  /** @throws Rejection `NoSuchUpload` when it was completed, aborted or never made */
  find({ bucket, key, uploadId }: UploadName): OpenUpload {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined || upload.record.bucket !== bucket || upload.record.key !== key) {
      throw new ErrorResponse("NoSuchUpload", "The specified multipart upload does not exist.");
    }
    return upload;
  }

  /**
   * The same for what would change the upload.
   *
   * @throws Rejection `NoSuchUpload`, or `UploadConflict` while a Complete merges it
   */
  findOpen(name: UploadName): OpenUpload {
    const upload = this.find(name);
    if (this.#merging.has(upload)) {
      throw new ErrorResponse("UploadConflict", "The upload is being completed.");
    }
    return upload;
  }

  list(): readonly UploadRecord[] {
    return [...this.#uploads.values()].map(({ record }) => record);
  }

  /**
   * Announces a body, before its first byte is asked for, until it is disposed of.
   *
   * @throws Rejection `UploadConflict` when it has to be the only one of its number and is not
   */
  attempt(upload: OpenUpload, number: number, mode: "last-wins" | "conflict"): PartAttempt {
    const { inFlight } = upload;
    const others = inFlight.get(number) ?? 0;
    if (mode === "conflict" && others > 0) {
      throw new ErrorResponse("UploadConflict", `Another body of part ${number} is on its way.`);
    }
    inFlight.set(number, others + 1);
    this.#starts += 1;
    const leave = () => inFlight.set(number, (inFlight.get(number) ?? 1) - 1);
    return { number, start: this.#starts, [Symbol.dispose]: leave };
  }

  /**
   * Gives a received body its part number. Of two bodies of one number the one that was begun later
   * stays, whichever ends first (COS document 436/7750), and the earlier part is there until that
   * very moment.
   *
   * @throws Rejection `NoSuchUpload` or `UploadConflict` when the upload ended, or is about to, while
   *   the body was on its way
   */
  async upload(
    upload: OpenUpload,
    attempt: PartAttempt,
    bodyPath: string,
    facts: Omit<PartFile, "number" | "uploadedMs">,
  ): Promise<void> {
    this.findOpen(upload.record);
    const { number, start } = attempt;
    if (start < (upload.starts.get(number) ?? 0)) {
      await rm(bodyPath, { force: true });
      return;
    }
    const part: PartFile = { ...facts, number, uploadedMs: Date.now() };
    const earlier = upload.parts.get(number);
    // Synchronous, so that nothing can end the upload between the look, the rename and the entry.
    renameSync(bodyPath, join(upload.folder.path, partFileName(part)));
    upload.parts.set(number, part);
    upload.starts.set(number, start);
    if (earlier !== undefined && partFileName(earlier) !== partFileName(part)) {
      await rm(join(upload.folder.path, partFileName(earlier)), { force: true });
    }
  }

  /** Keeps other requests from changing the upload while `merge` runs. */
  async whileMerging(upload: OpenUpload, merge: () => Promise<void>): Promise<void> {
    this.findOpen(upload.record);
    this.#merging.add(upload);
    try {
      await merge();
    } finally {
      this.#merging.delete(upload);
    }
  }

  /** Removes the upload: no request finds it any more. Its folder is the caller's. */
  forget({ record }: OpenUpload): void {
    this.#uploads.delete(record.uploadId);
    rmSync(this.#recordPath(record.uploadId), { force: true });
  }

  #recordPath(uploadId: string): string {
    return recordPath(this.#folders.records, uploadId);
  }
}

/** Reads a folder back, and removes what a crash left: cut bodies, and parts that were replaced. */
async function readParts(folder: string): Promise<Map<number, PartFile>> {
  const parts = new Map<number, PartFile>();
  const names = await readdir(folder);
  const found = names.map(parsePartFileName).filter((part) => part !== undefined);
  for (const part of found.sort((a, b) => a.uploadedMs - b.uploadedMs)) {
    parts.set(part.number, part);
  }
  const kept = new Set([...parts.values()].map(partFileName));
  const stray = names.filter((name) => !kept.has(name));
  await Promise.all(stray.map((name) => rm(join(folder, name))));
  return parts;
}
