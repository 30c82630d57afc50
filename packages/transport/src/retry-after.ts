import type { OpenResponse } from "./open-response.ts";
import { timeOf } from "./store-clock.ts";

/** For how long a response asks to be left alone (RFC 9110, 10.2.3): in seconds, or until a time by its own clock. */
export function retryAfterOf({ headers }: Pick<OpenResponse, "headers">): {
  readonly retryAfterMs?: number;
} {
  const text = headers["retry-after"]?.trim() ?? "";
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1000 : timeOf(text) - timeOf(headers.date);
  return ms > 0 ? { retryAfterMs: ms } : {};
}
