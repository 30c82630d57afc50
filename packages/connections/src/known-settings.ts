import { PenstockError } from "@penstock/core";
import type { ConnectionSettings, ConnectionsFile, MadeConnection } from "@penstock/wire";

/** Connections that the API made, by name. */
export type MadeConnections = ReadonlyMap<
  string,
  { readonly revision: number; readonly value: MadeConnection }
>;

export type Known =
  | { readonly origin: "file"; readonly settings: ConnectionSettings }
  | { readonly origin: "api"; readonly settings: ConnectionSettings; readonly revision: number };

/** The settings of connections by name. A name of the file is the file's, whatever the API made. */
export class KnownSettings {
  readonly #file: ReadonlyMap<string, ConnectionSettings>;
  #made: MadeConnections = new Map();

  constructor(file: ConnectionsFile) {
    this.#file = new Map(Object.entries(file.connections));
  }

  /** Those of the file in its order, then the others by name. */
  all(): readonly (Known & { readonly name: string })[] {
    const names = [...this.#file.keys(), ...[...this.#made.keys()].sort()];
    return [...new Set(names)].map((name) => ({ name, ...this.at(name) }));
  }

  find(name: string): Known | undefined {
    const ofFile = this.#file.get(name);
    if (ofFile !== undefined) {
      return { origin: "file", settings: ofFile };
    }
    const made = this.#made.get(name);
    return made && { origin: "api", settings: made.value, revision: made.revision };
  }

  /** @throws PenstockError `connection-unknown` */
  at(name: string): Known {
    return this.find(name) ?? this.#refuse(name);
  }

  /** @throws PenstockError `connection-unknown`, also for one that the API made */
  ofFile(name: string): ConnectionSettings {
    return this.#file.get(name) ?? this.#refuse(name);
  }

  /** @returns the names that mean something else now, or nothing any more */
  adopt(made: MadeConnections): readonly string[] {
    const before = this.#made;
    this.#made = made;
    return [...before]
      .filter(([name, { revision }]) => made.get(name)?.revision !== revision)
      .map(([name]) => name);
  }

  #refuse(name: string): never {
    const names = this.all().map((each) => each.name);
    throw new PenstockError(
      "connection-unknown",
      `there is no connection "${name}"; there are: ${names.join(", ") || "none"}`,
      { details: { connection: name } },
    );
  }
}
