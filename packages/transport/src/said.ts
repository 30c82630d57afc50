import { STATUS_CODES } from "node:http";
import type { OpenResponse } from "./open-response.ts";

/** Longer texts are pages for people. */
const MAX_SAID = 300;

type Head = Pick<OpenResponse, "headers" | "status">;

/** Where a text begins to repeat the request, whose headers and parameters are secret. */
const REPEATED =
  /["{]|[\w-]*(?:authorization|signature|credential|token|secret|password|key|\bak)[\w-]*'?\s*[:=]/i;

/** Longer than the words of a sentence, and with digits in them: keys, signatures, digests. */
const LONG_WORDS = /(?=[A-Za-z+/=_%~-]*\d)[A-Za-z0-9+/=_%~-]{20,}/g;

/**
 * What another side said, as a message may repeat it: one line, cut, without control characters, and
 * without what may have been ours: some repeat the request that they refuse.
 */
export function said(text: string, most = MAX_SAID): string {
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim();
  const repeatedFrom = line.search(REPEATED);
  const own = repeatedFrom < 0 ? line : `${line.slice(0, repeatedFrom)}…`;
  const words = own.replace(LONG_WORDS, "…");
  return words.length <= most ? words : `${words.slice(0, most)}…`;
}

/** The name of a host, a region, or an error; empty for anything else. */
export function saidName(text: string): string {
  return /^[a-z0-9][a-z0-9.:-]{0,120}$/i.test(text) ? text : "";
}

/** By which a vendor finds the request. */
export function saidId(text: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(text) ? text : "";
}

/** A status as people read it: `403 Forbidden`. */
export function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}

/** What is seen of a response that is not the other side's own: `404 text/html nginx`. */
export function describeStranger({ status, headers }: Head): string {
  const { "content-type": type = "", server = "", via = "" } = headers;
  return said([status, type.split(";")[0], server || via].filter((word) => word !== "").join(" "));
}
