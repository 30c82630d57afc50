import type { JobView, TransferView } from "@penstock/wire";
import { parseDestination, parseSource } from "./address.ts";
import { plainText } from "./progress/progress-text.ts";

const MIB = 1024 * 1024;

type Options = TransferView["options"];
type Address = TransferView["source"];

/**
 * The command that copies this object once more with the options of its job, as a shell takes it; undefined
 * where `cp` cannot say the same, such as for a key that ends with a slash. Pure.
 */
export function retryCommand(job: JobView, transfer: TransferView): string | undefined {
  const { source, destination, options } = transfer;
  const [from, to] = [written(source), written(destination)];
  const pairs = [
    ...pairsOf("metadata", options.metadata),
    ...pairsOf("tag", options.tags ?? {}),
    ...pairsOf("label", job.labels),
  ];
  if (!(isSource(from, source) && isDestination(to, destination)) || pairs.includes(undefined)) {
    return undefined;
  }
  if (options.overwrite === "if_different") {
    return undefined;
  }
  const name = job.name === destination.key ? [] : [`--name=${job.name}`];
  const words = ["cp", from, to, ...name, ...plainOptions(options), ...pairs];
  return ["penstock", ...words.map((word) => quoted(word ?? ""))].join(" ");
}

function plainOptions(options: Options): readonly string[] {
  const { partSizeBytes, overwrite, verify, attributes } = options;
  const values = {
    "part-size": partSizeBytes === undefined ? undefined : sizeOf(partSizeBytes),
    overwrite: overwrite === "always" ? undefined : overwrite,
    verify: verify === "part" ? undefined : verify,
    attributes: attributes === "preserve" ? undefined : attributes,
    "content-type": options.contentType,
    "cache-control": options.cacheControl,
    "content-disposition": options.contentDisposition,
    "content-encoding": options.contentEncoding,
    "content-language": options.contentLanguage,
    expires: options.expires,
    "storage-class": options.storageClass,
    acl: options.acl,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
}

function sizeOf(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB}MiB` : String(bytes);
}

/** Undefined for a name that `cp` would take for a shorter one. */
function pairsOf(
  option: string,
  pairs: Readonly<Record<string, string>>,
): readonly (string | undefined)[] {
  return Object.entries(pairs).map(([name, value]) =>
    name.includes("=") ? undefined : `--${option}=${name}=${value}`,
  );
}

function written({ connection, key }: Address): string {
  return `${connection}:${key}`;
}

function isSource(text: string, { connection, key }: Address): boolean {
  if (key.endsWith("/")) {
    return false;
  }
  const read = parseSource(text, "/");
  return (
    read.kind === "named" && read.address.connection === connection && read.address.key === key
  );
}

function isDestination(text: string, { key }: Address): boolean {
  return !/^https?:\/\//i.test(text) && parseDestination(text, "-").key === key;
}

/** One word of a shell: bare, in single quotes, or with escapes for what would steer a terminal. */
function quoted(word: string): string {
  if (/^[\w/:.,=@%+-]+$/.test(word)) {
    return word;
  }
  if (plainText(word) !== word) {
    return `$'${Array.from(word, escaped).join("")}'`;
  }
  // No option may look like a command of ours: those get an `npx` in front where they need one.
  return `'${word.replaceAll("'", "'\\''").replaceAll("penstock ", "penstock'' ")}'`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (
    character === "'" ||
    character === "\\" ||
    character === " " ||
    code < 0x20 ||
    code === 0x7f
  ) {
    return `\\x${code.toString(16).padStart(2, "0")}`;
  }
  return plainText(character) === character
    ? character
    : `\\U${code.toString(16).padStart(8, "0")}`;
}
