import type { Address } from "@penstock/core";

/** What a step cannot do without: a store that is written to, or a source that is read. */
export type Side = { readonly kind: "source" | "store"; readonly address: Address };

/** A connection that is both is known twice: a store may be read while it cannot be written. */
export function nameOf({ kind, address }: Side): string {
  return `${kind} ${address.connection}`;
}
