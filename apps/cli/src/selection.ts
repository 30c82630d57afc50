// What `cp -r` and `cp --manifest` copy, and `check` compares: a list of objects instead of one.

import { relative, resolve, sep } from "node:path";
import type { Client } from "@penstock/client";
import type { ConnectionDescription, JobRequestInput } from "@penstock/wire";
import { splitName } from "./address.ts";
import { lookUp } from "./curl.ts";
import { CommandFailure, EXIT } from "./exit-codes.ts";
import { manifestOf, uploadOf } from "./manifest-place.ts";

type Source = JobRequestInput["source"];
type Destination = JobRequestInput["destination"];

export type SelectionOptions = {
  readonly recursive?: true;
  readonly manifest?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
};

export function isOfMany({ recursive, manifest }: SelectionOptions): boolean {
  return recursive === true || manifest !== undefined;
}

export type WrittenRoute = { readonly source: string; readonly destination: string };

/** @throws CommandFailure as `selectionOf` and `templateOf` */
export async function routeOfMany(
  client: Pick<Client, "listConnections" | "uploadManifest">,
  { source, destination }: WrittenRoute,
  options: SelectionOptions,
): Promise<Pick<JobRequestInput, "source" | "destination">> {
  const target = templateOf(destination);
  const { data: connections } = await lookUp(() => client.listConnections());
  const upload = await uploadOf(client, options.manifest);
  const here = { connections, folder: process.cwd(), upload };
  return { source: selectionOf(source, options, here), destination: target };
}

type Here = {
  readonly connections: readonly ConnectionDescription[];
  readonly folder: string;
  /** The manifest, where it was a file here. */
  readonly upload?: string | undefined;
};

/**
 * Reads `./folder`, `name:prefix/` or, with a manifest, `name:`.
 *
 * @throws CommandFailure with exit code 2, or 3 where no connection leads there
 */
export function selectionOf(
  text: string,
  options: SelectionOptions,
  { connections, folder, upload }: Here,
): Source {
  const named = splitName(text);
  const globs = {
    ...(options.include !== undefined && { include: [...options.include] }),
    ...(options.exclude !== undefined && { exclude: [...options.exclude] }),
  };
  if (options.manifest !== undefined) {
    // The API refuses globs here: left out silently, more would be taken than was asked for.
    const manifest = upload === undefined ? manifestOf(options.manifest) : { upload };
    return { connection: connectionOf(named, text), manifest, ...globs };
  }
  if (named === undefined) {
    return { ...treeAt(resolve(folder, text), connections), ...globs };
  }
  const { connection, key } = named;
  const isFolder = connections.some(
    ({ name, provider }) => name === connection && provider === "file",
  );
  return { connection, ...(isFolder ? { tree: key } : { prefix: key }), ...globs };
}

/**
 * Reads `name:folder/`, which keeps the keys below the source, or a template such as
 * `name:copies/{date:yyyy}/{relativeKey}`.
 *
 * @throws CommandFailure with exit code 2
 */
export function templateOf(text: string): Destination {
  const named = splitName(text);
  if (named === undefined) {
    throw usage(
      `the destination "${text}" is not of the form name:folder/: copies go to stores only`,
      "Name a connection, such as local:copies/; `penstock conn ls` lists the connections.",
    );
  }
  const { connection, key } = named;
  const isFolder = key === "" || key.endsWith("/");
  if (key.includes("{") && !isFolder) {
    return { connection, key };
  }
  if (!isFolder) {
    throw usage(
      `"${text}" names one object, and many are copied`,
      `End it with "/", as in ${connection}:${key}/, or write where each goes: ${connection}:${key}/{relativeKey}.`,
    );
  }
  return { connection, key: `${key}{relativeKey}` };
}

function connectionOf(named: ReturnType<typeof splitName>, text: string): string {
  if (named === undefined || named.key !== "") {
    throw usage(
      `with a manifest the source is a connection, and "${text}" is none`,
      "Write its name and a colon, such as raw: ; the manifest names the keys.",
    );
  }
  return named.connection;
}

function treeAt(path: string, connections: readonly ConnectionDescription[]): Source {
  const [best] = connections
    .filter(({ provider }) => provider === "file")
    .map(({ name, location }) => ({ name, location, way: relative(location, path) }))
    .filter(({ way }) => way !== ".." && !way.startsWith(`..${sep}`))
    .sort((a, b) => b.location.length - a.location.length);
  if (best === undefined) {
    throw new CommandFailure(`no file connection contains ${path}`, {
      exitCode: EXIT.connection,
      nextStep: `Start everything again with \`penstock up --source ${path}\`, or add {"provider":"file","root":"${path}"} to the configuration that the API and the workers read, and start them again.`,
    });
  }
  return { connection: best.name, tree: best.way.split(sep).join("/") };
}

function usage(message: string, nextStep: string): CommandFailure {
  return new CommandFailure(message, { exitCode: EXIT.usage, nextStep });
}
