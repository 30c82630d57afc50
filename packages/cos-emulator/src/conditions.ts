import { ErrorResponse } from "./error-response.ts";
import { unquoted } from "./etag.ts";
import type { ObjectRecord } from "./store/records.ts";

export type Conditions = {
  readonly match: string | undefined;
  readonly noneMatch: string | undefined;
  readonly modifiedSince: string | undefined;
  readonly unmodifiedSince: string | undefined;
};

/** Reads the four of them. @param headerOf gets `if-match` and its like */
export function readConditions(headerOf: (name: string) => string | undefined): Conditions {
  return {
    match: headerOf("if-match"),
    noneMatch: headerOf("if-none-match"),
    modifiedSince: headerOf("if-modified-since"),
    unmodifiedSince: headerOf("if-unmodified-since"),
  };
}

/**
 * Holds an object against conditions, in the order of RFC 9110 13.2.2: a time counts only where no
 * ETag was given.
 *
 * @throws Rejection `InvalidArgument` for a time that is none
 */
export function judge(
  { match, noneMatch, modifiedSince, unmodifiedSince }: Conditions,
  { etag, storedMs }: Pick<ObjectRecord, "etag" | "storedMs">,
): "met" | "unchanged" | "failed" {
  // HTTP dates have whole seconds.
  const storedSeconds = Math.floor(storedMs / 1000);
  const isChangedAfter = (date: string) => storedSeconds > secondsOf(date);
  const isFailed =
    match === undefined
      ? unmodifiedSince !== undefined && isChangedAfter(unmodifiedSince)
      : !lists(match, etag);
  if (isFailed) {
    return "failed";
  }
  const isUnchanged =
    noneMatch === undefined
      ? modifiedSince !== undefined && !isChangedAfter(modifiedSince)
      : lists(noneMatch, etag);
  return isUnchanged ? "unchanged" : "met";
}

function lists(text: string, etag: string): boolean {
  return text.trim() === "*" || text.split(",").some((one) => unquoted(one) === etag);
}

function secondsOf(date: string): number {
  const ms = Date.parse(date);
  if (Number.isNaN(ms)) {
    throw new ErrorResponse("InvalidArgument", `"${date}" is no HTTP date.`);
  }
  return Math.floor(ms / 1000);
}
