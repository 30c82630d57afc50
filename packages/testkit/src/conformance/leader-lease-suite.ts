import type { LeaderLease } from "@penstock/core";
import { beforeEach, describe, expect, test } from "vitest";

export type LeaseUnderTest = {
  readonly lease: LeaderLease;
  /** Lets this much time pass for the lease. */
  passTime(ms: number): Promise<void>;
};

/** Longer than any test takes. */
const LONG_MS = 60_000;
const SHORT_MS = 20;
/** Longer than two calls take on a machine that is busy. */
const RENEWED_MS = 1500;

/** What every lease must do. `open` gives one that no process holds. */
export function describeLeaderLease(name: string, open: () => Promise<LeaseUnderTest>): void {
  describe(`${name} as a lease of the leader`, () => {
    let lease: LeaderLease;
    let passTime: LeaseUnderTest["passTime"];

    beforeEach(async () => {
      ({ lease, passTime } = await open());
    });

    test("is taken by the first of many that ask at once", async () => {
      const asked = ["a", "b", "c"].map((holder) => lease.take(holder, LONG_MS));

      const terms = await Promise.all(asked);

      expect(new Set(terms.map(({ holder }) => holder)).size).toBe(1);
      expect(new Set(terms.map(({ fence }) => fence)).size).toBe(1);
    });

    test("is renewed for the process that has it, and keeps its fencing number", async () => {
      const first = await lease.take("a", RENEWED_MS);
      await lease.take("a", LONG_MS);
      await passTime(RENEWED_MS + 1);

      expect(await lease.take("b", LONG_MS)).toEqual(first);
    });

    test("passes to another process when it ends, with a higher fencing number", async () => {
      const first = await lease.take("a", SHORT_MS);
      await passTime(SHORT_MS + 1);

      const second = await lease.take("b", LONG_MS);

      expect(second.holder).toBe("b");
      expect(second.fence).toBeGreaterThan(first.fence);
    });

    test("begins a new term for a process that comes back after its end", async () => {
      const first = await lease.take("a", SHORT_MS);
      await passTime(SHORT_MS + 1);

      const second = await lease.take("a", LONG_MS);

      expect(second.fence).toBeGreaterThan(first.fence);
    });

    test("passes on at once when it is released", async () => {
      const first = await lease.take("a", LONG_MS);

      await lease.release(first);

      expect(await lease.take("b", LONG_MS)).toMatchObject({ holder: "b" });
    });

    test("is not released by a process whose term is over", async () => {
      const first = await lease.take("a", SHORT_MS);
      await passTime(SHORT_MS + 1);
      const second = await lease.take("b", LONG_MS);

      await lease.release(first);
      await lease.release({ ...first, fence: second.fence });

      expect(await lease.take("c", LONG_MS)).toEqual(second);
    });
  });
}
