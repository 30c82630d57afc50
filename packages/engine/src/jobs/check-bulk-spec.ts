// What is wrong with a bulk job, as far as it can be told without a look at its source.

import {
  type BulkSpec,
  type Connections,
  checkDestinationKey,
  checkPartSize,
  isUrlOrigin,
  type KeyTemplate,
  keepsKeys,
  keyTemplateOf,
  type ManifestRef,
  markerKeyOf,
  PenstockError,
  prefixOf,
  type Selection,
  type SelectionRules,
  selectionRules,
  sourceKeyProblem,
} from "@penstock/core";

/** They come in one request, and each is looked at by itself. */
const MAX_KEYS = 1000;

/**
 * @throws PenstockError `request-invalid`, `key-invalid`, `connection-unknown`, `connection-unsuitable`,
 * `plan-impossible`
 */
export function checkBulkSpec(connections: Connections, spec: BulkSpec, createdAtMs: number): void {
  const { selection, destination, options, onSuccess } = spec;
  checkSelection(connections, selection);
  const { profile } = connections.store(destination.connection);
  if (options.partSizeBytes !== undefined) {
    checkPartSize(options.partSizeBytes, profile.limits);
  }
  const template = keyTemplateOf(spec, createdAtMs);
  checkDestinationKey(template.keyOf({ key: "x", relativeKey: "x" }));
  // Compiles the globs as well.
  const { destinationKeyOf } = selectionRules(spec, createdAtMs);
  checkDistinct(spec, template, destinationKeyOf);
  // A check writes nothing, so it may compare two folders of one place.
  const isOnePlace = selection.connection === destination.connection;
  if (spec.verb === "copy" && isOnePlace && !keepsKeys(spec)) {
    refuseOwnDestination(selection, template);
  }
  if (onSuccess !== undefined) {
    checkDestinationKey(markerKeyOf(onSuccess.marker, createdAtMs));
  }
}

function checkSelection(connections: Connections, selection: Selection): void {
  const { connection } = selection;
  const { kind: sourceKind = "s3" } = connections.source(connection);
  switch (selection.kind) {
    case "prefix":
      if (sourceKind === "file") {
        throw unsuitable(`connection "${connection}" is a folder: select it by "tree"`);
      }
      connections.lister(connection);
      refuseDots("prefix", selection.prefix);
      return;
    case "tree":
      if (sourceKind !== "file") {
        throw unsuitable(`connection "${connection}" is no folder: select by "prefix"`);
      }
      checkFolder(selection.folder);
      return;
    case "keys":
      checkKeys(selection.keys);
      return;
    case "manifest":
      checkManifest(connections, selection.manifest);
      return;
    case "rows":
      return;
    default:
      selection satisfies never;
  }
}

function checkManifest(connections: Connections, manifest: ManifestRef): void {
  if ("upload" in manifest) {
    return;
  }
  const { connection, format } = manifest;
  connections.source(connection);
  if (format === "s3-inventory" && isUrlOrigin(connection)) {
    throw invalid(
      "the files of an inventory lie beside its manifest.json, which one URL does not open: name it by connection and key",
    );
  }
}

function checkFolder(folder: string): void {
  const problem = folder === "" ? undefined : sourceKeyProblem(folder, "file");
  if (problem !== undefined && folder !== ".") {
    throw new PenstockError("key-invalid", `the folder ${problem}`);
  }
}

function refuseDots(what: string, path: string): void {
  // The last one may be the beginning of a name.
  const folders = path.split("/").slice(0, -1);
  if (folders.some((segment) => segment === "." || segment === "..")) {
    throw new PenstockError(
      "key-invalid",
      `the ${what} has a "." or ".." segment, which URL parsers resolve: leave it out`,
    );
  }
}

function checkKeys(keys: readonly string[]): void {
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    throw invalid(
      `the job names ${keys.length} keys: 1 to ${MAX_KEYS} are possible, write more into a manifest`,
    );
  }
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw invalid(`"keys" names "${twice}" twice: name each object once`);
  }
}

/** Nothing is compared afterwards where no two keys of a list can become one. */
function checkDistinct(
  spec: BulkSpec,
  template: KeyTemplate,
  keyOf: SelectionRules["destinationKeyOf"],
): void {
  const { selection, destination } = spec;
  const isCompared = selection.kind === "keys" || isPlainManifest(selection);
  if (!isCompared && !template.isDistinct) {
    throw invalid(
      `the key template "${destination.template}" may give two objects one key: use {relativeKey} or {key}`,
    );
  }
  if (selection.kind === "keys" && !template.isDistinct) {
    refuseCollisions(selection.keys, keyOf);
  }
}

/** The keys of one are compared before anything moves. */
function isPlainManifest(selection: Selection): boolean {
  return selection.kind === "manifest" && selection.manifest.format !== "s3-inventory";
}

function refuseCollisions(
  keys: readonly string[],
  keyOf: SelectionRules["destinationKeyOf"],
): void {
  const sources = new Map<string, string>();
  for (const key of keys) {
    const destinationKey = keyOf({ key });
    const other = sources.get(destinationKey);
    if (other !== undefined) {
      throw invalid(`"${other}" and "${key}" would both become "${destinationKey}"`);
    }
    sources.set(destinationKey, key);
  }
}

/**
 * In one place, what a job writes must not be what it lists: it would list its own copies, or replace
 * objects by themselves.
 */
function refuseOwnDestination(selection: Selection, template: KeyTemplate): void {
  if (selection.kind === "prefix") {
    const prefix = prefixOf(selection);
    const start = constantStart(template);
    if (start.startsWith(prefix) || prefix.startsWith(start)) {
      throw invalid(
        `the destination is in the listed prefix "${prefix}" of the same connection, or may be: choose a key template that begins otherwise`,
      );
    }
    return;
  }
  const sample = { key: "a/b", relativeKey: "a/b" };
  if (template.keyOf(sample) === sample.key) {
    throw invalid("source and destination are the same place: choose another key template");
  }
}

/** What all keys of a template begin with. */
function constantStart(template: KeyTemplate): string {
  const one = template.keyOf({ key: "\u0001", relativeKey: "\u0001" });
  return one.slice(0, one.indexOf("\u0001") < 0 ? one.length : one.indexOf("\u0001"));
}

function invalid(message: string): PenstockError {
  return new PenstockError("request-invalid", message);
}

function unsuitable(message: string): PenstockError {
  return new PenstockError("connection-unsuitable", message);
}
