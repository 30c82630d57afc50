import { expect, test } from "vitest";
import { isAcceptable } from "./conditional.ts";

const JSON_ONLY = ["application/json"];

test.each([
  [undefined, JSON_ONLY],
  ["", JSON_ONLY],
  ["*/*", JSON_ONLY],
  ["application/*;q=0.5", JSON_ONLY],
  ["text/html,application/xhtml+xml,*/*;q=0.8", JSON_ONLY],
  ["Application/JSON; charset=utf-8", JSON_ONLY],
  ["text/csv", ["application/x-ndjson", "text/csv"]],
  ["*/*;q=0, application/json", JSON_ONLY],
] as const)("%j takes a response of %j", (accept, types) => {
  expect(isAcceptable(accept, types)).toBe(true);
});

test.each([
  ["text/html", JSON_ONLY],
  ["application/json;q=0", JSON_ONLY],
  ["application/json;q=0.000, */*", JSON_ONLY],
  ["application/xml, text/*", JSON_ONLY],
] as const)("%j takes no response of %j", (accept, types) => {
  expect(isAcceptable(accept, types)).toBe(false);
});
