import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodePartMap,
  encodePartMap,
  PART_STATES,
  type PartState,
  partStates,
} from "./part-map.ts";

const states = fc.array(fc.constantFrom(...PART_STATES), { maxLength: 300 });

const everyPart = (stateOf: (index: number) => PartState) =>
  Array.from({ length: 10_000 }, (_, index) => stateOf(index));

describe("a part map", () => {
  test("gives every state back", () => {
    fc.assert(
      fc.property(states, (drawn) => {
        expect(decodePartMap(encodePartMap(drawn))).toEqual(drawn);
      }),
    );
  });

  // [what they are, the state of each, how many bytes at most]
  test.each([
    ["all queued", () => "P" as const, 5],
    ["in the middle", (index: number) => (index < 5000 ? "S" : index < 5064 ? "A" : "P"), 20],
    ["alternating", (index: number) => (index % 2 === 0 ? "S" : "A"), 5000],
    ["all different", (index: number) => PART_STATES[(index * 7) % 6] ?? "P", 5000],
  ] as const)("of ten thousand parts that are %s is short", (_, stateOf, most) => {
    const map = encodePartMap(everyPart(stateOf));

    expect(map.map.length).toBeLessThanOrEqual(most);
    expect(JSON.stringify(map).length).toBeLessThanOrEqual(8192);
    expect(decodePartMap(map)).toEqual(everyPart(stateOf));
  });

  test("shows what is uploaded, in flight, waiting for another try, and planned", () => {
    const found = { next: 7, redo: [2, 3], failed: [3, 5], failures: 4 };

    expect(partStates(8, new Set([1, 6]), found).join("")).toBe("SPRARSPP");
  });
});
