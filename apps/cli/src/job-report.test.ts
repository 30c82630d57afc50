import { describe, expect, test } from "vitest";
import { jobDetails, jobResult } from "./job-report.ts";
import { sampleJob, sampleList, sampleTransfer } from "./sample-views.ts";

const DONE = { actions: [], finishedAt: "2026-11-22T07:41:27.000Z" };
const FAILED = sampleTransfer({
  state: "failed",
  pinnedBy: null,
  plan: null,
  object: null,
  cause: { code: "source-missing", message: "there is no big.bin" },
  failures: [
    {
      step: "plan",
      at: "2026-11-22T07:41:04.000Z",
      process: "api-host-1",
      cause: { code: "source-missing", message: "there is no big.bin" },
      requestId: null,
    },
  ],
});

describe("the result of a job", () => {
  test("of many objects has what failed by code, with what helps", () => {
    const list = sampleList({ isComplete: true, isRecorded: true });
    const job = sampleJob({ ...DONE, state: "completed_with_errors", list });

    const lines = jobResult(job, [], [{ code: "source-missing", objects: 12 }]);

    expect(lines).toContain("  12 objects failed: source-missing");
    expect(lines).toContain("  → Check the source's key, then copy again.");
  });

  test("that is stored names the object, its speed and its proof", () => {
    const job = sampleJob({ ...DONE, state: "succeeded" });

    expect(jobResult(job, [sampleTransfer()]).join("\n")).toMatchInlineSnapshot(`
      "✓ local:demo/big.bin  1 GiB in 24s (42.7 MiB/s), 64 parts, 2 retries
        crc64xz 995dc9bbdf1939fa, etag 0123abcd-64, verified by object checksum"
    `);
  });

  test("tells how the store encrypts the object, and its version", () => {
    const job = sampleJob({ ...DONE, state: "succeeded" });
    const { object } = sampleTransfer();
    const kept = object && { ...object, encryption: "cos/kms", versionId: "v7" };

    const lines = jobResult(job, [sampleTransfer({ object: kept })]);

    expect(lines[1]).toContain("version v7, encrypted by cos/kms, verified by object checksum");
  });

  test("that was skipped says that nothing was touched", () => {
    const transfer = sampleTransfer({
      state: "skipped",
      plan: null,
      object: null,
      cause: { code: "destination-exists", message: "the object is there" },
    });

    const lines = jobResult(sampleJob({ ...DONE, state: "succeeded" }), [transfer]);

    expect(lines).toEqual([
      "– local:demo/big.bin was not overwritten: destination-exists: the object is there",
    ]);
  });

  test("that failed names the cause and what to do next", () => {
    const job = sampleJob({ ...DONE, state: "failed" });

    expect(jobResult(job, [FAILED]).join("\n")).toMatchInlineSnapshot(`
      "✗ job_01k9ze2m7q0000000000000000 failed
        local:demo/big.bin: source-missing: there is no big.bin
        → Check the source's key, then copy again.
        → penstock show job_01k9ze2m7q0000000000000000"
    `);
  });
});

test("the details of a paused job say how it continues", () => {
  const lines = jobDetails(sampleJob({ isPaused: true }), []);

  expect(lines.at(-1)).toMatch(/^→ penstock resume job_\w+ {3}or {3}penstock cancel job_/);
});

describe("the details of a job", () => {
  test("say which process cannot use which connection, why, and when it tries again", () => {
    const lines = jobDetails(sampleJob(), [
      sampleTransfer({
        state: "uploading",
        leftAlone: [
          {
            process: "worker-b",
            role: "worker",
            connection: "local",
            side: "store",
            cause: { code: "store-refused", message: "403 SignatureDoesNotMatch" },
            since: "2026-01-01T00:00:00.000Z",
            nextTry: "2026-01-01T00:00:30.000Z",
          },
        ],
      }),
    ]);

    expect(lines.join("\n")).toContain(
      "worker worker-b cannot use local as a store: store-refused: 403 SignatureDoesNotMatch; next try 2026-01-01T00:00:30.000Z",
    );
  });

  test("cannot steer the terminal by any text", () => {
    const evil = "a\u{1b}[2Jb";
    const cause = { code: "store-rejected", message: evil };
    const object = {
      etag: evil,
      sizeBytes: 1,
      checksum: null,
      verifiedBy: "part-checksums",
      encryption: evil,
      versionId: evil,
    } as const;
    const transfer = sampleTransfer({
      source: { connection: "files", key: evil },
      destination: { connection: "local", key: evil },
      object,
      cause,
      failures: [
        { step: "plan", at: "2026-11-22T07:41:04.000Z", process: evil, cause, requestId: evil },
      ],
    });
    const job = sampleJob({ name: evil, labels: { [evil]: evil } });

    const lines = [...jobDetails(job, [transfer]), ...jobResult(job, [transfer])];

    expect(lines.join("")).not.toContain("\u{1b}");
  });

  test("tell how far the source could be pinned, and what was left behind and why", () => {
    const leftBehind = [
      { names: ["x-amz-acl", "expires"], reason: "the store has no such header" },
    ];
    const transfer = sampleTransfer({ pinnedBy: "size-only", leftBehind });
    const unplanned = sampleTransfer({ pinnedBy: null, plan: null, object: null });

    const lines = jobDetails(sampleJob(), [transfer]);

    expect(lines).toContain(
      "  pinned    only by its size: the source shows no version, a change that keeps the size is not noticed",
    );
    expect(lines).toContain("  left      x-amz-acl, expires: the store has no such header");
    expect(jobDetails(sampleJob(), [unplanned]).join("")).not.toMatch(/pinned|left /);
  });

  test("tell plan, reason, object and checksum", () => {
    const job = sampleJob({ ...DONE, state: "succeeded", labels: { team: "ml" } });

    expect(jobDetails(job, [sampleTransfer()]).join("\n")).toMatchInlineSnapshot(`
      "job_01k9ze2m7q0000000000000000  nightly-raw
        state     succeeded
        progress  57.8 %, 592 MiB of 1 GiB, 37 of 64 parts, 2 retries
        time      2026-11-22T07:41:03.000Z to 2026-11-22T07:41:27.000Z (24s)
        labels    team=ml
      tr_01k9ze2m7q0000000000000000  files:big.bin → local:demo/big.bin
        state     stored
        plan      1 GiB in 64 parts of 16 MiB (the default size)
        pinned    by the strong ETag of the source
        object    crc64xz 995dc9bbdf1939fa, etag 0123abcd-64, verified by object checksum
      → nothing to do"
    `);
  });

  test("tell the cause, the last failures and the next step", () => {
    const job = sampleJob({ ...DONE, state: "failed" });

    expect(jobDetails(job, [FAILED]).join("\n")).toMatchInlineSnapshot(`
      "job_01k9ze2m7q0000000000000000  nightly-raw
        state     failed
        progress  57.8 %, 592 MiB of 1 GiB, 37 of 64 parts, 2 retries
        time      2026-11-22T07:41:03.000Z to 2026-11-22T07:41:27.000Z (24s)
      tr_01k9ze2m7q0000000000000000  files:big.bin → local:demo/big.bin
        state     failed
        cause     source-missing: there is no big.bin
        → Check the source's key, then copy again.
        failure   2026-11-22T07:41:04.000Z plan on api-host-1: source-missing: there is no big.bin
      → fix the cause, then copy again:
        penstock cp files:big.bin local:demo/big.bin --name=nightly-raw"
    `);
  });

  test("tell how long it takes, and whether it will be done by its deadline", () => {
    const { progress } = sampleJob();
    const deadline = {
      ...{ at: "2026-11-22T08:00:00.000Z", since: "2026-11-22T07:45:00.000Z", isLate: true },
      reason: "too-slow" as const,
      weight: 3,
    };
    const eta = { etaSeconds: 3600, etaRange: [3200, 4100] as [number, number] };

    const late = jobDetails(sampleJob({ deadline, progress: { ...progress, ...eta } }), []);
    const kept = { ...deadline, isLate: false, since: null, reason: null } as const;
    const ended = jobDetails(sampleJob({ ...DONE, deadline: kept }), []);

    expect(late.join("\n")).toContain("about 1h00m left (53m20s to 1h08m)");
    expect(late).toContain(
      "  deadline  2026-11-22T08:00:00.000Z: at the rate of now it ends later; its weight is raised to 3",
    );
    expect(ended).toContain("  deadline  2026-11-22T08:00:00.000Z, kept");
  });

  test("tell how to continue while it runs", () => {
    const lines = jobDetails(sampleJob({ health: "throttled" }), []);

    expect(lines[1]).toBe("  state     transferring: the source or the store throttles");
    expect(lines.at(-1)).toContain("penstock watch job_01k9ze2m7q0000000000000000");
  });
});
