import process from "node:process";
import {
  type Address,
  type Connections,
  type DocumentStore,
  type EntryReader,
  type EntryReaders,
  isUrlOrigin,
  type Lister,
  type Log,
  type ObjectStore,
  PenstockError,
  type SourceReader,
} from "@penstock/core";
import { createAddressGuard } from "@penstock/transport";
import type { ConnectionDescription, ConnectionSettings, ConnectionsFile } from "@penstock/wire";
import { whyUnusable } from "./check-connection.ts";
import { openCredentials } from "./credentials/open-credentials.ts";
import { type ObserveCall, observing } from "./observed.ts";
import {
  type Opener,
  openDocumentStore,
  openLister,
  openSource,
  openStore,
} from "./open-connection.ts";
import { isInOwnPlace, type OwnPlace } from "./own-place.ts";
import { readConnectionsFile } from "./read-connections-file.ts";
import { serverSideCopySource } from "./server-side-copy-source.ts";
import { UrlSources } from "./url-sources.ts";

export type OpenConnections = Connections &
  EntryReaders & {
    /**
     * The bucket of a connection as a place for documents.
     *
     * @throws PenstockError `connection-unknown`, or `connection-unsuitable` for one that cannot be written to
     */
    documentStore(name: string): DocumentStore;
    /**
     * Whether an address leads into a place where Penstock keeps documents of its own.
     *
     * @throws PenstockError `connection-unknown`
     */
    isInOwnPlace(address: Address, place: OwnPlace): boolean;
    /** In the order of the file, without secrets. */
    describe(): ConnectionDescription[];
    /** For a log line. */
    names(): string;
    /** A sentence for each connection that this process cannot use, by what lies on this machine. */
    whyUnusable(): Promise<readonly string[]>;
    /** Ends the requests under way. Nothing may be used afterwards. */
    close(): void;
  };

/** Clients name as many servers as they like, and no connection has this name. */
const URLS = "(url)";

/**
 * The connections of a file. One store, one source and one lister per name are opened when they are first asked
 * for, and kept: they hold the sockets. Secrets are looked up when a request is signed.
 *
 * @param observe hears of each call to them, those to URLs of clients under one name
 */
export function createConnections(
  file: ConnectionsFile,
  tools: Omit<Opener, "renewals">,
  observe?: ObserveCall,
): OpenConnections {
  const opener: Opener = { ...tools, renewals: new Map() };
  const known = new Map(Object.entries(file.connections));
  const stores = new Map<string, ObjectStore & { close?(): void }>();
  const sources = new Map<string, SourceReader & EntryReader & { close?(): void }>();
  const listers = new Map<string, Lister & { close?(): void }>();
  const documentStore = new Map<string, DocumentStore & { close(): void }>();

  const settingsOf = (name: string): ConnectionSettings => known.get(name) ?? refuse(name, known);
  const observed = observing(observe);
  const urls = new UrlSources(opener);
  const source = (name: string) =>
    isUrlOrigin(name)
      ? observed.source(urls.at(name), URLS)
      : kept(sources, name, () =>
          observed.source(openSource(name, settingsOf(name), opener), name),
        );

  return {
    store: (name) =>
      kept(stores, name, () => observed.store(openStore(name, settingsOf(name), opener), name)),
    source,
    entryReader: source,
    lister: (name) =>
      kept(listers, name, () => observed.lister(openLister(name, settingsOf(name), opener), name)),
    documentStore: (name) =>
      kept(documentStore, name, () => openDocumentStore(name, settingsOf(name), opener)),
    serverSideCopySource: (from, to) =>
      isUrlOrigin(from) ? undefined : serverSideCopySource(settingsOf(from), settingsOf(to)),
    isInOwnPlace: (address, place) =>
      !isUrlOrigin(address.connection) && isInOwnPlace(address, place, settingsOf),
    probe: (name, variant) => openStore(name, settingsOf(name), opener, variant),
    whyUnusable: async () => {
      const found = await Promise.all(
        [...known].map(([name, settings]) => whyUnusable(name, settings, opener)),
      );
      return found.filter((reason) => reason !== undefined);
    },
    actsAs: async (name) => {
      const settings = settingsOf(name);
      return settings.provider === "file" || settings.provider === "http"
        ? undefined
        : await openCredentials(name, settings, opener).identity();
    },
    names: () => [...known.keys()].join(", "),
    describe: () => [...known].map(([name, settings]) => toDescription(name, settings)),
    close() {
      urls.close();
      for (const connection of [
        ...stores.values(),
        ...sources.values(),
        ...listers.values(),
        ...documentStore.values(),
      ]) {
        connection.close?.();
      }
    },
  };
}

function refuse(name: string, known: ReadonlyMap<string, unknown>): never {
  const names = [...known.keys()].join(", ") || "none";
  throw new PenstockError(
    "connection-unknown",
    `there is no connection "${name}"; penstock.config.json has: ${names}`,
    { details: { connection: name } },
  );
}

type ConnectionsTools = Omit<Opener, "environment" | "guard" | "renewals"> & {
  readonly log?: Log;
  /** Hears of each call to them. */
  readonly observe?: ObserveCall;
  /** Inside, and open to addresses that clients and servers name. */
  readonly allowNetworks?: readonly string[];
};

/**
 * Reads penstock.config.json and creates its connections. References `env:NAME` mean the variables
 * of this process.
 *
 * @throws PenstockError `settings-invalid` with a pointer to every mistake
 */
export async function openConnections(
  path: string,
  { log, observe, allowNetworks = [], ...opener }: ConnectionsTools,
): Promise<OpenConnections> {
  const file = await readConnectionsFile(path);
  const guard = createAddressGuard(allowNetworks);
  const tools = { ...opener, guard, environment: process.env };
  const connections = createConnections(file, tools, observe);
  for (const reason of await connections.whyUnusable()) {
    // The others work: this process continues with them.
    log?.warn({ reason }, "a connection cannot be used by this process");
  }
  return connections;
}

function kept<Value>(values: Map<string, Value>, name: string, open: () => Value): Value {
  const value = values.get(name) ?? open();
  values.set(name, value);
  return value;
}

function toDescription(name: string, settings: ConnectionSettings): ConnectionDescription {
  const { provider } = settings;
  if (settings.provider === "file") {
    return { name, provider, isWritable: false, location: settings.root };
  }
  if (settings.provider === "http") {
    return { name, provider, isWritable: false, location: settings.baseUrl };
  }
  const { bucket, region, endpoint } = settings;
  const at = endpoint === undefined ? "" : ` at ${endpoint}`;
  return { name, provider, isWritable: true, location: `${bucket} in ${region}${at}` };
}
