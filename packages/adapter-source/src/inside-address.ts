import { BlockList, isIPv6 } from "node:net";

/** Loopback, link-local (where clouds keep the credentials of a machine) and private networks. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  INSIDE.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  INSIDE.addSubnet(network, prefix, "ipv6");
}

/** Whether the host of a URL is, by its spelling, an address inside. What a name resolves to is not asked. */
export function isInside({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIPv6(address)) {
    return INSIDE.check(address, "ipv6");
  }
  const isAddress = /^\d+(\.\d+){3}$/.test(address);
  return isAddress ? INSIDE.check(address, "ipv4") : /(^|\.)localhost\.?$/i.test(address);
}
