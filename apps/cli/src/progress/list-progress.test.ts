import type { JobView } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { sampleJob, sampleList } from "../sample-views.ts";
import { openJsonDisplay } from "./display.ts";
import { progressBlock } from "./progress-block.ts";
import { LinePacer, progressLine } from "./progress-line.ts";
import type { ProgressFrame } from "./progress-text.ts";

const MIB = 1024 * 1024;
const HINT = [
  "After Ctrl-C the job keeps running:",
  "penstock watch job_01k9ze2m7q0000000000000000",
];

/** Of a job that has 14 failed objects, and rows of 13 of them. */
function frameOf(changes: Partial<JobView> = {}): ProgressFrame {
  const { progress } = sampleJob();
  const counts = {
    ...{ transfersTotal: 56_210, transfersPending: 54_000, transfersStored: 2100 },
    ...{ transfersSkipped: 96, transfersFailed: 14, partsTotal: 0, partsStored: 0, percent: null },
  };
  return {
    job: sampleJob({ progress: { ...progress, ...counts }, list: sampleList(), ...changes }),
    bytesPerSecond: 58 * MIB,
    objectsPerSecond: 1183.4,
    etaSeconds: undefined,
    failures: [
      { code: "source-missing", objects: 10 },
      { code: "source-archived", objects: 3 },
    ],
  };
}

function blockOf(frame: ProgressFrame, widthColumns: number): readonly string[] {
  return progressBlock(frame, { widthColumns, isColored: false, hint: HINT });
}

describe("the block of a job of many objects", () => {
  test.each([60, 80, 120])("has each number whole in %i columns", (columns) => {
    const lines = blockOf(frameOf(), columns);

    expect(lines.filter((line) => line.includes("…") || line.length >= columns)).toEqual([]);
    expect(lines.join("\n")).toMatchSnapshot();
  });

  test.each([50, 60, 80])("keeps rate and time left whole in %i columns", (columns) => {
    const frame = { ...frameOf({ list: sampleList({ isComplete: true }) }), etaSeconds: 623 };

    const lines = blockOf({ ...frame, bytesPerSecond: 1023.9 * MIB }, columns);

    expect(lines.join("\n")).toMatch(/1023\.9 MiB\/s\s+ETA 10m23s\n/);
    expect(lines.join()).not.toContain("…");
  });

  test("says no more that it is listing when it has all", () => {
    const text = blockOf(
      frameOf({ list: sampleList({ isComplete: true, openPieces: 0 }) }),
      80,
    ).join();

    expect(text).toContain("objects 2210 of 56210 ·");
    expect(text).not.toMatch(/so far|listing/);
  });

  test("says where its list broke", () => {
    const brokenBy = { code: "listing-invalid", message: "a key comes before the one before it" };
    const lines = blockOf(frameOf({ list: sampleList({ brokenPieces: 1, brokenBy }) }), 120);

    expect(lines.join("\n")).toContain(
      "! the list could not be read to its end: listing-invalid: a key",
    );
  });

  test("says that it is paused, and how it continues", () => {
    const lines = blockOf(frameOf({ isPaused: true, health: "stalled" }), 60);

    expect(lines).toContain(" ! paused: nothing more of it begins");
    expect(lines).toContain(" penstock resume job_01k9ze2m7q0000000000000000");
    expect(lines.join()).not.toContain("no part was uploaded");
  });

  test("names the five most frequent codes", () => {
    const failures = ["a", "b", "c", "d", "e", "f", "g"].map((code) => ({ code, objects: 2 }));

    const lines = blockOf({ ...frameOf(), failures }, 120);

    expect(lines).toContain(" ! 14 failed: 2 a, 2 b, 2 c, 2 d, 2 e, 2 more codes");
  });
});

describe("without a terminal, a job of many objects", () => {
  test("has its counts in the line", () => {
    const line = progressLine(frameOf({ isPaused: true }), new Date("2026-11-22T07:42:03.120Z"));

    expect(line).toBe(
      "2026-11-22T07:42:03Z transferring - 592MiB/1GiB 58MiB/s objects=2210/56210 listed=so-far objects/s=1183 skipped=96 failed=14 failures=source-missing:10,source-archived:3 parts=0/0 retries=2 health=ok workers=3 paused=yes",
    );
  });

  test("has a line when its list has ended or it is paused", () => {
    const pacer = new LinePacer(10_000);
    const all = sampleList({ isComplete: true });

    const due = [
      pacer.isDue(frameOf(), 0),
      pacer.isDue(frameOf(), 1),
      pacer.isDue(frameOf({ list: all }), 2),
      pacer.isDue(frameOf({ list: all, isPaused: true }), 3),
      pacer.isDue(frameOf({ list: all, isPaused: true }), 9999),
    ];

    expect(due).toEqual([true, false, true, true, false]);
  });

  test("has them in JSON", () => {
    const written: string[] = [];
    const stdout = { write: (text: string) => written.push(text) };
    const display = openJsonDisplay({ stdout, stderr: stdout, environment: {} });

    display.show(frameOf(), 0);

    expect(JSON.parse(written.join(""))).toMatchObject({
      type: "progress",
      isPaused: false,
      list: { isComplete: false, openPieces: 3 },
      objectsPerSecond: 1183,
      transfersFailed: 14,
      failures: [
        { code: "source-missing", objects: 10 },
        { code: "source-archived", objects: 3 },
      ],
    });
  });
});
