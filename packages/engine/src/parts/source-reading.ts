import {
  assertAsPublished,
  type ChecksumValue,
  type Delivery,
  type Hasher,
  type PartTask,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";

export type Reading = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of what was read: call it when `chunks` has ended. */
  checksum(): ChecksumValue;
};

/**
 * The bytes of a part, hashed on the way. A part that is the whole object is compared with what the
 * source publishes before its last bytes are given out: what comes out otherwise never becomes an object.
 */
export function readSource(
  { connections, hashing }: Pick<PartEngine, "connections" | "hashing">,
  { source, upload, range }: PartTask,
  { signal }: Pick<Delivery, "signal">,
): Reading {
  const { sourceVersion } = upload;
  const own = hashing.hasher(upload.checksum);
  let digest: ChecksumValue | undefined;
  const checksum = () => {
    digest ??= own.digest();
    return digest;
  };

  const published =
    range.lengthBytes === sourceVersion.sizeBytes ? sourceVersion.checksum : undefined;
  const isOtherAlgorithm = published !== undefined && published.algorithm !== upload.checksum;
  const other = isOtherAlgorithm ? hashing.hasher(published.algorithm) : undefined;
  const prove = () => {
    if (published !== undefined) {
      const { algorithm } = published;
      assertAsPublished(published, { algorithm, checksum: other?.digest() ?? checksum() });
    }
  };

  if (range.lengthBytes === 0) {
    prove();
  }
  const chunks = connections
    .source(source.connection)
    .read(source.key, sourceVersion, range, signal);
  const hashers = other === undefined ? [own] : [own, other];
  return { chunks: hashed(chunks, range.lengthBytes, hashers, prove), checksum };
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  lengthBytes: number,
  hashers: readonly Hasher[],
  prove: () => void,
): AsyncGenerator<Uint8Array> {
  let restBytes = lengthBytes;
  for await (const chunk of chunks) {
    for (const hasher of hashers) {
      hasher.update(chunk);
    }
    restBytes -= chunk.length;
    if (restBytes === 0) {
      prove();
    }
    yield chunk;
  }
}
