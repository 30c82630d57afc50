import process from "node:process";
import {
  type Connections,
  type DocumentStore,
  type EntryReader,
  type EntryReaders,
  isUrlOrigin,
  type Lister,
  type Log,
  type ObjectStore,
  type SourceReader,
} from "@penstock/core";
import { createAddressGuard } from "@penstock/transport";
import type { ConnectionDescription, ConnectionSettings, ConnectionsFile } from "@penstock/wire";
import { whyUnusable } from "./check-connection.ts";
import { openCredentials } from "./credentials/open-credentials.ts";
import { type Known, KnownSettings, type MadeConnections } from "./known-settings.ts";
import { type ObserveCall, observing } from "./observed.ts";
import {
  type Opener,
  openDocumentStore,
  openLister,
  openSource,
  openStore,
} from "./open-connection.ts";
import { keysInOwnPlace, type OwnPlace } from "./own-place.ts";
import { readConnectionsFile } from "./read-connections-file.ts";
import { serverSideCopySource } from "./server-side-copy-source.ts";
import { UrlSources } from "./url-sources.ts";

export type OpenConnections = Connections &
  EntryReaders & {
    /**
     * The bucket of a connection of the file as a place for documents.
     *
     * @throws PenstockError `connection-unknown`, or `connection-unsuitable` for one that cannot be written to
     */
    documentStore(name: string): DocumentStore;
    /**
     * Whether a key of the connection leads into a place where Penstock keeps documents of its own.
     *
     * @throws PenstockError `connection-unknown`
     */
    keysInOwnPlace(connection: string, place: OwnPlace): (key: string) => boolean;
    /** Without secrets: those of the file in its order, then those that the API made. */
    describe(): ConnectionDescription[];
    /** Takes the place of all that the API made before; what was opened of those that changed is opened anew. */
    adopt(made: MadeConnections): void;
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
 * The connections of a file, and those that the API made. One store, one source and one lister per name are opened
 * when they are first asked for, and kept: they hold the sockets. Secrets are looked up when a request is signed.
 *
 * @param observe hears of each call to them, those to URLs of clients under one name
 */
export function createConnections(
  file: ConnectionsFile,
  tools: Omit<Opener, "renewals">,
  observe?: ObserveCall,
): OpenConnections {
  const opener: Opener = { ...tools, renewals: new Map() };
  // A client must not reach through the workers what it could not reach itself.
  const guarded: Opener = { ...opener, ownGuard: tools.guard ?? createAddressGuard([]) };
  const known = new KnownSettings(file);
  const stores = new Map<string, ObjectStore & { close?(): void }>();
  const sources = new Map<string, SourceReader & EntryReader & { close?(): void }>();
  const listers = new Map<string, Lister & { close?(): void }>();
  const documentStore = new Map<string, DocumentStore & { close(): void }>();

  const settingsOf = (name: string): ConnectionSettings => known.at(name).settings;
  const at = (name: string): Opened => {
    const { origin, settings } = known.at(name);
    return [name, settings, origin === "file" ? opener : guarded];
  };
  const forget = (name: string) => {
    // Not closed, for parts under way may use them: idle connections end by themselves.
    for (const opened of [stores, sources, listers]) {
      opened.delete(name);
    }
  };
  const observed = observing(observe);
  const urls = new UrlSources(opener);
  const source = (name: string) =>
    isUrlOrigin(name)
      ? observed.source(urls.at(name), URLS)
      : kept(sources, name, () => observed.source(openSource(...at(name)), name));

  return {
    store: (name) => kept(stores, name, () => observed.store(openStore(...at(name)), name)),
    source,
    entryReader: source,
    lister: (name) => kept(listers, name, () => observed.lister(openLister(...at(name)), name)),
    documentStore: (name) =>
      kept(documentStore, name, () => openDocumentStore(name, known.ofFile(name), opener)),
    serverSideCopySource: (from, to) =>
      isUrlOrigin(from) ? undefined : serverSideCopySource(settingsOf(from), settingsOf(to)),
    keysInOwnPlace: (name, place) =>
      isUrlOrigin(name) ? () => false : keysInOwnPlace(settingsOf(name), place, settingsOf),
    probe: (name, variant) => openStore(...at(name), variant),
    whyUnusable: async () => {
      const found = await Promise.all(
        known.all().map(({ name, settings }) => whyUnusable(name, settings, opener)),
      );
      return found.filter((reason) => reason !== undefined);
    },
    actsAs: async (name) => {
      const settings = settingsOf(name);
      return settings.provider === "file" || settings.provider === "http"
        ? undefined
        : await openCredentials(name, settings, opener).identity();
    },
    names: () => namesOf(known),
    describe: () => known.all().map(toDescription),
    adopt: (made) => known.adopt(made).forEach(forget),
    close: () => closeAll([urls], ...[stores, sources, listers, documentStore].map(valuesOf)),
  };
}

type Closable = { close?(): void };

function closeAll(...opened: readonly Iterable<Closable>[]): void {
  for (const each of opened.flatMap((some) => [...some])) {
    each.close?.();
  }
}

function valuesOf(opened: ReadonlyMap<string, Closable>): Iterable<Closable> {
  return opened.values();
}

function namesOf(known: KnownSettings): string {
  return known
    .all()
    .map(({ name }) => name)
    .join(", ");
}

type Opened = [name: string, settings: ConnectionSettings, opener: Opener];

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

function toDescription(known: Known & { readonly name: string }): ConnectionDescription {
  const { name, origin, settings } = known;
  const { provider } = settings;
  const isWritable = provider !== "file" && provider !== "http";
  const revision = known.origin === "api" && { revision: known.revision };
  return { name, provider, isWritable, location: locationOf(settings), origin, ...revision };
}

function locationOf(settings: ConnectionSettings): string {
  if (settings.provider === "file") {
    return settings.root;
  }
  if (settings.provider === "http") {
    return settings.baseUrl;
  }
  const { bucket, region, endpoint } = settings;
  return `${bucket} in ${region}${endpoint === undefined ? "" : ` at ${endpoint}`}`;
}
