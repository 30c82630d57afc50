import { type ConfigName, type ConfigRevision, isConfigKind, isConfigName } from "@penstock/core";

// In a folder, beside the tenants' (no tenant's folder has a dot in its name):
// <root>/config.d/<kind>/<name>.<revision>.json     one revision of a document
// In a store:
// <prefix>config/<kind>/<name>.<revision>.json
// The highest revision is the document; older ones are on their way out. Everything else is left alone.

export const CONFIG_FOLDER = "config.d";

export function configBelow(prefix: string): string {
  return `${prefix}config/`;
}

/** Below the folder, or the prefix. */
export function recordPath({ kind, name, revision }: ConfigRevision): string {
  return `${kind}/${recordFile({ name, revision })}`;
}

export function recordFile({ name, revision }: Omit<ConfigRevision, "kind">): string {
  return `${name}.${revision}.json`;
}

/** Undefined for a path that no document is kept at. */
function revisionAt(path: string): ConfigRevision | undefined {
  const [, kind = "", name = "", revision = ""] =
    /^([^/]+)\/([^/]+)\.([1-9]\d{0,14})\.json$/.exec(path) ?? [];
  return isConfigKind(kind) && isConfigName(name)
    ? { kind, name, revision: Number(revision) }
    : undefined;
}

/** The newest of each document. */
export function newestRevisions(paths: readonly string[]): readonly ConfigRevision[] {
  const newest = new Map<string, ConfigRevision>();
  for (const path of paths) {
    const found = revisionAt(path);
    const known = found && newest.get(nameOf(found));
    if (found !== undefined && (known === undefined || known.revision < found.revision)) {
      newest.set(nameOf(found), found);
    }
  }
  return [...newest.values()];
}

function nameOf({ kind, name }: ConfigName): string {
  return `${kind}/${name}`;
}
