import {
  assertConfigName,
  type Clock,
  type ConfigDocument,
  type ConfigKind,
  type ConfigLook,
  type ConfigRecord,
  type ConfigStore,
  checkedConfigValue,
  configDocumentOf,
  nextConfigRecord,
} from "@penstock/core";

const NO_SECRETS: ReadonlySet<string> = new Set();

/** Configuration in memory, for tests; it is also the model of the other ones. */
export class MemoryConfigStore implements ConfigStore {
  readonly #clock: Clock;
  readonly #records = new Map<string, ConfigRecord>();
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async list<Value>(kind: ConfigKind<Value>): Promise<readonly ConfigDocument<Value>[]> {
    return [...this.#records.values()]
      .filter((record) => record.kind === kind.name)
      .map((record) => parsed(kind, record))
      .filter((document) => document !== undefined)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async look<Value>(kind: ConfigKind<Value>): Promise<ConfigLook<Value>> {
    return { documents: await this.list(kind), deleted: [], isWhole: true };
  }

  async read<Value>(
    kind: ConfigKind<Value>,
    name: string,
  ): Promise<ConfigDocument<Value> | undefined> {
    assertConfigName(kind.name, name);
    const record = this.#records.get(`${kind.name}/${name}`);
    return record && parsed(kind, record);
  }

  async write<Value>(
    kind: ConfigKind<Value>,
    name: string,
    { revision, value }: { readonly revision: number; readonly value: Value },
  ): Promise<ConfigDocument<Value>> {
    assertConfigName(kind.name, name);
    const checked = checkedConfigValue(kind, name, value, NO_SECRETS);
    const record = this.#change(kind.name, name, revision, checked);
    return { name, revision: record.revision, changedAtMs: record.changedAtMs, value };
  }

  async delete(kind: ConfigKind<unknown>, name: string, revision: number): Promise<void> {
    assertConfigName(kind.name, name);
    if (revision === 0) {
      throw new RangeError(`${kind.name}/${name}: a document that is not there cannot be deleted`);
    }
    this.#change(kind.name, name, revision, null);
  }

  async version(): Promise<string> {
    return String(this.#changes);
  }

  async reconcile(): Promise<void> {
    // There is nothing that it could disagree with.
  }

  #change(kind: string, name: string, expected: number, value: object | null): ConfigRecord {
    const path = `${kind}/${name}`;
    const change = { kind, name, expected, changedAtMs: this.#clock.nowMs(), value };
    const record = nextConfigRecord(this.#records.get(path), change);
    this.#records.set(path, record);
    this.#changes += 1;
    return record;
  }
}

/** Undefined also for what a kind cannot parse. */
function parsed<Value>(
  kind: ConfigKind<Value>,
  record: ConfigRecord,
): ConfigDocument<Value> | undefined {
  try {
    return configDocumentOf(kind, record);
  } catch {
    return undefined;
  }
}
