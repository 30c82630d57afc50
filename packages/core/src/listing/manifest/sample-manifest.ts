// Manifests of the tests: their bytes in chunks of any size, and all that is read from them.

import type { BrokenLine, ManifestEntry, ManifestPage } from "./manifest-page.ts";

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Cut behind each of the places, in any order, as if they had come in packets. */
export async function* inChunks(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): AsyncGenerator<Uint8Array> {
  const places = cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b);
  let start = 0;
  for (const end of [...places, bytes.length]) {
    // A chunk is valid only until the next one is asked for.
    const chunk = bytes.slice(start, end);
    yield chunk;
    chunk.fill(0x2c);
    start = end;
  }
}

export type ReadWhole<Checkpoint> = {
  readonly entries: readonly ManifestEntry<Checkpoint>[];
  readonly broken: readonly BrokenLine[];
  readonly pages: readonly ManifestPage<Checkpoint>[];
};

export async function readWhole<Checkpoint>(
  pages: AsyncIterable<ManifestPage<Checkpoint>>,
): Promise<ReadWhole<Checkpoint>> {
  const all: ManifestPage<Checkpoint>[] = [];
  for await (const page of pages) {
    all.push(page);
  }
  return {
    entries: all.flatMap(({ entries }) => entries),
    broken: all.flatMap(({ broken }) => broken.map(({ next: _, ...line }) => line)),
    pages: all,
  };
}
