import type { ErrorCode } from "@penstock/core";
import { expect, test } from "vitest";
import type { Endpoint } from "./endpoint.ts";
import { Rejections } from "./rejections.ts";

const ENDPOINT: Endpoint = {
  kind: "source",
  address: { connection: "site", key: "a" },
  name: "source site",
};

function rejectionsOf(code: ErrorCode, objects: readonly string[]): Rejections {
  const rejections = new Rejections();
  for (const [index, object] of objects.entries()) {
    const cause = { code, message: "no" };
    const what = `${object} ${index}`;
    rejections.note(
      { endpoint: ENDPOINT, what, object, cause, hasOthers: false, isFinal: true },
      index,
      0.5,
    );
  }
  return rejections;
}

test.each(["source-missing", "source-range-ignored", "source-unusable"] as const)(
  "one object that is %s, however often, does not keep others of its connection waiting",
  (code) => {
    const rejections = rejectionsOf(code, ["a", "a", "a", "a", "a"]);

    expect(rejections.cooldownOf("b 1", [ENDPOINT], 20)).toBeUndefined();
    expect(rejections.cooldownOf("a 4", [ENDPOINT], 20)?.forMs).toBeGreaterThan(0);
    expect(rejections.leftAlone(20)).toEqual([]);
  },
);

test("three objects in a row that are missing are about the connection", () => {
  const rejections = rejectionsOf("source-missing", ["a", "b", "a", "c"]);

  expect(rejections.cooldownOf("d 1", [ENDPOINT], 20)?.forMs).toBeGreaterThan(0);
  expect(rejections.leftAlone(20)).toMatchObject([{ connection: "site" }]);
});

test.each(["source-forbidden", "connection-unknown", "settings-invalid"] as const)(
  "a connection that says %s is left alone for all objects",
  (code) => {
    const rejections = rejectionsOf(code, ["a"]);

    expect(rejections.cooldownOf("b 1", [ENDPOINT], 20)?.forMs).toBeGreaterThan(0);
    expect(rejections.leftAlone(20)).toMatchObject([{ connection: "site", cause: { code } }]);
  },
);
