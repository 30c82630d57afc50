import { formatByteSize, parseByteSize } from "../bytes/byte-size.ts";

/**
 * What a limit bounds. All bound the sum over every worker, but for the last:
 * - `bytesPerSecond`: bytes that are sent to stores
 * - `requestsPerSecond`: requests to stores and sources
 * - `unitsInFlight`: parts and batches that are queued or being moved
 * - `partsPerUpload`: parts of one upload in flight
 */
export const LIMIT_NAMES = [
  "bytesPerSecond",
  "requestsPerSecond",
  "unitsInFlight",
  "partsPerUpload",
] as const;

export type LimitName = (typeof LIMIT_NAMES)[number];

type Bounds = { readonly least: number; readonly most: number };

const BOUNDS: Readonly<Record<LimitName, Bounds>> = {
  // Stores give up on a request that sends hardly anything for twenty seconds or so.
  bytesPerSecond: { least: 64 * 1024, most: 1024 ** 4 },
  requestsPerSecond: { least: 1, most: 1_000_000 },
  unitsInFlight: { least: 1, most: 1_000_000 },
  partsPerUpload: { least: 1, most: 10_000 },
};

const EXAMPLES: Readonly<Record<LimitName, string>> = {
  bytesPerSecond: "50MiB/s",
  requestsPerSecond: "200/s",
  unitsInFlight: "64",
  partsPerUpload: "8",
};

const UNLIMITED = "unlimited";

/** @returns undefined for no limit; a text for what is wrong with it */
export function parseLimitValue(name: LimitName, text: string): number | undefined | string {
  if (text === UNLIMITED) {
    return undefined;
  }
  const plain = name.endsWith("PerSecond") ? text.replace(/\/s$/, "") : text;
  const value =
    name === "bytesPerSecond"
      ? parseByteSize(plain)
      : /^\d+$/.test(plain)
        ? Number(plain)
        : undefined;
  return value === undefined
    ? `"${text}" is no value for ${name}: write one such as ${EXAMPLES[name]}, 0 to let nothing run, or ${UNLIMITED}`
    : (limitValueIssue(name, value) ?? value);
}

/** What is wrong with a value, if anything is. */
export function limitValueIssue(name: LimitName, value: number): string | undefined {
  const { least, most } = BOUNDS[name];
  if (!Number.isInteger(value) || value < 0) {
    return `${value} is no value for ${name}: write a whole number, such as ${EXAMPLES[name]}, or 0 to let nothing run`;
  }
  if (value > 0 && value < least) {
    return `${formatLimitValue(name, value)} is too little for ${name}: write at least ${formatLimitValue(name, least)}, or 0 to let nothing run`;
  }
  return value > most
    ? `${formatLimitValue(name, value)} is more than ${formatLimitValue(name, most)}, which ${name} does not take: write less, or ${UNLIMITED}`
    : undefined;
}

/** As it is written in a line of a calendar, and read again without loss. */
export function formatLimitValue(name: LimitName, value: number | undefined): string {
  if (value === undefined) {
    return UNLIMITED;
  }
  if (value === 0 || !name.endsWith("PerSecond")) {
    return `${value}`;
  }
  return `${name === "bytesPerSecond" ? exactByteSize(value) : value}/s`;
}

/** A size that `formatByteSize` would round is written in bytes. */
function exactByteSize(bytes: number): string {
  const short = formatByteSize(bytes).replace(" ", "");
  return parseByteSize(short) === bytes ? short : `${bytes}`;
}
