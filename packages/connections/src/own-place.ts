import { resolve, sep } from "node:path";
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
    const folder = resolve(place.path);
    return (
      settings.provider === "file" &&
      `${resolve(settings.root, key)}${sep}`.startsWith(folder + sep)
    );
  }
  return key.startsWith(place.prefix) && isSameBucket(settings, settingsOf(place.connection));
}

function isSameBucket(one: ConnectionSettings, other: ConnectionSettings): boolean {
  if (!("bucket" in one && "bucket" in other)) {
    return false;
  }
  return (
    one.bucket === other.bucket && one.endpoint === other.endpoint && one.region === other.region
  );
}
