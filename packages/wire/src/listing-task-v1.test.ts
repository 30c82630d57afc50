import { isJobId, isListingTask } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { decodePlanTask, encodeListingTask } from "./listing-task-v1.ts";

const jobId = "job_01jd9zv8r3e4kbyh2m5n6p7q8r";

/** Version 1 as it lies in queues of running systems. It must stay readable: do not edit it. */
const GOLDEN = `{"v":1,"kind":"listing","tenant":"default","jobId":"${jobId}"}`;

function task() {
  if (!isJobId(jobId)) {
    throw new Error("the sample id is none");
  }
  return { tenant: "default", jobId };
}

describe("a listing task of version 1", () => {
  test("is written and read exactly as it always was", () => {
    expect(JSON.stringify(encodeListingTask(task()))).toBe(GOLDEN);
    expect(decodePlanTask(JSON.parse(GOLDEN))).toStrictEqual(task());
  });

  test("is told from a transfer that is to be planned", () => {
    expect(isListingTask(decodePlanTask(JSON.parse(GOLDEN)))).toBe(true);
  });

  test.each([
    ["another version", { v: 2 }, "/v"],
    ["no tenant", { tenant: "" }, "/tenant"],
    ["an id of something else", { jobId: "tr_1" }, "/jobId"],
  ])("is refused with %s", (_name, change, where) => {
    const payload = { ...JSON.parse(GOLDEN), ...change };

    expect(() => decodePlanTask(payload)).toThrow(
      expect.objectContaining({
        code: "request-invalid",
        message: expect.stringContaining(where),
      }),
    );
  });
});
