import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.ts";
import { Recent } from "./recent.ts";

test("the latest entries are kept, and all of them counted", () => {
  const recent = new Recent<number>(3);

  for (let number = 1; number <= 7; number += 1) {
    recent.push(number);
  }

  expect(recent.count).toBe(7);
  expect(recent.after(0)).toEqual([5, 6, 7]);
  expect(recent.after(6)).toEqual([7]);
  expect(recent.after(9)).toEqual([]);
});

test("a bounded map forgets what came first", () => {
  const map = new BoundedMap<number>(2);

  for (const [index, name] of ["a", "b", "c"].entries()) {
    map.set(name, index);
  }

  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([undefined, 1, 2]);
});
