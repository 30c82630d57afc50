import { basename, dirname, relative, resolve, sep } from "node:path";
import type { ConnectionDescription } from "@penstock/wire";
import { CommandFailure, EXIT } from "./exit-codes.ts";

/** A key within a named connection, as the API takes it. */
export type Address = { readonly connection: string; readonly key: string };

/** One object: by its address, or by its URL where no connection leads there. */
export type SourceOfOne = Address | { readonly url: string };

/** What a person may write as SRC. */
export type WrittenSource =
  | { readonly kind: "named"; readonly address: Address }
  | { readonly kind: "url"; readonly url: URL }
  | { readonly kind: "file"; readonly path: string };

const NAMED = /^([a-z0-9][a-z0-9-]{0,62}):(.*)$/s;

/** `name:key` in its two halves; undefined for a path or a URL. */
export function splitName(text: string): Address | undefined {
  const named = /^https?:\/\//i.test(text) ? null : NAMED.exec(text);
  if (named === null || text.startsWith("./") || text.startsWith("/")) {
    return undefined;
  }
  const [, connection = "", key = ""] = named;
  return { connection, key };
}

/**
 * Reads `./file`, `/abs/file`, `http(s)://…` or `name:key`. A word without a colon is a file, since
 * it cannot be anything else.
 *
 * @throws CommandFailure with exit code 2
 */
export function parseSource(text: string, folder: string): WrittenSource {
  if (/^https?:\/\//i.test(text)) {
    const url = URL.parse(text);
    if (url === null) {
      throw usage(`"${text}" is not a URL`, "Write it as https://host/path.");
    }
    return { kind: "url", url };
  }
  const named = NAMED.exec(text);
  if (named === null || text.startsWith("./") || text.startsWith("/")) {
    return { kind: "file", path: resolve(folder, text) };
  }
  const [, connection = "", key = ""] = named;
  if (key === "" || key.endsWith("/")) {
    throw usage(
      `"${text}" does not name an object`,
      `Write the full key, such as ${connection}:folder/file.`,
    );
  }
  return { kind: "named", address: { connection, key } };
}

/**
 * Finds the connection through which a source is read.
 *
 * A file or URL belongs to the connection with the longest root or base URL that contains it. A URL that may be
 * signed, or that no connection contains, is a source by itself.
 *
 * @throws CommandFailure with exit code 3 when no connection leads to a file, 2 for a URL with a password
 */
export function resolveSource(
  source: WrittenSource,
  connections: readonly ConnectionDescription[],
): SourceOfOne {
  switch (source.kind) {
    case "named":
      return source.address;
    case "file":
      return resolveFile(source.path, connections);
    case "url":
      return resolveUrl(source.url, connections);
    default:
      return source satisfies never;
  }
}

/** The last part of the source's path, without the escapes that only a URL needs. */
export function baseNameOf(source: WrittenSource): string {
  switch (source.kind) {
    case "named":
      return basename(source.address.key);
    case "file":
      return basename(source.path);
    case "url":
      return decoded(basename(source.url.pathname));
    default:
      return source satisfies never;
  }
}

/**
 * Reads `name:key`; `name:` and `name:folder/` keep the source's own base name.
 *
 * @throws CommandFailure with exit code 2
 */
export function parseDestination(text: string, sourceName: string): Address {
  const named = NAMED.exec(text);
  if (named === null || /^https?:\/\//i.test(text)) {
    throw usage(
      `the destination "${text}" is not of the form name:key: copies go to stores only, not to files or URLs`,
      "Name a connection and a key, such as local:demo/; `penstock conn ls` lists the connections.",
    );
  }
  const [, connection = "", key = ""] = named;
  const isFolder = key === "" || key.endsWith("/");
  return { connection, key: isFolder ? key + sourceName : key };
}

function resolveFile(path: string, connections: readonly ConnectionDescription[]): Address {
  const candidates = connections
    .filter((connection) => connection.provider === "file")
    .filter(({ location }) => isInside(path, location))
    .sort((a, b) => b.location.length - a.location.length);
  const [best] = candidates;
  if (best === undefined) {
    throw new CommandFailure(`no file connection contains ${path}`, {
      exitCode: EXIT.connection,
      nextStep: `Start everything again with \`penstock up --source ${dirname(path)}\`, or add {"provider":"file","root":"${dirname(path)}"} to the configuration that the API and the workers read, and start them again.`,
    });
  }
  const key = relative(best.location, path).split(sep).join("/");
  return { connection: best.name, key };
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`);
}

function resolveUrl(url: URL, connections: readonly ConnectionDescription[]): SourceOfOne {
  if (url.username !== "" || url.password !== "") {
    throw usage(
      "a URL with a user or a password cannot be a source",
      "Add an http connection, or use a signed URL.",
    );
  }
  const whole = url.origin + url.pathname;
  const candidates = connections
    .filter((connection) => connection.provider === "http" && url.search === "")
    .map(({ name, location }) => ({ name, base: folderOf(location) }))
    .filter(({ base }) => whole.startsWith(base) && whole.length > base.length)
    .sort((a, b) => b.base.length - a.base.length);
  const [best] = candidates;
  return best === undefined
    ? { url: url.href }
    : { connection: best.name, key: whole.slice(best.base.length) };
}

/** Ends with a slash, so that the base `…/data` does not contain `…/database`. */
function folderOf(location: string): string {
  const url = URL.parse(location);
  const base = url === null ? location : url.origin + url.pathname;
  return base.endsWith("/") ? base : `${base}/`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A lone percent sign: the name is what it says.
    return name;
  }
}

function usage(message: string, nextStep: string): CommandFailure {
  return new CommandFailure(message, { exitCode: EXIT.usage, nextStep });
}
