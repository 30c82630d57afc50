import type { PartBody, SourceReader } from "@penstock/core";

/** The same bytes, but for one bit of the byte at `at`. */
export async function* flipBit(
  chunks: AsyncIterable<Uint8Array>,
  at: number,
): AsyncGenerator<Uint8Array> {
  let start = 0;
  for await (const chunk of chunks) {
    const copy = chunk.slice();
    const byte = copy[at - start];
    if (byte !== undefined) {
      copy[at - start] = byte ^ 1;
    }
    start += chunk.length;
    yield copy;
  }
}

export function withFlippedBit(body: PartBody, at: number): PartBody {
  return { ...body, chunks: flipBit(body.chunks, at) };
}

/** Flips a bit of the object's byte at `at` in the first reads that have it. */
export function flippingReader(at: number, times: number): (reader: SourceReader) => SourceReader {
  let left = times;
  return (reader) => ({
    stat: (...args) => reader.stat(...args),
    read: (key, sourceVersion, range, signal) => {
      const chunks = reader.read(key, sourceVersion, range, signal);
      const inRange = at - range.startByte;
      if (inRange < 0 || inRange >= range.lengthBytes || left === 0) {
        return chunks;
      }
      left -= 1;
      return flipBit(chunks, inRange);
    },
  });
}
