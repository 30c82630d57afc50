import { basename, resolve, sep } from "node:path";
import type { ConnectionSettings } from "@penstock/wire";

/** Where Penstock keeps documents of its own, such as its journal. */
export type OwnPlace =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "store"; readonly connection: string; readonly prefix: string };

/**
 * Of keys of a connection: whether they lead into a place of Penstock's own, where a client that may submit jobs could
 * read what others submitted, or overwrite it. Two connections to one bucket are one place, whatever their keys.
 */
export function keysInOwnPlace(
  settings: ConnectionSettings,
  place: OwnPlace,
  settingsOf: (name: string) => ConnectionSettings,
): (key: string) => boolean {
  if (place.kind === "folder") {
    return settings.provider === "file" ? keysLeadingInto(place.path, settings.root) : none;
  }
  const { prefix } = place;
  const isSame = isSameBucket(settings, settingsOf(place.connection));
  return isSame ? (key) => key.startsWith(prefix) : none;
}

const none = () => false;

function keysLeadingInto(path: string, root: string): (key: string) => boolean {
  const folder = resolve(path);
  const name = basename(folder);
  const isInside = (one: string) => `${one}${sep}`.startsWith(folder + sep);
  const isRootInside = isInside(resolve(root));
  // Of every key of a list it is asked, and mostly the key does not even have the folder's name.
  return (key) => (isRootInside || key.includes(name)) && isInside(resolve(root, key));
}

function isSameBucket(one: ConnectionSettings, other: ConnectionSettings): boolean {
  if (!("bucket" in one && "bucket" in other)) {
    return false;
  }
  return (
    one.bucket === other.bucket && one.endpoint === other.endpoint && one.region === other.region
  );
}
