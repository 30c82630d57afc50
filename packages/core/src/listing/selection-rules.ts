import type { BulkSpec, Selection } from "../jobs/bulk-job.ts";
import type { Entry } from "./entry.ts";
import { compileFilter } from "./glob.ts";
import { keyTemplateOf } from "./key-template.ts";

/** What a job makes of the keys that its selection lists. */
export type SelectionRules = {
  /** What is asked of the list. */
  readonly prefix: string;
  /** False for a key that the globs leave out, and for the selection's own folder. */
  wants(key: string): boolean;
  destinationKeyOf(entry: Pick<Entry, "key" | "destinationKey">): string;
};

/**
 * Planner and worker make the same destination key of an entry by this, so that it does not travel with it.
 *
 * @throws PenstockError `request-invalid` for a glob or a template that means nothing
 */
export function selectionRules(
  { selection, destination }: Pick<BulkSpec, "selection" | "destination">,
  createdAtMs: number,
): SelectionRules {
  const prefix = prefixOf(selection);
  const takes = compileFilter(filterOf(selection));
  const template = keyTemplateOf({ selection, destination }, createdAtMs);
  return {
    prefix,
    wants: (key) => !isOwnFolder(key, prefix) && takes(key.slice(prefix.length)),
    destinationKeyOf: ({ key, destinationKey }) =>
      destinationKey ?? template.keyOf({ key, relativeKey: key.slice(prefix.length) }),
  };
}

/** All keys of a prefix or tree begin with it, and are named relative to it. */
export function prefixOf(selection: Selection): string {
  switch (selection.kind) {
    case "prefix":
      return selection.prefix;
    case "tree":
      return folderPrefix(selection.folder);
    case "keys":
    case "manifest":
    case "rows":
      return "";
    default:
      return selection satisfies never;
  }
}

function filterOf(selection: Selection) {
  const everything = { include: [], exclude: [] };
  switch (selection.kind) {
    case "prefix":
    case "tree":
      return selection.filter;
    case "rows":
      return selection.filter.keys ?? everything;
    case "keys":
    case "manifest":
      return everything;
    default:
      return selection satisfies never;
  }
}

function folderPrefix(folder: string): string {
  const path = folder.replace(/\/+$/, "");
  return path === "" || path === "." ? "" : `${path}/`;
}

/** Consoles make an empty object for a folder. Those inside are moved; that of the prefix itself has no name. */
function isOwnFolder(key: string, prefix: string): boolean {
  return key === prefix && key.endsWith("/");
}
