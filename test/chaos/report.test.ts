import { describe, expect, test } from "vitest";
import type { Submission } from "./judge.ts";
import { hasBitten, isClean, makeReport, type Outcome } from "./report.ts";

const SUBMISSION: Submission = {
  key: "object",
  sizeBytes: 1000,
  jobId: "job_1",
  isCancelRequested: false,
  end: { kind: "ended", state: "succeeded", causes: [] },
};

function reportOf(outcome: Partial<Outcome>) {
  return makeReport({
    seed: 7,
    minutes: 1,
    redis: "single",
    redisFsync: "always",
    submissions: [SUBMISSION],
    looks: new Map([["object", [{ kind: "equal" }]]]),
    findings: [],
    kills: { worker: 2, coordinator: 0, api: 1, redis: 0, store: 0, stop: 1, flush: 0 },
    faults: {
      proxyPages: 3,
      deadConnections: 2,
      clockSteps: 1,
      misconfiguredWorkers: 1,
      flappedVersions: 1,
    },
    openUploads: 0,
    traffic: { receivedBytes: 1100, resentBytes: 100, recoverySeconds: [3, 1, 2] },
    ...outcome,
  });
}

describe("the report", () => {
  test("begins with the figures that are compared from run to run", () => {
    const { more, ...figures } = reportOf({});

    expect(figures).toEqual({
      jobs: 1,
      bytes: 1000,
      kills: { worker: 2, coordinator: 0, api: 1, redis: 0, store: 0, stop: 1, flush: 0 },
      corrupt: 0,
      lost: 0,
      falseFailed: 0,
      openUploads: 0,
      resentBytes: 100,
      recoverySeconds: { p50: 2, p99: 3 },
      seed: 7,
    });
    expect(more.resentShare).toBe(0.1);
  });

  test("does not count a submission whose response was lost as a job", () => {
    const { jobs, more } = reportOf({ submissions: [{ ...SUBMISSION, jobId: undefined }] });

    expect({ jobs, responsesLost: more.responsesLost }).toEqual({ jobs: 0, responsesLost: 1 });
  });

  test.each(["corrupt", "lost", "false-failed"] as const)(
    "is not clean when something is %s",
    (kind) => {
      const finding = { kind, key: "object", jobId: "job_1", reason: "it is so" };

      expect(isClean(reportOf({ findings: [finding] }))).toBe(false);
    },
  );

  test("is not clean with an upload that stayed open", () => {
    expect(isClean(reportOf({}))).toBe(true);
    expect(isClean(reportOf({ openUploads: 1 }))).toBe(false);
  });

  test("does not count when too few parts of killed workers had to come back", () => {
    const traffic = { receivedBytes: 1100, resentBytes: 100, recoverySeconds: [3] };

    expect(hasBitten(reportOf({}))).toBe(true);
    expect(hasBitten(reportOf({ traffic }))).toBe(false);
  });
});
