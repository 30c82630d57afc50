import type { Address } from "@penstock/core";

/** What a step cannot do without: a store that is written to, or a source that is read. */
export type Endpoint = {
  readonly kind: "source" | "store";
  readonly address: Address;
  /** A connection that is both has two: a store may be read while it cannot be written. */
  readonly name: string;
};

/** From where to where: what a transfer and its part tasks have in common. */
export type Route = { readonly source: Address; readonly destination: Address };
