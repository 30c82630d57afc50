import type { BulkSpec } from "../jobs/bulk-job.ts";
import type { KeyRange } from "./key-range.ts";
import { parseKeyTemplate } from "./key-template.ts";
import { prefixOf } from "./selection-rules.ts";

/**
 * What a range of a selection covers at the destination; undefined where keys are not in the order in which
 * they are listed, so that two lists cannot be merged.
 */
export function destinationRange(
  { selection, destination }: Pick<BulkSpec, "selection" | "destination">,
  createdAtMs: number,
  { after, to }: KeyRange & { readonly to: string },
): (KeyRange & { readonly to: string }) | undefined {
  const template = parseKeyTemplate(destination.template, createdAtMs);
  const isInKeyOrder = ["prefix", "tree", "keys"].includes(selection.kind);
  if (!isInKeyOrder || !template.isOrdered) {
    return undefined;
  }
  const prefix = prefixOf(selection);
  const keyOf = (key: string) => template.keyOf({ key, relativeKey: key.slice(prefix.length) });
  // Before the first key of a prefix there is nothing of it.
  return { after: after.startsWith(prefix) ? keyOf(after) : keyOf(prefix), to: keyOf(to) };
}
