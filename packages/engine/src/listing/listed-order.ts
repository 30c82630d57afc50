// Whether two lists can be read beside each other.

import type { BulkSpec, Connections, Selection } from "@penstock/core";

/** Both sides list in the order of the keys' bytes. */
export function areListedInOrder(
  connections: Pick<Connections, "source" | "store">,
  { selection, destination }: Pick<BulkSpec, "selection" | "destination">,
): boolean {
  return isOrdered(connections, destination.connection) && isOrderedSource(connections, selection);
}

/**
 * A check whose sides cannot be listed beside each other looks at each object instead, and is one way: frozen with
 * the job, so that it says so even when the connection has changed since.
 */
export function withListedOrder(
  connections: Pick<Connections, "source" | "store">,
  spec: BulkSpec,
): BulkSpec {
  const { check } = spec;
  return check === undefined || areListedInOrder(connections, spec)
    ? spec
    : { ...spec, check: { ...check, isOneWay: true } };
}

function isOrdered(connections: Pick<Connections, "store">, connection: string): boolean {
  return connections.store(connection).profile.listing !== "unordered";
}

/** Folders are always listed in order. */
function isOrderedSource(
  connections: Pick<Connections, "source" | "store">,
  { connection }: Selection,
): boolean {
  const { kind } = connections.source(connection);
  return (kind !== "s3" && kind !== "cos") || isOrdered(connections, connection);
}
