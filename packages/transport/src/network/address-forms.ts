import { isIPv4, isIPv6 } from "node:net";

/** The same address, written as one of IPv6 (RFC 4291 2.5.5.2). */
const MAPPED = /^(0 ){5}ffff /;

/** Where an IPv6 address holds an IPv4 address that its packets are, or may be, led to. */
const EMBEDDED: readonly (readonly [prefix: RegExp, firstGroup: number])[] = [
  // The deprecated compatible form (RFC 4291 2.5.5.1).
  [/^(0 ){6}/, 6],
  // NAT64 (RFC 6052, RFC 8215) with the whole last 32 bits.
  [/^64 ff9b /, 6],
  // Translated addresses (RFC 2765).
  [/^(0 ){4}ffff 0 /, 6],
  // 6to4 (RFC 3056).
  [/^2002 /, 1],
];

/**
 * All addresses that an address stands for: itself, and an IPv4 address inside it. A zone (`%eth0`) is left
 * out. None for what is no address.
 */
export function formsOf(address: string): readonly string[] {
  const bare = address.replace(/%.*$/, "");
  if (isIPv4(bare)) {
    return [bare];
  }
  if (!isIPv6(bare)) {
    return [];
  }
  const groups = groupsOf(bare);
  const text = `${groups.map((group) => group.toString(16)).join(" ")} `;
  if (MAPPED.test(text)) {
    return [toIPv4(groups.slice(6))];
  }
  const inner = EMBEDDED.filter(([prefix]) => prefix.test(text)).map(([, first]) =>
    toIPv4(groups.slice(first, first + 2)),
  );
  return [bare, ...inner];
}

/** The eight groups of 16 bits. */
function groupsOf(address: string): readonly number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail = []] = hex
    .split("::")
    .map((half) => half.split(":").filter((group) => group !== ""))
    .map((half) => half.map((group) => Number.parseInt(group, 16)));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail];
}

function toIPv4([high = 0, low = 0]: readonly number[]): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
