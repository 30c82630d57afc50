import { access, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type {
  ConfigJournal,
  ConfigName,
  ConfigRecord,
  ConfigRevision,
  Random,
} from "@penstock/core";
import { createDurably, flushFolder } from "../durable-files.ts";
import { isSystemError, toJournalError } from "../journal-errors.ts";
import { markerPath } from "../journal-paths.ts";
import type { DocumentReader } from "../own-documents.ts";
import { CONFIG_FOLDER, newestRevisions, recordFile, recordPath } from "./config-paths.ts";
import { formatRecord, newestOf, parseRecord, unreadable } from "./config-records.ts";

/** Each look finds another revision only when the document is changed between two calls. */
const LOOKS = 20;

/**
 * Configuration in the folder of a journal; `config-paths.ts` shows what lies where. A revision is a file
 * that is made under its name once: of many that make it at once, the file system lets one succeed.
 */
export class ConfigJournalDirectory implements ConfigJournal {
  readonly #root: string;
  readonly #folder: string;
  readonly #documents: DocumentReader;
  readonly #random: Random;

  constructor(
    root: string,
    tools: { readonly documents: DocumentReader; readonly random: Random },
  ) {
    this.#root = root;
    this.#folder = join(root, CONFIG_FOLDER);
    this.#documents = tools.documents;
    this.#random = tools.random;
  }

  revisions(): Promise<readonly ConfigRevision[]> {
    return this.#try(async () => {
      const kinds = await this.#namesIn(this.#folder);
      const paths = await Promise.all(kinds.map((kind) => this.#pathsOf(kind)));
      return newestRevisions(paths.flat());
    });
  }

  newest(name: ConfigName): Promise<ConfigRecord | undefined> {
    return this.#try(async () => {
      for (let look = 0; look < LOOKS; look += 1) {
        const revision = newestOf(await this.#pathsOf(name.kind), name);
        if (revision === 0) {
          return undefined;
        }
        const record = await this.#read({ kind: name.kind, name: name.name, revision });
        if (record !== undefined) {
          return record;
        }
        // Replaced between the two calls.
      }
      throw new Error(`${name.kind}/${name.name} changes faster than it can be read`);
    });
  }

  append(record: ConfigRecord): Promise<boolean> {
    return this.#try(async () => {
      const { kind, name, revision } = record;
      const folder = join(this.#folder, kind);
      await this.#makeFolder(folder);
      const older = await this.#pathsOf(kind);
      if (newestOf(older, record) >= revision || !(await this.#create(folder, record))) {
        return false;
      }
      // One that was slow may make a revision anew that others have replaced and removed since.
      const paths = await this.#pathsOf(kind);
      if (newestOf(paths, record) > revision) {
        await rm(join(folder, recordFile(record)), { force: true });
        return false;
      }
      await this.#removeOlder(paths, { kind, name, revision });
      return true;
    });
  }

  async #create(folder: string, record: ConfigRecord): Promise<boolean> {
    const path = join(folder, recordFile(record));
    const draft = `${path}.${Buffer.from(this.#random.bytes(6)).toString("hex")}.draft`;
    return await createDurably(path, formatRecord(record), draft);
  }

  async #removeOlder(paths: readonly string[], kept: ConfigRevision): Promise<void> {
    for (const path of paths) {
      const [found] = newestRevisions([path]);
      if (found?.name === kept.name && found.revision < kept.revision) {
        await rm(join(this.#folder, recordPath(found)), { force: true });
      }
    }
  }

  /** Undefined when the file is not there. */
  async #read(revision: ConfigRevision): Promise<ConfigRecord | undefined> {
    const path = join(this.#folder, recordPath(revision));
    try {
      const text = await readFile(path, "utf8");
      const parse = (json: string) => parseRecord(json, revision);
      return this.#documents.read(path, text, parse) ?? unreadable(revision);
    } catch (error) {
      if (isSystemError(error, "ENOENT")) {
        return undefined;
      }
      throw error;
    }
  }

  async #pathsOf(kind: string): Promise<readonly string[]> {
    return (await this.#namesIn(join(this.#folder, kind))).map((name) => `${kind}/${name}`);
  }

  /** A folder that was never made has none; a disk that is not mounted must not look the same. */
  async #namesIn(folder: string): Promise<readonly string[]> {
    try {
      return await readdir(folder);
    } catch (error) {
      if (!isSystemError(error, "ENOENT", "ENOTDIR")) {
        throw error;
      }
      await access(markerPath(this.#root));
      return [];
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    await access(markerPath(this.#root));
    await mkdir(folder, { recursive: true });
    // Also where another process made it: what rests on it may not be reported before it is flushed.
    await flushFolder(this.#folder);
    await flushFolder(this.#root);
  }

  async #try<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw toJournalError(this.#root, error);
    }
  }
}
