import { encodePartMap, PART_STATES, type PartState } from "@penstock/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf, countStates, statesOf } from "./part-states.ts";

const states = fc.array(fc.constantFrom<PartState>(...PART_STATES), { maxLength: 3000 });
const runs = fc
  .array(fc.tuple(fc.constantFrom<PartState>(...PART_STATES), fc.integer({ min: 1, max: 900 })))
  .map((all) => all.flatMap(([state, length]) => Array.from({ length }, () => state)));

test("reads what the API writes, in either encoding", () => {
  fc.assert(
    fc.property(fc.oneof(states, runs), (written) => {
      expect(statesOf(encodePartMap(written))).toBe(written.join(""));
    }),
  );
});

test("reads no more parts than there are", () => {
  const text = { parts: 5, encoding: "rle36", legend: "PS", map: "zzzzzzS" } as const;

  expect(statesOf(text)).toBe("SSSSS");
});

test("puts each part into one column, and never an empty one", () => {
  const columns = columnsOf(`${"S".repeat(9_999)}F`, 1200);

  const sum = columns.flatMap((column) => [...column.values()]).reduce((all, one) => all + one, 0);

  expect(columns).toHaveLength(1200);
  expect(sum).toBe(10_000);
  expect(columns.at(-1)?.get("F")).toBe(1);
  expect(columnsOf("SA", 1200)).toHaveLength(2);
});

test("counts each state", () => {
  expect([...countStates("SSAF")]).toEqual([
    ["S", 2],
    ["A", 1],
    ["F", 1],
  ]);
});
