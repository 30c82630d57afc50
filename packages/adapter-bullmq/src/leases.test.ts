import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { Leases } from "./leases.ts";

const LOCK_MS = 15_000;

function scenario() {
  const clock = new ManualClock();
  return { clock, leases: new Leases(clock, LOCK_MS) };
}

describe("Leases", () => {
  test("holds a task for the length of its lock", () => {
    const { clock, leases } = scenario();
    leases.begin("a", clock.nowMs());

    clock.advance(LOCK_MS - 1);
    expect(leases.isHeld("a")).toBe(true);
    clock.advance(1);
    expect(leases.isHeld("a")).toBe(false);
  });

  test("counts from when a renewal was asked for, not from its answer", async () => {
    const { clock, leases } = scenario();
    leases.begin("a", clock.nowMs());
    clock.advance(7000);

    await leases.renew(["a"], async () => {
      // The process was stopped between the question and the answer.
      clock.advance(60_000);
      return [];
    });

    expect(leases.isHeld("a")).toBe(false);
  });

  test("prolongs what was renewed, and nothing that was lost or has ended", async () => {
    const { clock, leases } = scenario();
    for (const jobId of ["kept", "lost", "ended"]) {
      leases.begin(jobId, clock.nowMs());
    }
    clock.advance(LOCK_MS - 1);

    await leases.renew(["kept", "lost", "ended"], async () => {
      leases.end("ended");
      return ["lost"];
    });
    clock.advance(1);

    expect(["kept", "lost", "ended"].map((jobId) => leases.isHeld(jobId))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("holds nothing that never began", () => {
    expect(scenario().leases.isHeld("a")).toBe(false);
  });
});
