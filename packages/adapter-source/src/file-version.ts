import { createHash } from "node:crypto";
import { type BigIntStats, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { PenstockError, type SourceVersion } from "@penstock/core";

/**
 * A file's version: its size, when its bytes (mtime) and when anything of it (ctime, which no program can
 * put back) changed, and which file of which mount it is.
 */
export function filePinOf({
  size,
  ino,
  dev,
  mtimeNs,
  ctimeNs,
}: Pick<BigIntStats, "size" | "ino" | "dev" | "mtimeNs" | "ctimeNs">): SourceVersion {
  return {
    sizeBytes: Number(size),
    validator: { kind: "file", inode: String(ino), mtimeNs: String(mtimeNs) },
    signs: { ctimeNs: String(ctimeNs), mount: mountOf(String(dev)) },
  };
}

/** @throws PenstockError `source-changed`, which says what differs */
export function checkFileVersion(now: SourceVersion, planned: SourceVersion, key: string): void {
  const difference = differenceOf(now, planned);
  if (difference !== undefined) {
    throw new PenstockError(
      "source-changed",
      `the source ${key} is another version now: ${difference}`,
    );
  }
}

function differenceOf(now: SourceVersion, planned: SourceVersion): string | undefined {
  if (now.sizeBytes !== planned.sizeBytes) {
    return `its size is ${now.sizeBytes}, ${planned.sizeBytes} was planned`;
  }
  if (planned.validator.kind !== "file" || now.validator.kind !== "file") {
    return "it was not planned as a file";
  }
  const { mount } = planned.signs ?? {};
  const isOtherMount = mount !== undefined && mount !== now.signs?.["mount"];
  for (const [name, is, was] of [
    ["mtime", now.validator.mtimeNs, planned.validator.mtimeNs],
    // A task of an older version has no ctime.
    ["ctime", now.signs?.["ctimeNs"], planned.signs?.["ctimeNs"]],
  ] as const) {
    const isKnown = is !== undefined && was !== undefined && is !== was;
    if (isKnown && !isSameTime(is, was, isOtherMount)) {
      return `its ${name} is ${dateOf(is)}, ${dateOf(was)} was planned`;
    }
  }
  // The same file has another number where another machine mounts it.
  return isOtherMount || now.validator.inode === planned.validator.inode
    ? undefined
    : `it is the file number ${now.validator.inode}, ${planned.validator.inode} was planned`;
}

const NS_PER_S = 1_000_000_000n;

/** Some mounts know whole seconds only. */
function isSameTime(now: string, planned: string, isOtherMount: boolean): boolean {
  const [one, other] = [BigInt(now), BigInt(planned)];
  const hasWhole = one % NS_PER_S === 0n || other % NS_PER_S === 0n;
  return one === other || (isOtherMount && hasWhole && one / NS_PER_S === other / NS_PER_S);
}

function dateOf(ns: string): string {
  const seconds = BigInt(ns) / NS_PER_S;
  const rest = String(BigInt(ns) % NS_PER_S).padStart(9, "0");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${rest}Z`;
}

let machine: string | undefined;
/** Few: every file of a mount has the same one. */
const mounts = new Map<string, string>();

/** The number of a device says something on one machine only, until it is started again. */
export function mountOf(device: string): string {
  const known = mounts.get(device);
  if (known !== undefined) {
    return known;
  }
  machine ??= bootId();
  const mount = createHash("sha256").update(`${machine} ${device}`).digest("hex").slice(0, 16);
  mounts.set(device, mount);
  return mount;
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return hostname();
  }
}
