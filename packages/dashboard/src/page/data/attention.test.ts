import type { JobView } from "@penstock/wire";
import { expect, test } from "vitest";
import { jobWith } from "../job/sample-job.ts";
import { attentionOf, byAttention, groupOf } from "./attention.ts";

const JOB = jobWith({});

const failed = (transfersFailed: number) => ({ ...JOB.progress, transfersFailed });

test.each<[string, Partial<JobView>, string, RegExp]>([
  ["a failed job", { state: "failed", progress: failed(2) }, "Needs attention", /2 objects failed/],
  ["one with errors", { state: "completed_with_errors" }, "Needs attention", /then retry/],
  ["a stalled job", { health: "stalled" }, "Needs attention", /for a minute/],
  ["no workers", { health: "waiting_for_workers" }, "Needs attention", /serve --role worker/],
  ["a job that moves", {}, "Moving", /^$/],
  [
    "one that lost objects",
    { progress: failed(1) },
    "Moving",
    /1 object failed for good; 3 others/,
  ],
  ["a paused job, however it is", { isPaused: true, health: "stalled" }, "Waiting", /resumed/],
  ["a queued job", { state: "queued" }, "Waiting", /planner/],
  [
    "a failed job that was tried again",
    { state: "failed", supersededBy: "job_2" },
    "Done",
    /newer/,
  ],
  ["a cancelled job", { state: "cancelled" }, "Done", /^$/],
])("puts %s where a person looks for it, with what is next", (_what, change, group, next) => {
  const attention = attentionOf({ ...JOB, ...change });

  expect(groupOf(attention)).toBe(group);
  expect(attention.next).toMatch(next);
});

test("sorts by need, then the newest first", () => {
  const old: JobView = { ...JOB, id: "old", createdAt: "2026-11-28T07:00:00.000Z" };
  const bad: JobView = { ...old, id: "bad", state: "failed" };
  const done: JobView = { ...JOB, id: "done", state: "succeeded" };

  const sorted = [done, old, JOB, bad].sort(byAttention);

  expect(sorted.map(({ id }) => id)).toEqual(["bad", "job_1", "old", "done"]);
});
