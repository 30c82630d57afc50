import { createHash } from "node:crypto";
import {
  type DocumentStore,
  type JobId,
  type ManifestHead,
  type ManifestStore,
  PenstockError,
  type UploadedManifest,
} from "@penstock/core";
import { z } from "zod";
import { DamagedDocument, parseDocument } from "../journal-documents.ts";
import {
  manifestAt,
  manifestHeadPath,
  manifestJobPath,
  manifestPath,
  manifestsPath,
  piecePath,
} from "./manifest-paths.ts";

/** What a process holds of a manifest at a time. */
const PIECE_BYTES = 4 * 1024 * 1024;

const headDocument = z.looseObject({
  v: z.literal(1),
  format: z.enum(["csv", "jsonl"]),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Manifests in a journal, whatever it lies in; `manifest-paths.ts` shows what lies where. */
export class ManifestStoreInJournal implements ManifestStore {
  readonly #place: DocumentStore;
  readonly #pieceBytes: number;

  constructor(place: DocumentStore, pieceBytes: number = PIECE_BYTES) {
    this.#place = place;
    this.#pieceBytes = pieceBytes;
  }

  async write(
    manifest: UploadedManifest,
    format: ManifestHead["format"],
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<ManifestHead> {
    try {
      const hash = createHash("sha256");
      let sizeBytes = 0;
      let number = 0;
      for await (const piece of piecesOf(bytes, this.#pieceBytes)) {
        hash.update(piece);
        sizeBytes += piece.length;
        await this.#place.put(piecePath(manifest, number), piece);
        number += 1;
      }
      const head = { format, sizeBytes, sha256: hash.digest("hex") };
      await this.#place.put(manifestHeadPath(manifest), JSON.stringify({ v: 1, ...head }));
      return head;
    } catch (error) {
      // What cannot be removed now has no head, and goes when its day is over.
      await this.remove(manifest).catch(() => undefined);
      throw error;
    }
  }

  async head(manifest: UploadedManifest): Promise<ManifestHead | undefined> {
    const path = manifestHeadPath(manifest);
    const text = await this.#place.get(path);
    if (text === undefined) {
      return undefined;
    }
    try {
      const { format, sizeBytes, sha256 } = parseDocument(headDocument, text);
      return { format, sizeBytes, sha256 };
    } catch (error) {
      throw error instanceof DamagedDocument ? unusable(path, error.message) : error;
    }
  }

  async *read(manifest: UploadedManifest, startByte: number): AsyncIterable<Uint8Array> {
    const head = await this.head(manifest);
    if (head === undefined) {
      throw unusable(manifestHeadPath(manifest), "it is not there");
    }
    let atByte = startByte;
    while (atByte < head.sizeBytes) {
      const number = Math.floor(atByte / this.#pieceBytes);
      const path = piecePath(manifest, number);
      const piece = await this.#place.getBytes(path);
      const start = number * this.#pieceBytes;
      if (piece?.length !== Math.min(this.#pieceBytes, head.sizeBytes - start)) {
        throw unusable(path, "it is not as long as the head of its manifest says");
      }
      yield piece.subarray(atByte - start);
      atByte = start + piece.length;
    }
  }

  async noteJob(manifest: UploadedManifest, jobId: JobId): Promise<void> {
    await this.#place.put(manifestJobPath(manifest, jobId), JSON.stringify({ v: 1 }));
  }

  async *all(tenant?: string): ReturnType<ManifestStore["all"]> {
    let last: (UploadedManifest & { readonly jobIds: JobId[] }) | undefined;
    for await (const path of this.#place.list(manifestsPath(tenant))) {
      const found = manifestAt(path);
      if (found === undefined) {
        continue;
      }
      if (last !== undefined && (last.id !== found.id || last.tenant !== found.tenant)) {
        yield last;
        last = undefined;
      }
      last ??= { tenant: found.tenant, id: found.id, jobIds: [] };
      last.jobIds.push(...(found.jobId === undefined ? [] : [found.jobId]));
    }
    if (last !== undefined) {
      yield last;
    }
  }

  async remove(manifest: UploadedManifest): Promise<void> {
    // It is gone with its head, so that none is read without its end.
    await this.#place.delete(manifestHeadPath(manifest));
    const paths: string[] = [];
    for await (const path of this.#place.list(manifestPath(manifest))) {
      paths.push(path);
    }
    for (const path of paths) {
      await this.#place.delete(path);
    }
  }
}

/** Cut again, so that a place in the manifest says in which piece it is. */
async function* piecesOf(
  bytes: AsyncIterable<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(pieceBytes);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; ) {
      const some = chunk.subarray(from, from + pieceBytes - filled);
      piece.set(some, filled);
      filled += some.length;
      from += some.length;
      if (filled === pieceBytes) {
        yield piece;
        piece = new Uint8Array(pieceBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield piece.subarray(0, filled);
  }
}

function unusable(path: string, problem: string): PenstockError {
  return new PenstockError(
    "journal-unavailable",
    `a manifest cannot be read at ${path} in the journal: ${problem}; restore it from a copy of the journal`,
  );
}
