import { describe, expect, test } from "vitest";
import { issuesOf } from "./issues.ts";
import { jobQuery } from "./job-query.ts";

function issuesFor(query: Readonly<Record<string, unknown>>) {
  const { error } = jobQuery.safeParse(query);
  return error === undefined ? [] : issuesOf(error);
}

describe("the query of a list of jobs", () => {
  test("is read as what is to be compared", () => {
    expect(
      jobQuery.parse({
        limit: "7",
        state: "failed,cancelled",
        health: "ok",
        label: ["team=blue", "a=b=c", "empty="],
        createdAfter: "2026-11-28T10:00:00+01:00",
        createdBefore: "2026-11-28T09:00:00.001Z",
      }),
    ).toEqual({
      limit: 7,
      state: ["failed", "cancelled"],
      health: "ok",
      label: [
        ["team", "blue"],
        ["a", "b=c"],
        ["empty", ""],
      ],
      createdAfter: Date.UTC(2026, 10, 28, 9),
      createdBefore: Date.UTC(2026, 10, 28, 9) + 1,
    });
    expect(jobQuery.parse({ label: "team=blue" }).label).toEqual([["team", "blue"]]);
    expect(jobQuery.parse({})).toEqual({ limit: 50 });
  });

  test.each([
    [{ state: "done" }, "/state", "write one of queued, planning,"],
    [{ state: "failed," }, "/state", "write one of"],
    [{ state: "" }, "/state", "write one of"],
    [{ state: ["failed", "queued"] }, "/state", "write one of"],
    [{ health: "bad" }, "/health", "write one of ok, waiting_for_workers,"],
    [{ label: "team" }, "/label", "write NAME=VALUE, at most 8 times"],
    [{ label: "=blue" }, "/label", "write NAME=VALUE"],
    [{ label: Array.from({ length: 9 }, () => "a=b") }, "/label", "at most 8 times"],
    [{ createdAfter: "yesterday" }, "/createdAfter", "write a time such as 2026-"],
    [{ createdBefore: "2026-11-28" }, "/createdBefore", "write a time such as"],
    [{ createdBefore: "2026-02-30T00:00:00Z" }, "/createdBefore", "write a time such as"],
    [{ created: "2026-11-28T00:00:00Z" }, "/created", ""],
  ])("refuses %j, and says where", (query, pointer, message) => {
    expect(issuesFor(query)).toEqual([{ pointer, message: expect.stringContaining(message) }]);
  });
});
