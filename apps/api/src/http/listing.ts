import { createHash } from "node:crypto";
import type { Page, PageRequest } from "@penstock/core";
import { InvalidRequest } from "./problem.ts";

type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };

/** Enough that no text becomes a cursor by accident. */
const MARK_BYTES = 6;

/**
 * What to ask the ledger for.
 *
 * @param list names the list: the cursor of another one is refused, and so is one that was damaged
 */
export function toPageRequest({ limit, cursor }: PageQuery, list: string): PageRequest {
  return { limit, ...(cursor !== undefined && { cursor: openCursor(cursor, list) }) };
}

export async function toPageView<Item, View>(
  { items, nextCursor }: Page<Item>,
  list: string,
  toView: (item: Item) => View | Promise<View>,
): Promise<{ data: View[]; nextCursor: string | null }> {
  return {
    data: await Promise.all(items.map(toView)),
    nextCursor: nextCursor === undefined ? null : sealCursor(nextCursor, list),
  };
}

/** Opaque to clients, so that what a ledger takes for a cursor can change. */
function sealCursor(place: string, list: string): string {
  return Buffer.concat([markOf(place, list), Buffer.from(place)]).toString("base64url");
}

function openCursor(cursor: string, list: string): string {
  const place = Buffer.from(cursor, "base64url").subarray(MARK_BYTES).toString();
  if (sealCursor(place, list) !== cursor) {
    const message = "this is no cursor of this list: begin again without one";
    throw new InvalidRequest([{ pointer: "/cursor", parameter: "cursor", message }]);
  }
  return place;
}

function markOf(place: string, list: string): Buffer {
  return createHash("sha256").update(`${list}\n${place}`).digest().subarray(0, MARK_BYTES);
}
