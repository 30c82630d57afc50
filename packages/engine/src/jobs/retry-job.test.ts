import { type BulkSpec, newJobId } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type PlannedRetry, retryWith } from "./retry-job.ts";

const JOB = newJobId(0, new Uint8Array(10));

function orderOf(spec: Partial<BulkSpec> = {}): PlannedRetry["order"] {
  return {
    kind: "many",
    request: {
      ...{ tenant: "default", name: "again", labels: {}, retryOf: JOB },
      spec: {
        verb: "copy",
        selection: { kind: "rows", connection: "from", jobId: JOB, filter: {} },
        destination: { connection: "to", template: "{destinationKey}" },
        options: {
          ...{ overwrite: "if_different", compare: "content", verify: "part", onMissing: "fail" },
          ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
        },
        ...spec,
      },
    },
  };
}

const CHECK = {
  verb: "check",
  check: { reads: "all", samplePercent: 5, isOneWay: true },
} as const;

describe("options in place of those of a job", () => {
  test("replace only themselves", () => {
    const order = retryWith(orderOf(), { overwrite: "always", onMissing: "skip" });

    expect(order.request).toMatchObject({
      spec: { options: { overwrite: "always", onMissing: "skip", compare: "content" } },
    });
  });

  test("end the reading of a check whose comparison they replace", () => {
    const order = retryWith(orderOf(CHECK), { compare: "size" });

    expect(order.request).toMatchObject({
      spec: {
        options: { compare: "size" },
        check: { reads: "unclear", samplePercent: 5, isOneWay: true },
      },
    });
  });

  test("are taken over by a check that is tried again as it was", () => {
    expect(retryWith(orderOf(CHECK), {})).toEqual(orderOf(CHECK));
  });

  test.each([{ overwrite: "always" }, { onMissing: "skip" }, { verify: "full" }] as const)(
    "are refused where a check means nothing by them: %j",
    (changed) => {
      expect(() => retryWith(orderOf(CHECK), changed)).toThrow(
        expect.objectContaining({ code: "request-invalid" }),
      );
    },
  );
});
