import { describe, expect, test } from "vitest";
import { toBulkRequest } from "./job-orders.ts";
import { jobRequest } from "./job-request.ts";

const PREFIX = {
  source: { connection: "raw", prefix: "in/" },
  destination: { connection: "local", key: "copy/{relativeKey}" },
};

function requestOf(change: object) {
  return toBulkRequest("default", jobRequest.parse({ ...PREFIX, ...change }));
}

describe("a job of many objects", () => {
  test("is for a difference where it lists, and for everything where it names", () => {
    const named = { source: { connection: "raw", keys: ["a"] } };

    expect(requestOf({}).spec.options.overwrite).toBe("if_different");
    expect(requestOf(named).spec.options.overwrite).toBe("always");
  });

  test("compares what is asked for, and reads what is unclear", () => {
    expect(requestOf({ verb: "check" }).spec).toMatchObject({
      verb: "check",
      check: { reads: "unclear", samplePercent: 100, isOneWay: false },
      options: { compare: "content" },
    });
    const options = { compare: "read", sample: 5, oneWay: true };
    expect(requestOf({ verb: "check", options }).spec).toMatchObject({
      check: { reads: "all", samplePercent: 5, isOneWay: true },
      options: { compare: "content" },
    });
  });

  test.each([
    ["check", { overwrite: "always" }],
    ["check", { contentType: "a/b" }],
    ["check", { metadata: { a: "b" } }],
    ["copy", { sample: 10 }],
    ["copy", { oneWay: true }],
    ["copy", { compare: "read" }],
  ])("refuses for the verb %s an option that would mean nothing: %o", (verb, options) => {
    const { error } = jobRequest.safeParse({ ...PREFIX, verb, options });

    expect(error?.issues.map(({ path }) => path)).toEqual([["options", ...Object.keys(options)]]);
  });

  test("has its marker; a check, which writes nothing, may have none", () => {
    const onSuccess = { marker: "{date:yyyy}/_SUCCESS" };

    expect(requestOf({ onSuccess }).spec.onSuccess).toEqual(onSuccess);
    const { error } = jobRequest.safeParse({ ...PREFIX, verb: "check", onSuccess });
    expect(error?.issues.map(({ path }) => path)).toEqual([["onSuccess"]]);
  });
});
