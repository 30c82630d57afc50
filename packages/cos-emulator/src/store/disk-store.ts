import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BlobFolder } from "./blob-folder.ts";
import { ObjectFolder } from "./object-folder.ts";
import { type PartFile, partFileName } from "./part-file.ts";
import { DRAFT_SUFFIX, type ObjectRecord } from "./records.ts";
import { type OpenUpload, UploadStore } from "./upload-store.ts";

export type ObjectFacts = {
  readonly etag: string;
  readonly sizeBytes: number;
  readonly crc64: string;
  readonly crc32: string | undefined;
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
  readonly uploads: UploadStore;
  readonly objects: ObjectFolder;
  readonly #blobs: string;

  private constructor(uploads: UploadStore, objects: ObjectFolder, blobs: string) {
    this.uploads = uploads;
    this.objects = objects;
    this.#blobs = blobs;
  }

  /** Reads a data folder back, making it where it is missing, and removes what belongs to nothing. */
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

  /** A folder for the body of a plain PUT. */
  newFolder(): { readonly name: string; readonly folder: BlobFolder } {
    const name = randomBytes(16).toString("hex");
    const folder = new BlobFolder(join(this.#blobs, name));
    folder.create();
    return { name, folder };
  }

  /**
   * Makes the object out of the part files where they lie, and drops the parts that are not listed.
   * Before this first waits the object is there and the upload is over, or neither is.
   */
  async complete(
    upload: OpenUpload,
    parts: readonly PartFile[],
    facts: ObjectFacts,
  ): Promise<void> {
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
