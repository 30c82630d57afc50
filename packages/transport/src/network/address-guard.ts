import { lookup as systemLookup } from "node:dns";
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net";
import { PenstockError } from "@penstock/core";
import { formsOf } from "./address-forms.ts";

/**
 * Which addresses may be reached where a client, a manifest or a server named the host. It is asked for the
 * address that is connected to, so it makes no difference how the host is written, and what its name resolved
 * to a moment ago.
 */
export type AddressGuard = {
  mayReach(address: string): boolean;
  /** Resolves to addresses that may be reached, or fails with `address-blocked`. */
  readonly lookup: LookupFunction;
};

/**
 * Addresses that are no public ones: loopback, private, link-local, reserved (the special-purpose registries
 * of IANA), and those that translate to others.
 */
const INSIDE: readonly string[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  // Above all what is not unicast (2000::/3), with ::1, NAT64, fc00::/7, fe80::/10 and ff00::/8.
  "::/3",
  "4000::/2",
  "8000::/1",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
];

/**
 * Where clouds give out the credentials of a machine. Nothing opens these: who reads them has the rights of
 * the machine.
 */
const METADATA: readonly string[] = [
  // AWS, Azure, Google, Tencent (169.254.0.23 and the name metadata.tencentyun.com), containers, pods,
  // Scaleway (42.42). OpenStack writes the first one as fe80::a9fe:a9fe as well.
  "169.254.169.254/32",
  "169.254.42.42/32",
  "fe80::a9fe:a9fe/128",
  "fd00:42::42/128",
  "169.254.0.0/24",
  "169.254.10.10/32",
  "169.254.170.0/24",
  "fd00:ec2::/32",
  "fd20:ce::254/128",
  // Azure's other one has a public address. Alibaba, Oracle.
  "168.63.129.16/32",
  "100.100.100.200/32",
  "192.0.0.192/32",
];

const INSIDE_NETWORKS = networksOf(INSIDE);
const METADATA_NETWORKS = networksOf(METADATA);

/**
 * @param allowed networks as `10.1.0.0/16` that may be reached although they are inside
 * @param lookup how names are resolved
 */
export function createAddressGuard(
  allowed: readonly string[],
  lookup: LookupFunction = systemLookup,
): AddressGuard {
  const open = networksOf(allowed);
  const mayReach = (address: string): boolean => {
    const forms = formsOf(address);
    return (
      forms.length > 0 &&
      forms.every((form) => !isIn(METADATA_NETWORKS, form)) &&
      forms.every((form) => !isIn(INSIDE_NETWORKS, form) || isIn(open, form))
    );
  };
  return {
    mayReach,
    lookup(hostname, options, callback) {
      // All of them: a name with one address inside and one outside is a trap, or a mistake.
      lookup(hostname, { ...options, all: true }, (error, found) => {
        const addresses = Array.isArray(found) ? found : [];
        const [first] = addresses;
        if (error !== null || first === undefined) {
          callback(error ?? blocked(hostname), []);
        } else if (!addresses.every(({ address }) => mayReach(address))) {
          callback(blocked(hostname), []);
        } else if (options.all === true) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      });
    },
  };
}

/**
 * Names that are addresses are never looked up, so they are judged before.
 *
 * @throws PenstockError `address-blocked`
 */
export function assertReachable(hostname: string, guard: AddressGuard | undefined): void {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  if (guard !== undefined && isIP(address) !== 0 && !guard.mayReach(address)) {
    throw blocked(address);
  }
}

function blocked(hostname: string): PenstockError {
  return new PenstockError(
    "address-blocked",
    `${hostname} is an address inside this network, or leads to one: the operator can make it a connection of the configuration, or open its network with PENSTOCK_ALLOW_NETWORKS`,
    { details: { host: hostname } },
  );
}

type Networks = { readonly ipv4: BlockList; readonly ipv6: BlockList };

function isIn(networks: Networks, address: string): boolean {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  return networks[family].check(address, family);
}

/** Apart by family: in one list `::/3` would hold every IPv4 address, in its mapped form. */
function networksOf(texts: readonly string[]): Networks {
  const networks = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of texts) {
    const [address = "", prefix] = text.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    networks[family].addSubnet(address, Number(prefix), family);
  }
  return networks;
}
