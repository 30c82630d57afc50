import type { DocumentStore, Journal } from "@penstock/core";
import { unusable } from "./journal-errors.ts";
import { type JournalOptions, openJournalDirectory } from "./open-journal-directory.ts";
import { openJournalInStore, type Pause } from "./open-journal-in-store.ts";

/** What PENSTOCK_JOURNAL may name. */
export type JournalPlace =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "store"; readonly connection: string; readonly prefix: string };

/** As PENSTOCK_JOURNAL names it, for the line `ready`. */
export function nameOfJournal(place: JournalPlace | undefined): string {
  if (place === undefined) {
    return "none";
  }
  return place.kind === "folder" ? place.path : `${place.connection}:${place.prefix}`;
}

type Connected = { readonly documentStore: (connection: string) => DocumentStore };

/**
 * The journal where a setting says; undefined where it says nothing. A store that is away is waited for.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export async function openJournal(
  place: JournalPlace | undefined,
  options: JournalOptions & { readonly connections: Connected; readonly pause: Pause },
): Promise<Journal | undefined> {
  if (place === undefined) {
    return undefined;
  }
  if (place.kind === "folder") {
    return openJournalDirectory(place.path, options);
  }
  const { connection, prefix } = place;
  const objects = objectsOf(place, options.connections);
  return openJournalInStore({ objects, prefix, name: `${connection}:${prefix}` }, options);
}

/** @throws PenstockError `settings-invalid` for a connection that keeps no documents */
export function objectsOf(
  { connection, prefix }: { readonly connection: string; readonly prefix: string },
  connections: Connected,
): DocumentStore {
  const name = `${connection}:${prefix}`;
  try {
    return connections.documentStore(connection);
  } catch (error) {
    throw unusable(name, error, `; a folder of that name is written ./${name}`);
  }
}
