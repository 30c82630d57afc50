import { mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileSourceReader } from "@penstock/adapter-source";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { type JobEnd, judge, type Submission } from "./judge.ts";
import { ObjectChecks } from "./object-checks.ts";

const KEY = "object";
const SIZE_BYTES = 300_000;
const SUCCEEDED: JobEnd = { kind: "ended", state: "succeeded", causes: [] };

let folder: string;
let sourcePath: string;
let objectPath: string;
let checks: ObjectChecks;

/** The store is a folder here: what the judge gets to see is bytes under a key. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-judge-"));
  sourcePath = join(folder, "source");
  objectPath = join(folder, KEY);
  await writeFile(sourcePath, sampleBytes(SIZE_BYTES));
  await writeFile(objectPath, sampleBytes(SIZE_BYTES));
  checks = new ObjectChecks({
    store: createFileSourceReader({ root: folder }),
    onBad: () => undefined,
    log: () => undefined,
  });
  checks.expect(KEY, {
    connection: "files",
    name: "source",
    path: sourcePath,
    sizeBytes: SIZE_BYTES,
  });
});

afterEach(() => rm(folder, { recursive: true }));

async function look(): Promise<void> {
  checks.ask(KEY);
  await checks.untilIdle();
}

async function flipByte(at: number): Promise<void> {
  await using file = await open(objectPath, "r+");
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Uint8Array.of(byte.readUInt8() ^ 1), 0, 1, at);
}

function found(submission: Partial<Submission> = {}) {
  const all: Submission = {
    key: KEY,
    sizeBytes: SIZE_BYTES,
    jobId: "job_1",
    isCancelRequested: false,
    end: SUCCEEDED,
    ...submission,
  };
  return judge([all], checks.looks).map(({ kind, reason }) => `${kind}: ${reason}`);
}

describe("the judge of objects", () => {
  test("finds nothing where every byte is the same", async () => {
    await look();

    expect(found()).toEqual([]);
  });

  test.each([0, SIZE_BYTES / 2, SIZE_BYTES - 1])("finds the flipped byte %i", async (at) => {
    await flipByte(at);
    await look();

    expect(found()).toEqual([`corrupt: it differs at byte ${at}`]);
  });

  test("finds a byte that was wrong for a while only", async () => {
    await flipByte(7);
    await look();
    await flipByte(7);
    await look();

    expect(found()).toEqual(["corrupt: it differs at byte 7"]);
  });

  test("finds a wrong object also of a submission that may have been accepted", async () => {
    await flipByte(7);
    await look();

    expect(found({ jobId: undefined, end: undefined })).toEqual(["corrupt: it differs at byte 7"]);
  });

  test.each([SIZE_BYTES - 1, SIZE_BYTES + 1])("finds an object of %i bytes", async (sizeBytes) => {
    await truncate(objectPath, sizeBytes);
    await look();

    expect(found()).toEqual([`corrupt: it has ${sizeBytes} bytes instead of ${SIZE_BYTES}`]);
  });

  test("finds an object that is missing although its job succeeded", async () => {
    await rm(objectPath);
    await look();

    expect(found()).toEqual(["lost: it succeeded, but there is no object"]);
  });

  test("finds an object that was there once and is gone", async () => {
    await look();
    await rm(objectPath);
    await look();

    expect(found()).toEqual(["lost: it succeeded, but there is no object"]);
  });

  test("finds an object that was not looked at", () => {
    expect(found()).toEqual(["lost: it succeeded, but there is no object"]);
  });
});

describe("the judge of jobs", () => {
  test("finds a job that never ends", async () => {
    await look();

    expect(found({ end: { kind: "unfinished", lastState: "transferring" } })).toEqual([
      "lost: it never ended: transferring",
    ]);
  });

  test("finds a job that was not followed", async () => {
    await look();

    expect(found({ end: undefined })).toEqual(["lost: it was not followed to its end"]);
  });

  test.each(["failed", "completed_with_errors"])("finds a job that is %s", async (state) => {
    await look();

    expect(found({ end: { kind: "ended", state, causes: ["upload-gone: where?"] } })).toEqual([
      `false-failed: it is ${state}: upload-gone: where?`,
    ]);
  });

  test("finds a job that is cancelled without a request", async () => {
    await look();
    const end: JobEnd = { kind: "ended", state: "cancelled", causes: [] };

    expect(found({ end })).toEqual(["false-failed: it is cancelled, but that was not requested"]);
    expect(found({ end, isCancelRequested: true })).toEqual([]);
  });

  test("lets a cancelled job have no object", async () => {
    await rm(objectPath);
    await look();
    const end: JobEnd = { kind: "ended", state: "cancelled", causes: [] };

    expect(found({ end, isCancelRequested: true })).toEqual([]);
  });

  test("lets a job be forgotten with Redis, once its object is there", async () => {
    await look();

    expect(found({ end: { kind: "not-found", isExcused: true } })).toEqual([]);
    expect(found({ end: { kind: "not-found", isExcused: false } })).toEqual([
      "lost: the API does not know it, although Redis lost nothing",
    ]);
  });

  test("finds a job that was forgotten with Redis and has no object", async () => {
    await rm(objectPath);
    await look();

    expect(found({ end: { kind: "not-found", isExcused: true } })).toEqual([
      "lost: the API forgot it, and there is no object",
    ]);
  });

  test("lets a submission whose response was lost come to nothing", async () => {
    await rm(objectPath);
    await look();

    expect(found({ jobId: undefined, end: undefined })).toEqual([]);
  });
});
