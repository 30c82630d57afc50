import type { Page, PageRequest } from "@penstock/core";
import { mistakesOf, pageQuery } from "@penstock/wire";
import { InvalidRequest } from "./problem.ts";

/** Reads `limit` and `cursor`; a query that names anything else asks for what is not done. */
export function toPageRequest(query: unknown): PageRequest {
  const parsed = pageQuery.safeParse(query);
  if (!parsed.success) {
    throw new InvalidRequest(mistakesOf(parsed.error));
  }
  const { limit, cursor } = parsed.data;
  return {
    limit,
    // Opaque to clients, so that what a ledger takes for a cursor can change.
    ...(cursor !== undefined && { cursor: Buffer.from(cursor, "base64url").toString() }),
  };
}

export async function toPageView<Item, View>(
  { items, nextCursor }: Page<Item>,
  toView: (item: Item) => View | Promise<View>,
): Promise<{ data: View[]; nextCursor: string | null }> {
  return {
    data: await Promise.all(items.map(toView)),
    nextCursor: nextCursor === undefined ? null : Buffer.from(nextCursor).toString("base64url"),
  };
}
