import { isPenstockError, PenstockError } from "@penstock/core";

/** By which clients, stores and proxies refuse a URL whose time is over; some say 400. */
const REFUSING: readonly unknown[] = [400, 401, 403, 410];

/**
 * What a rejection means for a URL that carries its own permission: that its time is over where the response
 * or the URL itself says so, or where the URL does not say how long it is good for.
 *
 * @param query without its question mark
 */
export function asExpired(error: unknown, query: string, nowMs: number): unknown {
  const status = isPenstockError(error) ? error.details["httpStatus"] : undefined;
  if (query === "" || !isPenstockError(error) || !REFUSING.includes(status)) {
    return error;
  }
  const untilMs = expiresAtMs(query);
  const isUnclear = untilMs === undefined && (status === 401 || status === 403);
  if (
    !(isUnclear || (untilMs !== undefined && untilMs <= nowMs) || /expired/i.test(error.message))
  ) {
    return error;
  }
  return new PenstockError(
    "source-url-expired",
    `${error.message}: the signed URL of the source is no longer accepted. Give the job a new one for the same object: PATCH /v1/jobs/{id} with {"source":{"url":"…"}}`,
    { cause: error, details: error.details },
  );
}

/** Until when a URL says that it is good; undefined where it does not say. */
export function expiresAtMs(query: string): number | undefined {
  const given = new Map(
    [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]),
  );
  const after = ["amz", "goog", "oss", "tos", "obs"].map((vendor) =>
    endOf(given.get(`x-${vendor}-date`), given.get(`x-${vendor}-expires`)),
  );
  const seconds = given.get("expires") ?? given.get("q-sign-time")?.split(";")[1];
  const candidates = [...after, toMs(seconds, 1000), dateMs(given.get("se"))];
  return candidates.find((each) => each !== undefined);
}

/** AWS Signature Version 4 and those that follow it: a date without separators, and seconds. */
function endOf(date: string | undefined, seconds: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? "");
  const forMs = toMs(seconds, 1000);
  if (parts === null || forMs === undefined) {
    return undefined;
  }
  const [year = 0, month = 1, ...rest] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest) + forMs;
}

function toMs(text: string | undefined, unitMs: number): number | undefined {
  return /^\d{1,12}$/.test(text ?? "") ? Number(text) * unitMs : undefined;
}

function dateMs(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}
