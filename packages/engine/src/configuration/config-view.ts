import type { ConfigDocument, ConfigKind, ConfigStore } from "@penstock/core";

/** How old a view may be: with the time of a read, a change is seen everywhere within 5 s. */
export const CONFIG_LOOK_EVERY_MS = 2_000;

type Store = Pick<ConfigStore, "list" | "version">;

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

  /** Reads the documents again if anything changed; what is known stays while they cannot be read. */
  async refreshOnce(): Promise<void> {
    // Before the documents: a change between the two is looked for once more.
    const version = await this.#store.version();
    if (version === this.#version) {
      return;
    }
    const documents = await this.#store.list(this.#kind);
    this.#documents = new Map(documents.map((document) => [document.name, document]));
    this.#version = version;
  }
}
