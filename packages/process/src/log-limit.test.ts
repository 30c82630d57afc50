import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLog } from "./log.ts";
import { LogLimit } from "./log-limit.ts";

describe("LogLimit", () => {
  test("lets one line of a cause through in an interval, and counts the others", () => {
    let nowMs = 0;
    const limit = new LogLimit(() => nowMs);
    const complain = () =>
      limit.admit("the queue reported an error", { queue: "parts", reason: "MOVED 1" });

    expect([complain(), complain(), complain()]).toEqual([0, undefined, undefined]);
    expect(limit.admit("the queue reported an error", { queue: "plan", reason: "MOVED 1" })).toBe(
      0,
    );
    nowMs = 30_000;
    expect([complain(), complain()]).toEqual([2, undefined]);
  });

  test("holds any flood to a few lines for each cause and interval, and loses no count", () => {
    const complaint = fc.record({
      afterMs: fc.nat(3000),
      reason: fc.constantFrom("a", "b"),
      jobId: fc.option(fc.uuid(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(complaint, { maxLength: 300 }), (complaints) => {
        let nowMs = 0;
        const limit = new LogLimit(() => nowMs);
        let reported = 0;
        const written = complaints.filter(({ afterMs, reason, jobId }) => {
          nowMs += afterMs;
          const held = limit.admit("m", { reason, jobId });
          reported += held === undefined ? 0 : held + 1;
          return held !== undefined;
        });
        const intervals = nowMs / 30_000 + 1;

        expect(written.length).toBeLessThanOrEqual(2 * 20 * Math.ceil(intervals));
        expect(reported).toBeLessThanOrEqual(complaints.length);
      }),
    );
  });

  test("is what every warning and error of a process goes through, and no other line", () => {
    const lines: string[] = [];
    const log = createLog({
      role: "worker",
      level: "info",
      secrets: [],
      write: (line) => lines.push(line),
    });
    for (let count = 0; count < 50; count += 1) {
      log.warn({ err: new Error("NOPERM") }, "the worker could not announce itself");
      log.info({}, "a part is in");
    }

    expect(lines.filter((line) => line.includes("announce"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("a part is in"))).toHaveLength(50);
  });
});
