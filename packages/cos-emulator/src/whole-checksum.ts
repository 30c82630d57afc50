import { setImmediate as nextTurn } from "node:timers/promises";
import { newHasher, type StoredChecksum } from "./checksum.ts";
import { readObject } from "./store/object-folder.ts";
import { type PartFile, partFileName } from "./store/part-file.ts";
import type { OpenUpload } from "./store/upload-store.ts";

/**
 * The checksum of an object made of parts: of its bytes, which are read once more, or of the checksums
 * of its parts (S3 user guide, "Checking object integrity": FULL_OBJECT and COMPOSITE).
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
  const pieces = parts.map((part) => ({ file: partFileName(part), sizeBytes: part.sizeBytes }));
  const lengthBytes = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await using _hold = folder.hold();
  for (const chunk of readObject({ record: { pieces }, folder }, { startByte: 0, lengthBytes })) {
    hasher.update(chunk);
    await nextTurn();
  }
  return { name, type, value: hasher.digest().toString("base64") };
}

function digestOf({ checksum, crc32 = "" }: PartFile): Buffer {
  return checksum === undefined ? Buffer.from(crc32, "hex") : Buffer.from(checksum.value, "base64");
}
