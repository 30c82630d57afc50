import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Journal, Log, Random } from "@penstock/core";
import { flushFolder, writeDurably } from "./durable-files.ts";
import { JournalDirectory } from "./journal-directory.ts";
import { checkMarker, DamagedDocument, formatMarker } from "./journal-documents.ts";
import { isSystemError, unusable } from "./journal-errors.ts";
import { markerPath, tenantFolder, tenantsIn } from "./journal-paths.ts";

export type JournalOptions = { readonly log: Log; readonly random: Random };

/**
 * A journal in a folder, which is made if it is not there. Several processes may open it, also from
 * several machines, where the folder is shared and renames in it are atomic.
 *
 * @throws PenstockError `settings-invalid` for a folder that cannot be written, or that holds the
 * journal of another version
 */
export async function openJournalDirectory(
  root: string,
  { log, random }: JournalOptions,
): Promise<Journal> {
  try {
    // Object names are private.
    await mkdir(root, { recursive: true, mode: 0o700 });
    await flushFolder(dirname(resolve(root)));
    const marker = markerPath(root);
    await checkVersion(marker);
    // Written each time: that shows whether the folder can be written.
    const draft = `${marker}.${Buffer.from(random.bytes(6)).toString("hex")}.draft`;
    await writeDurably(marker, formatMarker(), draft);
    await removeForgotten(root);
  } catch (error) {
    throw unusable(root, error);
  }
  return new JournalDirectory(root, { log, random });
}

async function checkVersion(marker: string): Promise<void> {
  try {
    checkMarker(await readFile(marker, "utf8"));
  } catch (error) {
    if (error instanceof DamagedDocument) {
      throw new Error(`${marker}: ${error.message}`, { cause: error });
    }
    if (!isSystemError(error, "ENOENT")) {
      throw error;
    }
  }
}

/** What a process that died while it forgot a job has left. */
async function removeForgotten(root: string): Promise<void> {
  for (const tenant of await tenantsIn(root)) {
    const folder = tenantFolder(root, tenant);
    const names = await readdir(folder);
    for (const gone of names.filter((name) => name.endsWith(".gone"))) {
      await rm(join(folder, gone), { recursive: true, force: true });
    }
  }
}
