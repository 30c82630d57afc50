import type { ChecksumValue } from "../bytes/checksum.ts";
import type { Hasher, Hashing } from "../ports/system.ts";
import type { PartTask } from "../transfers/task.ts";
import type { PublishedChecksum } from "../transfers/transfer.ts";
import { assertAsPublished } from "./whole-object.ts";

/** Hashes a part as it is read; the part that is the whole object is compared with what its source publishes. */
export function hasherOfPart(hashing: Hashing, task: PartTask): Hasher {
  const { checksum: published, sizeBytes } = task.upload.sourceVersion;
  const isWholeObject = task.range.lengthBytes === sizeBytes;
  return published !== undefined && isWholeObject
    ? comparing(hashing, task, published)
    : hashing.hasher(task.upload.checksum);
}

/**
 * Compares the whole object with what its source publishes, before its last bytes are given out: what
 * comes out otherwise never becomes an object.
 */
function comparing(
  hashing: Hashing,
  { upload, range }: PartTask,
  published: PublishedChecksum,
): Hasher {
  const own = hashing.hasher(upload.checksum);
  const { algorithm } = published;
  const other = algorithm === upload.checksum ? undefined : hashing.hasher(algorithm);
  let digest: ChecksumValue | undefined;
  const ownDigest = () => {
    digest ??= own.digest();
    return digest;
  };
  let restBytes = range.lengthBytes;
  const compareAtEnd = () => {
    if (restBytes === 0) {
      assertAsPublished(published, { algorithm, checksum: other?.digest() ?? ownDigest() });
    }
  };
  compareAtEnd();
  return {
    update: (bytes) => {
      own.update(bytes);
      other?.update(bytes);
      restBytes -= bytes.length;
      compareAtEnd();
    },
    digest: ownDigest,
  };
}
