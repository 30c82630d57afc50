import { isBatchTask, isJobId } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { decodeWorkTask, encodeBatchTask } from "./batch-task-v1.ts";

const jobId = "job_01jd9zv8r3e4kbyh2m5n6p7q8r";

/** Version 1 as it lies in queues of running systems. It must stay readable: do not edit it. */
const GOLDEN = `{"v":1,"kind":"batch","tenant":"default","jobId":"${jobId}","epoch":3,"number":17}`;

function task() {
  if (!isJobId(jobId)) {
    throw new Error("the sample id is none");
  }
  return { tenant: "default", jobId, epoch: 3, number: 17 };
}

describe("a batch task of version 1", () => {
  test("is written and read exactly as it always was", () => {
    expect(JSON.stringify(encodeBatchTask(task()))).toBe(GOLDEN);
    expect(decodeWorkTask(JSON.parse(GOLDEN))).toStrictEqual(task());
  });

  test("is told from a part", () => {
    expect(isBatchTask(decodeWorkTask(JSON.parse(GOLDEN)))).toBe(true);
  });

  test("stays below 200 bytes, also in a job of a million batches", () => {
    const payload = encodeBatchTask({ ...task(), tenant: "t".repeat(64), number: 999_999 });

    expect(JSON.stringify(payload).length).toBeLessThan(200);
  });

  test.each([
    ["another version", { v: 2 }, "/v"],
    ["no epoch", { epoch: 0 }, "/epoch"],
    ["a number below 0", { number: -1 }, "/number"],
    ["an id of something else", { jobId: "tr_1" }, "/jobId"],
  ])("is refused with %s", (_name, change, where) => {
    const payload = { ...JSON.parse(GOLDEN), ...change };

    expect(() => decodeWorkTask(payload)).toThrow(
      expect.objectContaining({
        code: "request-invalid",
        message: expect.stringContaining(where),
      }),
    );
  });
});
