import type { InventoryColumns, InventoryDocument } from "./inventory-document.ts";
import type { LeftOut, NamedObject, Problem } from "./manifest-page.ts";
import { type Column, ObjectDraft } from "./named-object.ts";

const COLUMNS = [
  ["key", "key"],
  ["versionId", "versionId"],
  ["size", "size"],
  ["etag", "etag"],
  ["storageClass", "storageClass"],
] as const satisfies readonly (readonly [keyof InventoryColumns, Column])[];

/**
 * What a row of an S3 Inventory says. Of an inventory of all versions only the current one of each key
 * is taken, by its version; older versions and delete markers are no objects to move.
 */
export function objectOfInventoryRow(
  { sourceBucket, columns }: Pick<InventoryDocument, "sourceBucket" | "columns">,
  values: readonly string[],
): NamedObject | Problem | keyof LeftOut {
  if (values.length !== columns.count) {
    return { problem: `has ${values.length} values, and fileSchema names ${columns.count}` };
  }
  const bucket = valueAt(values, columns.bucket);
  if (bucket !== "" && bucket !== sourceBucket) {
    return {
      problem: `is of the bucket "${bucket}", and the inventory of "${sourceBucket}"`,
    };
  }
  if (valueAt(values, columns.isDeleteMarker) === "true") {
    return "deleteMarkers";
  }
  if (valueAt(values, columns.isLatest) === "false") {
    return "olderVersions";
  }
  const draft = new ObjectDraft("percent");
  for (const [place, column] of COLUMNS) {
    const value = valueAt(values, columns[place]);
    const problem = value === "" ? undefined : draft.set(column, value);
    if (problem !== undefined) {
      return { problem };
    }
  }
  return draft.object();
}

/** What is not in the inventory, or left empty in it, is empty. */
function valueAt(values: readonly string[], place: number | undefined): string {
  return place === undefined ? "" : (values[place] ?? "");
}
