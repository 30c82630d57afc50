import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError } from "./journal-errors.ts";

/**
 * Writes a whole file or none, and resolves when it survives a loss of power: the bytes first, then
 * the name.
 *
 * @param draft a path beside it that no other writer uses
 */
export async function writeDurably(
  path: string,
  document: string | Uint8Array,
  draft: string,
): Promise<void> {
  await writeThenRename(path, document, { draft, isFlushed: true });
  await flushFolder(dirname(path));
}

/**
 * Writes a file only where there is none, and tells whether it did: of many that write it at once, the file
 * system lets one succeed. Durable also where another process made it.
 *
 * @param draft a path beside it that no other writer uses
 */
export async function createDurably(path: string, text: string, draft: string): Promise<boolean> {
  try {
    await writeFlushed(draft, text, true);
    await link(draft, path);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) {
      return false;
    }
    throw error;
  } finally {
    await rm(draft, { force: true });
    await flushFolder(dirname(path));
  }
}

/** The same without the flush: a reader sees all of it or none, but a loss of power may undo it. */
export function writeUnsynced(path: string, text: string, draft: string): Promise<void> {
  return writeThenRename(path, text, { draft, isFlushed: false });
}

/**
 * Makes a folder with one file in it, both or neither, durably. One that is there already is left alone.
 *
 * @param draft a path beside it that no other writer uses
 */
export async function makeFolderDurably(
  folder: string,
  file: { readonly name: string; readonly text: string },
  draft: string,
): Promise<void> {
  await mkdir(draft);
  try {
    await writeFlushed(`${draft}/${file.name}`, file.text, true);
    await flushFolder(draft);
    // The file in it keeps a folder from being replaced: rename takes the place of an empty one only.
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  await flushFolder(dirname(folder));
}

export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeThenRename(
  path: string,
  document: string | Uint8Array,
  { draft, isFlushed }: { readonly draft: string; readonly isFlushed: boolean },
): Promise<void> {
  try {
    await writeFlushed(draft, document, isFlushed);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeFlushed(
  path: string,
  document: string | Uint8Array,
  isFlushed: boolean,
): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(document);
    if (isFlushed) {
      await handle.sync();
    }
  } finally {
    await handle.close();
  }
}
