import { expect, test } from "vitest";
import { retryAfterOf } from "./retry-after.ts";

const DATE = "Mon, 05 Jan 2026 12:00:00 GMT";

test.each([
  ["120", { retryAfterMs: 120_000 }],
  [" 3 ", { retryAfterMs: 3000 }],
  ["Mon, 05 Jan 2026 12:01:00 GMT", { retryAfterMs: 60_000 }],
  ["Mon, 05 Jan 2026 11:59:00 GMT", {}],
  ["0", {}],
  ["-5", {}],
  ["soon", {}],
  ["99999999999", {}],
  [undefined, {}],
])("Retry-After: %s asks for %o", (text, expected) => {
  const headers = { date: DATE, ...(text !== undefined && { "retry-after": text }) };

  expect(retryAfterOf({ headers })).toEqual(expected);
});

test("a time says nothing without the clock that it is by", () => {
  expect(retryAfterOf({ headers: { "retry-after": DATE } })).toEqual({});
});
