import { access, mkdir, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DocumentStore, Random } from "@penstock/core";
import { flushFolder, writeDurably } from "../durable-files.ts";
import { isSystemError, toJournalError, toUnavailable } from "../journal-errors.ts";
import type { StorePlace } from "../journal-in-store.ts";
import { markerPath } from "../journal-paths.ts";
import { ARCHIVE_FOLDER, ARCHIVE_PREFIX } from "./archive-paths.ts";

/** What the archive needs of a place: documents by paths with slashes. */
export type ArchiveDocuments = Pick<DocumentStore, "put" | "get" | "list" | "delete">;

/** Below the prefix of a journal in a store. */
export function documentsInStore({ objects, prefix, name }: StorePlace): ArchiveDocuments {
  const below = prefix + ARCHIVE_PREFIX;
  const attempt = <Value>(work: Promise<Value>) =>
    work.catch((error: unknown) => {
      throw toUnavailable(name, error);
    });
  return {
    put: (path, text) => attempt(objects.put(below + path, text)),
    get: (path) => attempt(objects.get(below + path)),
    delete: (path) => attempt(objects.delete(below + path)),
    async *list(start) {
      try {
        for await (const key of objects.list(below + start)) {
          yield key.slice(below.length);
        }
      } catch (error) {
        throw toUnavailable(name, error);
      }
    },
  };
}

/** In the folder of a journal, as files that are flushed. */
export function documentsInFolder(journal: string, random: Random): ArchiveDocuments {
  const root = join(journal, ARCHIVE_FOLDER);
  const attempt = async <Value>(work: () => Promise<Value>, ifGone: Value) => {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error, "ENOENT")) {
        throw toJournalError(journal, error);
      }
      // A disk that is not mounted has no files either; that must not look the same.
      await access(markerPath(journal)).catch((gone: unknown) => {
        throw toJournalError(journal, gone);
      });
      return ifGone;
    }
  };
  async function* below(path: string): AsyncGenerator<string> {
    const read = () => readdir(join(root, path), { withFileTypes: true });
    const entries = await attempt(read, []);
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (entry.isDirectory()) {
        yield* below(`${path}${entry.name}/`);
      } else {
        yield path + entry.name;
      }
    }
  }
  return {
    put: (path, text) =>
      attempt(async () => {
        await access(markerPath(journal));
        const file = join(root, path);
        await makeFolders(dirname(file), journal);
        const draft = `${file}.${Buffer.from(random.bytes(6)).toString("hex")}.draft`;
        await writeDurably(file, text, draft);
      }, undefined),
    get: (path) => attempt(() => readFile(join(root, path), "utf8"), undefined),
    delete: (path) =>
      attempt(async () => {
        await rm(join(root, path), { force: true });
        await rmdir(dirname(join(root, path))).catch((error: unknown) => {
          // Others are in it, or it is gone with its last file.
          if (!isSystemError(error, "ENOTEMPTY", "EEXIST", "ENOENT")) {
            throw error;
          }
        });
      }, undefined),
    list: below,
  };
}

/** Each of them survives a loss of power, also if another process makes it at this moment. */
async function makeFolders(folder: string, journal: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true })) === undefined) {
    return;
  }
  for (let parent = dirname(folder); parent.length >= journal.length; parent = dirname(parent)) {
    await flushFolder(parent);
  }
}
