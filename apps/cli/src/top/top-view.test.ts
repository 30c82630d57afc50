import type { WorkerView } from "@penstock/wire";
import { expect, test } from "vitest";
import { sampleJob } from "../sample-views.ts";
import { type TopView, topLines } from "./top-view.ts";

const WORKER: WorkerView = {
  ...{ id: "worker-host-a-4711", state: "working", slots: 8, busy: 6, host: "host-a.example.org" },
  ...{ version: "0.1.0", since: null, lastSeen: null, loopPercent: 41, moving: [] },
};
const { progress } = sampleJob();
const VIEW: TopView = {
  apiUrl: "http://127.0.0.1:8080",
  at: "2026-11-22T07:41:03.000Z",
  jobs: [
    sampleJob({ progress: { ...progress, bytesPerSecond: 61_500_000, etaSeconds: 623 } }),
    sampleJob({ id: "job_01k9ze3f000000000000000000", health: "throttled", name: "archive" }),
  ],
  workers: [WORKER, { ...WORKER, id: "worker-host-b-4712", state: "draining" }],
  health: { status: "degraded", reasons: [], remarks: ['worker w: cannot use "cloud"'] },
};
const WHOLE = { columns: undefined, rows: undefined };

test.each([60, 80, 120])("fits a terminal of %i columns and of ten rows", (columns) => {
  const lines = topLines(VIEW, { columns, rows: 10 });

  expect(lines.filter((line) => line.length > columns)).toEqual([]);
  expect(lines.length).toBeLessThanOrEqual(10);
  expect(`\n${lines.join("\n")}\n`).toMatchSnapshot();
});

test("is whole in a pipe", () => {
  expect(`\n${topLines(VIEW, WHOLE).join("\n")}\n`).toMatchSnapshot();
});

test("more jobs than there are rows are counted", () => {
  const jobs = Array.from({ length: 40 }, () => sampleJob());

  const lines = topLines({ ...VIEW, jobs }, { columns: 120, rows: 20 });

  expect(lines.length).toBeLessThanOrEqual(20);
  expect(lines).toContainEqual(expect.stringMatching(/^… and \d+ more$/));
});

test("says what is wrong, and when there is nothing to move or to move it with", () => {
  const away = { status: "not ready", reasons: ["Redis is away"] };

  expect(topLines({ ...VIEW, workers: [], health: away }, WHOLE)).toEqual(
    expect.arrayContaining(["! Redis is away", expect.stringMatching(/^! no worker is alive/)]),
  );
  expect(topLines({ ...VIEW, jobs: [] }, WHOLE)).toContain("no job is running");
});

test("cannot be steered by names", () => {
  const evil = sampleJob({ name: "a\u001b[2J" });
  const health = { status: "degraded", remarks: ["b\u001b[2J"] };

  expect(topLines({ ...VIEW, jobs: [evil], health }, WHOLE).join("")).not.toContain("\u001b");
});
