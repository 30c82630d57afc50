import { access, mkdir, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DocumentStore, Random } from "@penstock/core";
import { createDurably, flushFolder, writeDurably } from "./durable-files.ts";
import { isSystemError, toJournalError, toUnavailable } from "./journal-errors.ts";
import type { StorePlace } from "./journal-in-store.ts";
import { markerPath } from "./journal-paths.ts";

/** Where some kind of documents lies in a journal, in a store or in a folder; with the slash at its end. */
export type BelowJournal = { readonly prefix: string; readonly folder: string };

/** Documents by paths with slashes, below the prefix of a journal in a store. */
export function documentsInStore(
  { objects, prefix, name }: StorePlace,
  below: BelowJournal,
): DocumentStore {
  const start = prefix + below.prefix;
  const attempt = <Value>(work: Promise<Value>) =>
    work.catch((error: unknown) => {
      throw toUnavailable(name, error);
    });
  return {
    put: (path, document) => attempt(objects.put(start + path, document)),
    putIfAbsent: (path, text) => attempt(objects.putIfAbsent(start + path, text)),
    get: (path) => attempt(objects.get(start + path)),
    getBytes: (path) => attempt(objects.getBytes(start + path)),
    delete: (path) => attempt(objects.delete(start + path)),
    async *list(path) {
      try {
        for await (const key of objects.list(start + path)) {
          yield key.slice(start.length);
        }
      } catch (error) {
        throw toUnavailable(name, error);
      }
    },
  };
}

/** The same in the folder of a journal, as files that are flushed; lists are those of a folder. */
export function documentsInFolder(
  journal: string,
  { folder }: BelowJournal,
  random: Random,
): DocumentStore {
  const root = join(journal, folder);
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
  const write = (
    path: string,
    writeFile: (file: string, draft: string) => Promise<unknown>,
  ): Promise<void> =>
    attempt(async () => {
      await access(markerPath(journal));
      const file = join(root, path);
      await makeFolders(dirname(file), journal);
      await writeFile(file, `${file}.${Buffer.from(random.bytes(6)).toString("hex")}.draft`);
    }, undefined);
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
    put: (path, document) => write(path, (file, draft) => writeDurably(file, document, draft)),
    putIfAbsent: (path, text) => write(path, (file, draft) => createDurably(file, text, draft)),
    get: (path) => attempt(() => readFile(join(root, path), "utf8"), undefined),
    getBytes: (path) => attempt(() => readFile(join(root, path)), undefined),
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
  await mkdir(folder, { recursive: true });
  for (let parent = dirname(folder); parent.length >= journal.length; parent = dirname(parent)) {
    await flushFolder(parent);
  }
}
