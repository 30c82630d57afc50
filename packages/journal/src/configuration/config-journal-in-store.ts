import type { ConfigJournal, ConfigName, ConfigRecord, ConfigRevision } from "@penstock/core";
import { toUnavailable } from "../journal-errors.ts";
import { listed, type StorePlace } from "../journal-in-store.ts";
import type { DocumentReader } from "../own-documents.ts";
import { configBelow, newestRevisions, recordPath } from "./config-paths.ts";
import { formatRecord, newestOf, parseRecord, unreadable } from "./config-records.ts";

/** Each look finds another revision only when the document is changed between two calls. */
const LOOKS = 20;

/**
 * Configuration below the prefix of a journal; `config-paths.ts` shows what lies where. A revision is an
 * object that is written once, on the condition that it is not there. Where a store does not know the
 * condition, the copy in Redis lets one process write a document at a time.
 */
export class ConfigJournalInStore implements ConfigJournal {
  readonly #place: StorePlace;
  readonly #documents: DocumentReader;

  constructor(place: StorePlace, documents: DocumentReader) {
    this.#place = place;
    this.#documents = documents;
  }

  revisions(): Promise<readonly ConfigRevision[]> {
    return this.#try(async () => newestRevisions(await this.#pathsBelow("")));
  }

  newest(name: ConfigName): Promise<ConfigRecord | undefined> {
    return this.#try(async () => {
      for (let look = 0; look < LOOKS; look += 1) {
        const revision = newestOf(await this.#pathsOf(name), name);
        if (revision === 0) {
          return undefined;
        }
        const record = await this.#read({ kind: name.kind, name: name.name, revision });
        if (record !== undefined) {
          return record;
        }
        // Replaced between the two requests.
      }
      throw new Error(`${name.kind}/${name.name} changes faster than it can be read`);
    });
  }

  append(record: ConfigRecord): Promise<boolean> {
    return this.#try(async () => {
      const { objects } = this.#place;
      if (newestOf(await this.#pathsOf(record), record) >= record.revision) {
        return false;
      }
      const key = this.#keyOf(record);
      const text = formatRecord(record);
      await objects.putIfAbsent(key, text);
      if ((await objects.get(key)) !== text) {
        return false;
      }
      // One that was slow may write a revision anew that others have replaced and removed since.
      const paths = await this.#pathsOf(record);
      if (newestOf(paths, record) > record.revision) {
        await objects.delete(key);
        return false;
      }
      for (const path of paths) {
        const [found] = newestRevisions([path]);
        if (found?.name === record.name && found.revision < record.revision) {
          await objects.delete(this.#keyOf(found));
        }
      }
      return true;
    });
  }

  /** Undefined when the object is not there. */
  async #read(revision: ConfigRevision): Promise<ConfigRecord | undefined> {
    const key = this.#keyOf(revision);
    const text = await this.#place.objects.get(key);
    if (text === undefined) {
      return undefined;
    }
    const parse = (json: string) => parseRecord(json, revision);
    return this.#documents.read(key, text, parse) ?? unreadable(revision);
  }

  #pathsOf({ kind, name }: ConfigName): Promise<readonly string[]> {
    return this.#pathsBelow(`${kind}/${name}.`);
  }

  async #pathsBelow(start: string): Promise<readonly string[]> {
    const { objects, prefix } = this.#place;
    const place = configBelow(prefix);
    return (await listed(objects, place + start)).map((key) => key.slice(place.length));
  }

  #keyOf(revision: ConfigRevision): string {
    return configBelow(this.#place.prefix) + recordPath(revision);
  }

  async #try<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw toUnavailable(this.#place.name, error);
    }
  }
}
