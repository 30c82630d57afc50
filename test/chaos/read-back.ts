import { type FileHandle, open } from "node:fs/promises";
import { isPenstockError, type SourceReader } from "@penstock/core";
import type { SourceFile } from "./sources.ts";

/** What a look at an object showed. */
export type Look =
  | { readonly kind: "equal" }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly detail: string }
  | { readonly kind: "other-bytes"; readonly detail: string };

/**
 * Reads an object back and compares it with its source, byte by byte.
 *
 * @throws PenstockError `source-…` while the store is away, or when the object is replaced during the read
 */
export async function readBack(
  store: SourceReader,
  key: string,
  source: Pick<SourceFile, "path" | "sizeBytes">,
  signal: AbortSignal,
): Promise<Exclude<Look, { kind: "unreadable" }>> {
  const stat = await statOrAbsent(store, key, signal);
  if (stat === undefined) {
    return { kind: "absent" };
  }
  const { sourceVersion } = stat;
  if (sourceVersion.sizeBytes !== source.sizeBytes) {
    const detail = `it has ${sourceVersion.sizeBytes} bytes instead of ${source.sizeBytes}`;
    return { kind: "other-bytes", detail };
  }
  await using file = await open(source.path);
  const whole = { startByte: 0, lengthBytes: source.sizeBytes };
  let at = 0;
  // A range of nothing cannot be asked for.
  const chunks = source.sizeBytes === 0 ? [] : store.read(key, sourceVersion, whole, signal);
  for await (const chunk of chunks) {
    const differs = await firstDifference(file, chunk, at);
    if (differs !== undefined) {
      return { kind: "other-bytes", detail: `it differs at byte ${differs}` };
    }
    at += chunk.length;
  }
  return { kind: "equal" };
}

async function statOrAbsent(store: SourceReader, key: string, signal: AbortSignal) {
  try {
    return await store.stat(key, signal);
  } catch (error) {
    if (isPenstockError(error, "source-missing")) {
      return undefined;
    }
    throw error;
  }
}

async function firstDifference(
  file: FileHandle,
  chunk: Uint8Array,
  at: number,
): Promise<number | undefined> {
  const expected = Buffer.alloc(chunk.length);
  await file.read(expected, 0, chunk.length, at);
  if (expected.equals(chunk)) {
    return undefined;
  }
  return at + chunk.findIndex((byte, index) => byte !== expected[index]);
}
