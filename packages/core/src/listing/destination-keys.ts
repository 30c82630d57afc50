import type { BulkSpec } from "../jobs/bulk-job.ts";
import { destinationQuery } from "./destination-range.ts";
import type { KeyRange } from "./key-range.ts";
import { parseKeyTemplate } from "./key-template.ts";
import type { PageQuery } from "./listed-page.ts";
import { prefixOf } from "./selection-rules.ts";

/** What a destination has of a selection's keys, in the words of its source: so that both lists meet. */
export type DestinationKeys = {
  /** What to ask of the destination for a range of source keys; undefined where it can have nothing of it. */
  queryOf(range: KeyRange): PageQuery | undefined;
  /** Of which source key that of the destination is; undefined where it is of none. */
  sourceKeyOf(destinationKey: string): string | undefined;
};

/**
 * Undefined where keys that only the destination has are not asked for, or cannot be known: it has them in
 * another order than the list, or the list names its keys one by one.
 */
export function destinationKeys(
  { selection, destination, check }: Pick<BulkSpec, "selection" | "destination" | "check">,
  createdAtMs: number,
): DestinationKeys | undefined {
  const isListed = selection.kind === "prefix" || selection.kind === "tree";
  if (!isListed || check?.isOneWay === true) {
    return undefined;
  }
  const template = parseKeyTemplate(destination.template, createdAtMs);
  if (!template.isOrdered) {
    return undefined;
  }
  const from = prefixOf(selection);
  const to = template.keyOf({ key: from, relativeKey: "" });
  return {
    queryOf: (range) => destinationQuery(range, from, to),
    // No key is empty, so the empty one is undefined as well.
    sourceKeyOf: (key) =>
      key.startsWith(to) ? from + key.slice(to.length) || undefined : undefined,
  };
}
