import type { ErrorCode } from "@penstock/core";
import { expect, test } from "vitest";
import { Refusals } from "./refusals.ts";
import type { Side } from "./side.ts";

const SIDE: Side = { kind: "source", address: { connection: "site", key: "a" } };

function refusalsOf(code: ErrorCode, objects: readonly string[]): Refusals {
  const refusals = new Refusals();
  for (const [index, object] of objects.entries()) {
    const cause = { code, message: "no" };
    const what = `${object} ${index}`;
    refusals.note({ side: SIDE, what, object, cause, hasOthers: false }, index, 0.5);
  }
  return refusals;
}

test.each(["source-missing", "source-range-ignored", "source-unusable"] as const)(
  "one object that is %s, however often, does not keep others of its connection waiting",
  (code) => {
    const refusals = refusalsOf(code, ["a", "a", "a", "a", "a"]);

    expect(refusals.restMs("b 1", [SIDE], 20)).toBeUndefined();
    expect(refusals.restMs("a 4", [SIDE], 20)).toBeGreaterThan(0);
    expect(refusals.leftAlone(20)).toEqual([]);
  },
);

test("three objects in a row that are missing are about the connection", () => {
  const refusals = refusalsOf("source-missing", ["a", "b", "a", "c"]);

  expect(refusals.restMs("d 1", [SIDE], 20)).toBeGreaterThan(0);
  expect(refusals.leftAlone(20)).toMatchObject([{ connection: "site" }]);
});

test.each(["source-forbidden", "connection-unknown", "settings-invalid"] as const)(
  "a connection that says %s is left alone for all objects",
  (code) => {
    const refusals = refusalsOf(code, ["a"]);

    expect(refusals.restMs("b 1", [SIDE], 20)).toBeGreaterThan(0);
    expect(refusals.leftAlone(20)).toMatchObject([{ connection: "site", cause: { code } }]);
  },
);
