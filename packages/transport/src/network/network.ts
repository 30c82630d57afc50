import type { LookupFunction } from "node:net";
import { type AddressGuard, assertReachable } from "./address-guard.ts";

/** How connections are opened, wherever they lead. */
export type Network = {
  /** For hosts that the operator did not write down; left out, all addresses may be reached. */
  readonly guard?: AddressGuard | undefined;
};

/** @throws PenstockError `address-blocked` */
export function lookupOf(
  { guard }: Network,
  hostname: string,
): { readonly lookup?: LookupFunction } {
  assertReachable(hostname, guard);
  return guard === undefined ? {} : { lookup: guard.lookup };
}
