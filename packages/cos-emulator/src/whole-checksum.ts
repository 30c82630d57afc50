import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { combineChecksums } from "@penstock/core";
import { crc32Checksum, newHasher, type StoredChecksum } from "./checksum.ts";
import { readObject } from "./store/object-folder.ts";
import { type PartFile, partFileName } from "./store/part-file.ts";
import type { OpenUpload } from "./store/upload-store.ts";

/**
 * The checksum of an object made of parts: of its bytes, which are read once more unless it can be
 * joined, or of the checksums of its parts (S3 user guide, "Checking object integrity": FULL_OBJECT and COMPOSITE).
 */
export async function wholeChecksum(
  { record, folder }: OpenUpload,
  parts: readonly PartFile[],
): Promise<StoredChecksum | undefined> {
  if (record.checksum === undefined) {
    return undefined;
  }
  const { name, type } = record.checksum;
  const hasher = newHasher(name);
  if (type === "COMPOSITE") {
    for (const part of parts) {
      hasher.update(digestOf(part));
    }
    return { name, type, value: `${hasher.digest().toString("base64")}-${parts.length}` };
  }
  if (name === "crc32") {
    const known = parts.map((part) => ({
      checksum: digestOf(part).toString("hex"),
      lengthBytes: part.sizeBytes,
    }));
    const joined = combineChecksums("crc32", known);
    assert(joined !== undefined, "every part of such an upload has a CRC32");
    return { ...crc32Checksum(joined), type };
  }
  const pieces = parts.map((part) => ({ file: partFileName(part), sizeBytes: part.sizeBytes }));
  const lengthBytes = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await using _hold = folder.hold();
  for (const chunk of readObject({ record: { pieces }, folder }, { startByte: 0, lengthBytes })) {
    hasher.update(chunk);
    await nextTurn();
  }
  return { name, type, value: hasher.digest().toString("base64") };
}

function digestOf({ checksum }: PartFile): Buffer {
  return Buffer.from(checksum?.value ?? "", "base64");
}
