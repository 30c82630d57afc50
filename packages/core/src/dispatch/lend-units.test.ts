import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Borrower, lendUnits } from "./lend-units.ts";

const WAITS = Number.POSITIVE_INFINITY;

function borrower(name: string, given: Partial<Borrower> = {}): Borrower {
  return { name, weight: 1, wanted: WAITS, held: 0, ...given };
}

function lent(most: number, borrowers: readonly Borrower[], nowMs = 0): readonly number[] {
  return [...lendUnits(most, borrowers, nowMs).values()];
}

describe("what several share", () => {
  test("goes to the only one, whether or not it has something to do", () => {
    expect(lent(8, [borrower("a", { wanted: 0 })])).toEqual([8]);
  });

  test("is divided by weight, in whole numbers of the same sum", () => {
    expect(lent(8, [borrower("a", { weight: 3 }), borrower("b")])).toEqual([6, 2]);
    expect(lent(10, [borrower("a"), borrower("b"), borrower("c")])).toEqual([4, 3, 3]);
  });

  test("goes to those that can use it", () => {
    const idle = borrower("idle", { wanted: 0 });

    expect(lent(8, [borrower("a", { wanted: 2 }), borrower("b"), idle])).toEqual([2, 6, 0]);
  });

  test("is given to another one only when it is free", () => {
    const [a, b] = [borrower("a", { held: 8 }), borrower("b")];

    expect(lent(8, [a, b])).toEqual([4, 0]);
    expect(lent(8, [{ ...a, held: 6 }, b])).toEqual([4, 2]);
    expect(lent(8, [{ ...a, held: 4 }, b])).toEqual([4, 4]);
  });

  test("goes round where there is less than one for each", () => {
    const all = ["a", "b", "c", "d", "e"].map((name) => borrower(name));
    const had = new Set<string>();
    for (let turn = 0; turn < 5; turn += 1) {
      const given = [...lendUnits(2, all, turn * 5000)].filter(([, units]) => units > 0);
      expect(given.reduce((sum, [, units]) => sum + units, 0)).toBe(2);
      for (const [name] of given) {
        had.add(name);
      }
    }

    expect(had.size).toBe(5);
  });

  const borrowers = fc.array(
    fc.record({
      weight: fc.integer({ min: 1, max: 100 }),
      wanted: fc.oneof(fc.constant(WAITS), fc.nat(50)),
      held: fc.nat(30),
    }),
    { minLength: 1, maxLength: 20 },
  );

  test("is never more in flight than it is, beyond what was in flight before", () => {
    fc.assert(
      fc.property(fc.nat(100), borrowers, fc.nat(100_000), (most, drawn, nowMs) => {
        const all = drawn.map((each, index) => borrower(`${index}`, each));

        const given = lendUnits(most, all, nowMs);

        const inFlight = all.map(({ name, held }) => Math.max(held, given.get(name) ?? 0));
        const before = all.reduce((sum, { held }) => sum + held, 0);
        const after = inFlight.reduce((sum, each) => sum + each, 0);
        expect(after).toBeLessThanOrEqual(Math.max(most, before));
        expect([...given.values()].every((units) => Number.isInteger(units) && units >= 0)).toBe(
          true,
        );
      }),
    );
  });

  test("is all in use within some divisions, where anything waits and nothing is held", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), borrowers, (most, drawn) => {
        let all = drawn.map((each, index) => borrower(`${index}`, { ...each, held: 0 }));
        for (let division = 0; division < 3; division += 1) {
          const given = lendUnits(most, all, 0);
          all = all.map((each) => ({ ...each, held: given.get(each.name) ?? 0 }));
        }

        const isWaiting = all.length === 1 || all.some(({ wanted }) => wanted === WAITS);
        const held = all.reduce((sum, each) => sum + each.held, 0);
        expect(!isWaiting || held === most).toBe(true);
      }),
    );
  });
});
