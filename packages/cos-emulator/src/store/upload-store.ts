import { renameSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
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
      store.#uploads.set(record.uploadId, { record, folder, parts: await readParts(folder.path) });
    }
    return store;
  }

  start(record: UploadRecord): void {
    const folder = new BlobFolder(join(this.#folders.blobs, record.uploadId));
    folder.create();
    writeRecord(this.#recordPath(record.uploadId), record);
    this.#uploads.set(record.uploadId, { record, folder, parts: new Map() });
  }

  /** @throws Refusal `NoSuchUpload` when it was completed, aborted or never made */
  find({ bucket, key, uploadId }: UploadName): OpenUpload {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined || upload.record.bucket !== bucket || upload.record.key !== key) {
      throw new Refusal("NoSuchUpload", "The specified multipart upload does not exist.");
    }
    return upload;
  }

  list(): readonly UploadRecord[] {
    return [...this.#uploads.values()].map(({ record }) => record);
  }

  /**
   * Gives a received body its part number. Of two bodies of one number the one that finished last
   * stays, and the earlier part is there until that very moment.
   *
   * @throws Refusal `NoSuchUpload` when the upload ended while the body was on its way
   */
  async land(upload: OpenUpload, bodyPath: string, part: PartFile): Promise<void> {
    this.find(upload.record);
    const earlier = upload.parts.get(part.number);
    // Synchronous, so that nothing can end the upload between the look, the rename and the entry.
    renameSync(bodyPath, join(upload.folder.path, partFileName(part)));
    upload.parts.set(part.number, part);
    if (earlier !== undefined && partFileName(earlier) !== partFileName(part)) {
      await rm(join(upload.folder.path, partFileName(earlier)), { force: true });
    }
  }

  /** Ends the upload: nobody finds it any more. Its folder is the caller's. */
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
  for (const part of found.sort((a, b) => a.landedMs - b.landedMs)) {
    parts.set(part.number, part);
  }
  const kept = new Set([...parts.values()].map(partFileName));
  const stray = names.filter((name) => !kept.has(name));
  await Promise.all(stray.map((name) => rm(join(folder, name))));
  return parts;
}
