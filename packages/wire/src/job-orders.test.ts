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

  test.each([
    ["a check, which would copy", { verb: "check" }],
    ["a marker, which would not be written", { onSuccess: { marker: "_SUCCESS" } }],
    ["rows", { source: { connection: "raw", rows: { job: `job_${"0".repeat(26)}` } } }],
  ])("is not accepted in silence with %s", (_what, change) => {
    expect(() => requestOf(change)).toThrow(expect.objectContaining({ code: "not-implemented" }));
  });
});
