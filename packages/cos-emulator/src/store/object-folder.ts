import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { type ByteRange, endByte } from "@penstock/core";
import { BlobFolder } from "./blob-folder.ts";
import {
  type ObjectRecord,
  objectRecord,
  readRecords,
  recordPath,
  writeRecord,
} from "./records.ts";

// A chunk goes through the page cache and one socket write; larger ones only cost memory.
const READ_BYTES = 256 * 1024;

export type StoredObject = { readonly record: ObjectRecord; readonly folder: BlobFolder };

export type ObjectName = { readonly bucket: string; readonly key: string };

type Folders = { readonly records: string; readonly blobs: string };

/** The objects: in memory, with a record file that lists the pieces in their blob folder. */
export class ObjectFolder {
  readonly #folders: Folders;
  readonly #objects = new Map<string, StoredObject>();

  private constructor(folders: Folders) {
    this.#folders = folders;
  }

  static async load(folders: Folders): Promise<ObjectFolder> {
    const objects = new ObjectFolder(folders);
    for (const record of await readRecords(folders.records, objectRecord)) {
      const folder = new BlobFolder(join(folders.blobs, record.folder));
      objects.#objects.set(fileNameOf(record), { record, folder });
    }
    return objects;
  }

  find(name: ObjectName): StoredObject | undefined {
    return this.#objects.get(fileNameOf(name));
  }

  /** In no order. */
  list(): readonly ObjectRecord[] {
    return [...this.#objects.values()].map(({ record }) => record);
  }

  blobFolders(): ReadonlySet<string> {
    return new Set([...this.#objects.values()].map(({ record }) => record.folder));
  }

  /**
   * The object is all-old before and all-new afterwards, also when the process dies in between.
   * Returns the folder of the old one, which the caller discards.
   */
  replace(object: StoredObject): BlobFolder | undefined {
    const name = fileNameOf(object.record);
    const earlier = this.#objects.get(name);
    writeRecord(recordPath(this.#folders.records, name), object.record);
    this.#objects.set(name, object);
    return earlier?.folder;
  }

  async remove(name: ObjectName): Promise<void> {
    const object = this.find(name);
    if (object !== undefined) {
      unlinkSync(recordPath(this.#folders.records, fileNameOf(name)));
      this.#objects.delete(fileNameOf(name));
      await object.folder.discard();
    }
  }
}

/** Keys may be longer than a file name and hold any character: the file is named after their hash. */
function fileNameOf({ bucket, key }: ObjectName): string {
  return createHash("sha256").update(`${bucket}/${key}`).digest("hex");
}

/** The bytes of a range, across the pieces. The caller holds the object's folder until the end. */
export function* readObject(
  {
    record,
    folder,
  }: Pick<StoredObject, "folder"> & { readonly record: Pick<ObjectRecord, "pieces"> },
  range: ByteRange,
): Generator<Buffer> {
  let pieceStart = 0;
  for (const piece of record.pieces) {
    const startByte = Math.max(range.startByte - pieceStart, 0);
    const lengthBytes = Math.min(endByte(range) - pieceStart, piece.sizeBytes) - startByte;
    if (lengthBytes > 0) {
      yield* readPiece(join(folder.path, piece.file), { startByte, lengthBytes });
    }
    pieceStart += piece.sizeBytes;
    if (pieceStart >= endByte(range)) {
      return;
    }
  }
}

function* readPiece(path: string, range: ByteRange): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    for (let at = range.startByte; at < endByte(range); ) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, endByte(range) - at));
      const readBytes = readSync(file, chunk, 0, chunk.length, at);
      if (readBytes === 0) {
        throw new Error(`${path} ends at byte ${at}`);
      }
      yield chunk.subarray(0, readBytes);
      at += readBytes;
    }
  } finally {
    closeSync(file);
  }
}
