import { isIP, type LookupFunction, type Socket } from "node:net";
import { isPenstockError } from "@penstock/core";
import { type AddressGuard, assertReachable } from "./address-guard.ts";
import type { ProxyRules } from "./proxy-rules.ts";
import { openTunnel } from "./tunnel.ts";

/** How connections are opened, wherever they lead. */
export type Network = {
  /** For hosts that the operator did not write down; left out, all addresses may be reached. */
  readonly guard?: AddressGuard | undefined;
  /** Left out, everything is reached directly. */
  readonly proxy?: ProxyRules | undefined;
  /** All authorities that are trusted, as PEM. Left out: those of Node, with NODE_EXTRA_CA_CERTS. */
  readonly ca?: readonly string[] | undefined;
};

/** For the options of TLS. */
export function trustOf({ ca }: Network): { readonly ca?: string[] } {
  return ca === undefined ? {} : { ca: [...ca] };
}

/** @throws PenstockError `address-blocked` */
export function lookupOf(
  { guard }: Network,
  hostname: string,
): { readonly lookup?: LookupFunction } {
  assertReachable(hostname, guard);
  return guard === undefined ? {} : { lookup: guard.lookup };
}

/**
 * A connection through a proxy, where one is between; undefined where there is none. Rejects with an Error that says what
 * the proxy did, and with `address-blocked`.
 */
export async function tunnelTo(
  network: Network,
  at: URL,
  timeoutMs: number,
): Promise<Socket | undefined> {
  const proxy = network.proxy?.(at);
  if (proxy === undefined) {
    return undefined;
  }
  const host = at.hostname.replace(/^\[(.*)\]$/, "$1");
  await assertNamesOutside(network, host);
  const port = Number(at.port || (at.protocol === "https:" ? 443 : 80));
  return await openTunnel({ proxy, host, port, timeoutMs, ca: network.ca });
}

/** The proxy looks names up itself; one that leads inside by what is known here is refused all the same. */
async function assertNamesOutside(network: Network, host: string): Promise<void> {
  const { lookup } = lookupOf(network, host);
  if (lookup === undefined || isIP(host) !== 0) {
    return;
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  lookup(host, { all: true }, (error) => {
    // What cannot be looked up here is for the proxy to find.
    if (isPenstockError(error, "address-blocked")) {
      reject(error);
    } else {
      resolve();
    }
  });
  await promise;
}
