import {
  type Hashing,
  type InventoryFile,
  inventoryCheckpoint,
  inventoryPosition,
  type ManifestPage,
  type ManifestRef,
  manifestCheckpoint,
  manifestPosition,
  PenstockError,
  readInventory,
  readInventoryDocument,
  readManifest,
  type SourceVersion,
} from "@penstock/core";
import type { OpenManifest } from "./manifest-lister.ts";
import {
  type ManifestOpener,
  type ManifestReader,
  type ManifestSource,
  manifestSource,
} from "./manifest-source.ts";

type Opener = ManifestOpener & { readonly hashing: Hashing };

/** A manifest.json names some thousand files at most. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** It is read as it was when its job was accepted: a manifest that was replaced since is not what was meant. */
export function openManifest(opener: Opener, job: ManifestReader, ref: ManifestRef): OpenManifest {
  const at = manifestSource(opener, job, ref);
  return ref.format === "s3-inventory"
    ? { pagesFrom: inventoryPages(at, ref, opener.hashing), isCompared: false, isExact: false }
    : { pagesFrom: filePages(at, ref, ref.format), isCompared: true, isExact: true };
}

function filePages(
  { source, key }: ManifestSource,
  { version, onBrokenLine, spelling = "plain" }: ManifestRef,
  format: "csv" | "jsonl",
): OpenManifest["pagesFrom"] {
  return async function* pages(position, signal) {
    const from = position === undefined ? undefined : manifestCheckpoint(position);
    const startByte = from?.byteOffset ?? 0;
    const sourceVersion = version ?? (await source.stat(key, signal)).sourceVersion;
    const bytes = rangeOf(source, { key, sourceVersion, startByte }, signal);
    const options = { format, spelling, onBrokenLine };
    yield* positioned(readManifest(bytes, options, from), manifestPosition);
  };
}

function inventoryPages(
  { source, key }: ManifestSource,
  { version, onBrokenLine }: ManifestRef,
  hashing: Hashing,
): OpenManifest["pagesFrom"] {
  return async function* pages(position, signal) {
    const from = position === undefined ? undefined : inventoryCheckpoint(position);
    const sourceVersion = version ?? (await source.stat(key, signal)).sourceVersion;
    const document = readInventoryDocument(await textOf(source, { key, sourceVersion }, signal));
    const open = async function* open(file: InventoryFile) {
      const stat = await source.stat(file.key, signal);
      yield* rangeOf(source, { key: file.key, ...stat, startByte: 0 }, signal);
    };
    const read = readInventory({ document, open, hashing }, onBrokenLine, from);
    yield* positioned(read, inventoryPosition);
  };
}

async function* positioned<Checkpoint>(
  pages: AsyncIterable<ManifestPage<Checkpoint>>,
  positionOf: (checkpoint: Checkpoint) => string,
): AsyncGenerator<ManifestPage<string>> {
  for await (const { entries, broken, next, ...page } of pages) {
    yield {
      ...page,
      entries: entries.map((entry) => ({ ...entry, next: positionOf(entry.next) })),
      broken: broken.map((line) => ({ ...line, next: positionOf(line.next) })),
      next: positionOf(next),
    };
  }
}

type Read = {
  readonly key: string;
  readonly sourceVersion: SourceVersion;
  readonly startByte: number;
};

async function* rangeOf(
  source: ManifestSource["source"],
  { key, sourceVersion, startByte }: Read,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const lengthBytes = sourceVersion.sizeBytes - startByte;
  if (lengthBytes > 0) {
    yield* source.read(key, sourceVersion, { startByte, lengthBytes }, signal);
  }
}

async function textOf(
  source: ManifestSource["source"],
  { key, sourceVersion }: Omit<Read, "startByte">,
  signal: AbortSignal,
): Promise<string> {
  if (sourceVersion.sizeBytes > MAX_DOCUMENT_BYTES) {
    throw new PenstockError(
      "manifest-invalid",
      `${key} has ${sourceVersion.sizeBytes} bytes: name the manifest.json of the inventory`,
    );
  }
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of rangeOf(source, { key, sourceVersion, startByte: 0 }, signal)) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
