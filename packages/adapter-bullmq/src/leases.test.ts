import { describe, expect, test } from "vitest";
import { Leases } from "./leases.ts";

const LOCK_MS = 15_000;

/** A clock that is set forth, and back. */
function turnable() {
  let nowMs = 1_000_000;
  return {
    nowMs: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

function scenario() {
  const wall = turnable();
  const steady = turnable();
  const clock = {
    nowMs: wall.nowMs,
    advance(ms: number) {
      wall.advance(ms);
      steady.advance(ms);
    },
  };
  return { wall, steady, clock, leases: new Leases(wall, steady, LOCK_MS) };
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

  test("counts from when a renewal was asked for, not from its response", async () => {
    const { clock, leases } = scenario();
    leases.begin("a", clock.nowMs());
    clock.advance(7000);

    await leases.renew(["a"], async () => {
      // The process was stopped between the question and the response.
      clock.advance(60_000);
      return [];
    });

    expect(leases.isHeld("a")).toBe(false);
  });

  test("believes the steady clock when the wall clock is set back", async () => {
    const { wall, clock, leases } = scenario();
    leases.begin("a", clock.nowMs());
    leases.begin("renewed", clock.nowMs());
    await leases.renew(["renewed"], async () => []);

    clock.advance(LOCK_MS);
    wall.advance(-10_000);

    expect([leases.isHeld("a"), leases.isHeld("renewed")]).toEqual([false, false]);
  });

  test("believes the wall clock when the steady one stood still with the machine", () => {
    const { wall, clock, leases } = scenario();
    leases.begin("a", clock.nowMs());

    wall.advance(LOCK_MS);

    expect(leases.isHeld("a")).toBe(false);
  });

  test("takes off what had passed since the task was asked for", () => {
    const { wall, clock, leases } = scenario();
    clock.advance(10_000);
    leases.begin("a", clock.nowMs() - 9000);

    clock.advance(6000);
    wall.advance(-6000);

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
