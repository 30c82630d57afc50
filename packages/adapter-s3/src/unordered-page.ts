import {
  compareKeys,
  type ListedPage,
  type PageQuery,
  PenstockError,
  type RawPage,
} from "@penstock/core";

/** Where a page begins, and how many of its keys were taken. */
export type PagePlace = { readonly page: number; readonly index: number; readonly token: string };

const PAGE_DIGITS = 8;
const INDEX_DIGITS = 4;
const POSITION = new RegExp(`^(\\d{${PAGE_DIGITS}})(\\d{${INDEX_DIGITS}})(.*)$`, "s");

/**
 * A list that has no order has positions: the number of a page, that of a key in it, and the name that the
 * server gave the page. So any process continues it, as long as the server knows the name.
 */
export function pagePlace(position: string): PagePlace {
  const [, page = "0", index = "0", token = ""] = POSITION.exec(position) ?? [];
  return { page: Number(page), index: Number(index), token };
}

/**
 * What is left of a page behind a place. Nothing tells whether an earlier page had its keys as well; but a
 * list that leads back, or nowhere, is not believed.
 *
 * @throws PenstockError `listing-invalid`
 */
export function unorderedPage({ prefix, after, to }: PageQuery, raw: RawPage): ListedPage {
  const { page, index, token } = pagePlace(after);
  const stranger = raw.entries.find(({ key }) => !key.startsWith(prefix));
  if (stranger !== undefined) {
    throw invalid(`names "${stranger.key}", which does not begin with "${prefix}"`);
  }
  const next = raw.token ?? raw.next ?? "";
  if (raw.isTruncated && (next === "" || next === token)) {
    throw invalid("says that more follows, and leads nowhere");
  }
  const entries = raw.entries
    .map((entry, at) => ({ ...entry, position: positionAt({ page, index: at + 1, token }) }))
    .slice(index)
    .filter(({ position }) => to === undefined || compareKeys(position, to) <= 0);
  const last = raw.isTruncated
    ? positionAt({ page: page + 1, index: 0, token: next })
    : (entries.at(-1)?.position ?? after);
  const isEnd = !raw.isTruncated || (to !== undefined && compareKeys(last, to) >= 0);
  return { entries, last: isEnd ? (to ?? last) : last, isEnd };
}

function positionAt({ page, index, token }: PagePlace): string {
  const digits = (value: number, width: number) => String(value).padStart(width, "0");
  return digits(page, PAGE_DIGITS) + digits(index, INDEX_DIGITS) + token;
}

function invalid(problem: string): PenstockError {
  return new PenstockError(
    "listing-invalid",
    `the list ${problem}. What it left out cannot be known: name the keys one by one`,
  );
}
