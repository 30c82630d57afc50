import { expect, test } from "vitest";
import { storeCodeOfStatus } from "./store-status.ts";

test.each([
  [200, "store-response-invalid"],
  [301, "store-unreachable"],
  [400, "store-rejected"],
  [401, "store-refused"],
  [402, "store-throttled"],
  [403, "store-refused"],
  [404, "store-missing"],
  [408, "store-unreachable"],
  [409, "store-conflict"],
  [412, "destination-exists"],
  [418, "store-rejected"],
  [429, "store-throttled"],
  [500, "store-unreachable"],
  [503, "store-throttled"],
] as const)("a store's %d without a known code means %s", (status, code) => {
  expect(storeCodeOfStatus(status)).toBe(code);
});
