import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StoredChecksum } from "../checksum.ts";
import { ErrorResponse } from "../error-response.ts";
import { BlobFolder } from "./blob-folder.ts";
import { ObjectFolder } from "./object-folder.ts";
import { type PartFile, partFileName } from "./part-file.ts";
import { DRAFT_SUFFIX, type ObjectRecord } from "./records.ts";
import { type OpenUpload, UploadStore } from "./upload-store.ts";

export type ObjectFacts = {
  readonly etag: string;
  readonly sizeBytes: number;
  readonly crc64: string;
  readonly checksum: StoredChecksum | undefined;
};

export type Merge = {
  readonly parts: readonly PartFile[];
  readonly facts: ObjectFacts;
  /** How long it takes. */
  readonly afterMs: number;
  /** Throws when the object must not appear after all. */
  readonly guard: () => void;
};

/**
 * Uploads and objects under one data folder:
 *
 * - `blobs/<id>/` the bytes: a file per part
 * - `uploads/<id>.json` makes a blob folder an open upload
 * - `objects/<hash of bucket and key>.json` makes a blob folder an object
 *
 * Nothing is flushed to the disk by force: the store survives its process, not the machine.
 */
export class DiskStore {
  readonly openedMs = Date.now();
  readonly uploads: UploadStore;
  readonly objects: ObjectFolder;
  readonly #blobs: string;
  readonly #closing = new AbortController();

  private constructor(uploads: UploadStore, objects: ObjectFolder, blobs: string) {
    this.uploads = uploads;
    this.objects = objects;
    this.#blobs = blobs;
  }

  /**
   * Reads a data folder back, making it where it is missing, and removes what belongs to nothing.
   *
   * @throws Error that names a record which is damaged
   */
  static async open(dataDir: string): Promise<DiskStore> {
    const [blobs, uploadRecords, objectRecords] = [
      join(dataDir, "blobs"),
      join(dataDir, "uploads"),
      join(dataDir, "objects"),
    ];
    for (const folder of [blobs, uploadRecords, objectRecords]) {
      await mkdir(folder, { recursive: true });
      const drafts = (await readdir(folder)).filter((name) => name.endsWith(DRAFT_SUFFIX));
      await Promise.all(drafts.map((name) => rm(join(folder, name))));
    }
    const objects = await ObjectFolder.load({ records: objectRecords, blobs });
    const inObjects = objects.blobFolders();
    const uploads = await UploadStore.load({ records: uploadRecords, blobs }, inObjects);
    const inUse = new Set([...inObjects, ...uploads.list().map(({ uploadId }) => uploadId)]);
    const unused = (await readdir(blobs)).filter((name) => !inUse.has(name));
    await Promise.all(unused.map((name) => rm(join(blobs, name), { recursive: true })));
    return new DiskStore(uploads, objects, blobs);
  }

  /** Ends every Complete that still merges: its upload stays open. */
  stopMerging(): void {
    this.#closing.abort();
  }

  /** A folder for the body of a plain PUT. */
  newFolder(): { readonly name: string; readonly folder: BlobFolder } {
    const name = randomBytes(16).toString("hex");
    const folder = new BlobFolder(join(this.#blobs, name));
    folder.create();
    return { name, folder };
  }

  /**
   * Makes the object out of the part files where they lie, and drops the parts that are not listed.
   * The object appears and the upload is over in one moment at the end of the merge. Until then the
   * upload is open and no request may change it; a process that dies in between leaves it open.
   */
  async complete(upload: OpenUpload, merge: Merge): Promise<void> {
    await this.uploads.whileMerging(upload, async () => {
      if (merge.afterMs > 0) {
        await this.#pause(merge.afterMs);
      }
      merge.guard();
      await this.#merge(upload, merge);
    });
  }

  async #pause(ms: number): Promise<void> {
    try {
      await delay(ms, undefined, { signal: this.#closing.signal });
    } catch (error) {
      throw closing(error);
    }
  }

  async #merge(upload: OpenUpload, { parts, facts }: Merge): Promise<void> {
    const { folder } = upload;
    const earlier = this.objects.replace({ record: objectOf(upload, parts, facts), folder });
    this.uploads.forget(upload);
    await earlier?.discard();
    const listed = new Set(parts);
    const unlisted = [...upload.parts.values()].filter((part) => !listed.has(part));
    await Promise.all(
      unlisted.map((part) => rm(join(folder.path, partFileName(part)), { force: true })),
    );
  }

  async abort(upload: OpenUpload): Promise<void> {
    this.uploads.forget(upload);
    await upload.folder.discard();
  }
}

function closing(cause: unknown): ErrorResponse {
  return new ErrorResponse("InternalError", "The store is closing.", { cause });
}

function objectOf(
  { record }: OpenUpload,
  parts: readonly PartFile[],
  facts: ObjectFacts,
): ObjectRecord {
  return {
    bucket: record.bucket,
    key: record.key,
    attributes: record.attributes,
    ...facts,
    storedMs: Date.now(),
    folder: record.uploadId,
    pieces: parts.map((part) => ({ file: partFileName(part), sizeBytes: part.sizeBytes })),
  };
}
