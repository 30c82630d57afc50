import { basename, resolve, sep } from "node:path";
import type { Address } from "@penstock/core";
import type { ConnectionSettings } from "@penstock/wire";

/** Where Penstock keeps documents of its own, such as its journal. */
export type OwnPlace =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "store"; readonly connection: string; readonly prefix: string };

/**
 * Whether an address leads into a place of Penstock's own: a client that may submit jobs could read there what
 * others submitted, or overwrite it. Two connections to one bucket are one place, whatever their keys.
 */
export function isInOwnPlace(
  { connection, key }: Address,
  place: OwnPlace,
  settingsOf: (name: string) => ConnectionSettings,
): boolean {
  const settings = settingsOf(connection);
  if (place.kind === "folder") {
    return settings.provider === "file" && leadsInto(absolute(place.path), settings.root, key);
  }
  return key.startsWith(place.prefix) && isSameBucket(settings, settingsOf(place.connection));
}

function leadsInto(folder: string, root: string, key: string): boolean {
  const isInside = (path: string) => `${path}${sep}`.startsWith(folder + sep);
  // Of every key of a list it is asked, and mostly the key does not even have the folder's name.
  const mayLead = key.includes(basename(folder)) || isInside(absolute(root));
  return mayLead && isInside(resolve(root, key));
}

/** Of the settings' paths, which are few. */
const absolutePaths = new Map<string, string>();

function absolute(path: string): string {
  const known = absolutePaths.get(path) ?? resolve(path);
  absolutePaths.set(path, known);
  return known;
}

function isSameBucket(one: ConnectionSettings, other: ConnectionSettings): boolean {
  if (!("bucket" in one && "bucket" in other)) {
    return false;
  }
  return (
    one.bucket === other.bucket && one.endpoint === other.endpoint && one.region === other.region
  );
}
