import { STATUS_CODES } from "node:http";
import type { OpenAnswer } from "./open-answer.ts";

/** Longer texts are pages for people. */
const MAX_SAID = 300;

type Head = Pick<OpenAnswer, "headers" | "status">;

/** What another side said, as a message may repeat it: one line, cut, without control characters. */
export function said(text: string, most = MAX_SAID): string {
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim();
  return line.length <= most ? line : `${line.slice(0, most)}…`;
}

/** A status as people read it: `403 Forbidden`. */
export function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}

/** What is seen of an answer that is not the other side's own: `404 text/html nginx`. */
export function describeStranger({ status, headers }: Head): string {
  const { "content-type": type = "", server = "", via = "" } = headers;
  return said([status, type.split(";")[0], server || via].filter((word) => word !== "").join(" "));
}
