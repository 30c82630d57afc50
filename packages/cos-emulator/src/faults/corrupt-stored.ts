import { closeSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Crc64Xz } from "@penstock/core";
import { type BodyChecksum, newHasher } from "../checksum.ts";
import type { RequestSubject } from "../request-subject.ts";
import type { DiskStore } from "../store/disk-store.ts";
import { partFileName } from "../store/part-file.ts";

type Checksums = { readonly crc64: string; readonly checksum: BodyChecksum | undefined };

/**
 * Turns one bit of the part or object that was just stored. The store's own records tell the truth:
 * the checksums of the bytes that lie there now, under the ETag that the sender got.
 *
 * Returns their CRC-64; undefined for a body without bytes.
 */
export function corruptStored(store: DiskStore, subject: RequestSubject): string | undefined {
  return subject.part === undefined
    ? corruptObject(store, subject)
    : corruptPart(store, { ...subject, part: subject.part });
}

function corruptPart(
  store: DiskStore,
  { bucket, key, part: number, uploadId = "" }: RequestSubject & { readonly part: number },
): string | undefined {
  const upload = store.uploads.find({ bucket, key, uploadId });
  const part = upload.parts.get(number);
  if (part === undefined || part.sizeBytes === 0) {
    return undefined;
  }
  const path = join(upload.folder.path, partFileName(part));
  turnBit(path);
  const corrupt = { ...part, ...checksumsOf(path, part.checksum) };
  renameSync(path, join(upload.folder.path, partFileName(corrupt)));
  upload.parts.set(number, corrupt);
  return corrupt.crc64;
}

function corruptObject(store: DiskStore, subject: RequestSubject): string | undefined {
  const object = store.objects.find(subject);
  const [piece] = object?.record.pieces ?? [];
  if (object === undefined || piece === undefined || piece.sizeBytes === 0) {
    return undefined;
  }
  const { record, folder } = object;
  const path = join(folder.path, piece.file);
  turnBit(path);
  const { crc64, checksum } = checksumsOf(path, record.checksum);
  const reported = checksum && { ...checksum, type: "FULL_OBJECT" as const };
  store.objects.replace({ record: { ...record, crc64, checksum: reported }, folder });
  return crc64;
}

function turnBit(path: string): void {
  const file = openSync(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, 0);
    writeSync(file, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, 0);
  } finally {
    closeSync(file);
  }
}

const READ_BYTES = 1024 * 1024;

function checksumsOf(path: string, before: BodyChecksum | undefined): Checksums {
  const file = openSync(path, "r");
  const crc64 = new Crc64Xz();
  const hasher = before && newHasher(before.name);
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let readBytes = -1; readBytes !== 0; ) {
      readBytes = readSync(file, buffer);
      const chunk = buffer.subarray(0, readBytes);
      crc64.update(chunk);
      hasher?.update(chunk);
    }
  } finally {
    closeSync(file);
  }
  return {
    crc64: crc64.digest(),
    checksum: before && hasher && { name: before.name, value: hasher.digest().toString("base64") },
  };
}
