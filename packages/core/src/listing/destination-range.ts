import type { BulkSpec } from "../jobs/bulk-job.ts";
import { compareKeys } from "./key-order.ts";
import type { KeyRange } from "./key-range.ts";
import { keyTemplateOf } from "./key-template.ts";
import type { PageQuery } from "./listed-page.ts";
import { prefixOf } from "./selection-rules.ts";

/**
 * What a range of a selection covers at the destination; undefined where that is nothing, or where keys are not
 * in the order in which they are listed, so that two lists cannot be merged.
 */
export function destinationRange(
  { selection, destination }: Pick<BulkSpec, "selection" | "destination">,
  createdAtMs: number,
  range: KeyRange,
): PageQuery | undefined {
  const template = keyTemplateOf({ selection, destination }, createdAtMs);
  const isInKeyOrder = ["prefix", "tree", "keys"].includes(selection.kind);
  if (!isInKeyOrder || !template.isOrdered) {
    return undefined;
  }
  const from = prefixOf(selection);
  const to = template.keyOf({ key: from, relativeKey: "" });
  const query = destinationQuery(range, from, to);
  // The prefix's own folder is not of the selection, and nothing else of it comes before.
  const isFromStart = query?.after === "" && from.endsWith("/");
  return isFromStart ? { ...query, after: to } : query;
}

/**
 * What to ask of the destination, where all source keys begin with the one prefix and their destination keys with the
 * other one; undefined where no key of the prefix is in the range. Its ends may lie outside of the prefix.
 */
export function destinationQuery(range: KeyRange, from: string, to: string): PageQuery | undefined {
  const after = bound(range.after, from, to);
  const end = range.to === undefined ? "behind" : bound(range.to, from, to);
  if (after === "behind" || end === "before") {
    return undefined;
  }
  return {
    prefix: to,
    after: after === "before" ? "" : after.key,
    ...(end !== "behind" && { to: end.key }),
  };
}

/** Where a source key is among those that begin with the prefix. */
function bound(key: string, from: string, to: string): "before" | "behind" | { key: string } {
  if (key.startsWith(from)) {
    return { key: to + key.slice(from.length) };
  }
  return compareKeys(key, from) < 0 ? "before" : "behind";
}
