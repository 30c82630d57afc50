import type { ConfigDocument, ConfigKind, ConfigStore } from "@penstock/core";

/** How old a view may be: with the time of a read, a change is seen everywhere within 5 s. */
export const CONFIG_LOOK_EVERY_MS = 2_000;

type Store = Pick<ConfigStore, "look" | "version">;

/** The documents of one kind as this process knows them, for code that cannot wait for a read. */
export class ConfigView<Value> {
  readonly #store: Store;
  readonly #kind: ConfigKind<Value>;
  #documents: ReadonlyMap<string, ConfigDocument<Value>> = new Map();
  #version: string | undefined;

  constructor(store: Store, kind: ConfigKind<Value>) {
    this.#store = store;
    this.#kind = kind;
  }

  /** By name. */
  get documents(): ReadonlyMap<string, ConfigDocument<Value>> {
    return this.#documents;
  }

  /**
   * Reads the documents again if anything changed; what is known stays while they cannot be read, and while some of them
   * may be missing.
   *
   * @param version as it was read just now: several views of one store need it once
   * @returns whether all of them are known
   */
  async refreshOnce(version?: string): Promise<boolean> {
    // Before the documents: a change between the two is looked for once more.
    const newest = version ?? (await this.#store.version());
    if (newest === this.#version) {
      return true;
    }
    const { documents, deleted, isWhole } = await this.#store.look(this.#kind);
    const known = new Map(isWhole ? [] : this.#documents);
    for (const name of deleted) {
      known.delete(name);
    }
    for (const document of documents) {
      known.set(document.name, document);
    }
    this.#documents = known;
    this.#version = isWhole ? newest : undefined;
    return isWhole;
  }
}
