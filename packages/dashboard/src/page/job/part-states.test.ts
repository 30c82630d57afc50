import { encodePartMap, PART_STATES, type PartState } from "@penstock/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changedRuns, columnsOf, countStates, type Run, runsOf } from "./part-states.ts";

const letter = fc.constantFrom<PartState>(...PART_STATES);
const states = fc.array(letter, { maxLength: 3000 });
const inRuns = fc
  .array(fc.tuple(letter, fc.integer({ min: 1, max: 900 })))
  .map((all) => all.flatMap(([state, length]) => Array.from({ length }, () => state)));
const written = fc.oneof(states, inRuns);

/** A letter for each part. */
function lettersOf(runs: readonly Run[]): string {
  return runs.map((run) => run.letter.repeat(run.count)).join("");
}

function runsFrom(text: string): readonly Run[] {
  return [...text.matchAll(/(.)\1*/g)].map(({ 0: all, 1: each = "", index }) => ({
    ...{ letter: each, from: index, count: all.length },
  }));
}

test("reads what the API writes, in either encoding", () => {
  fc.assert(
    fc.property(written, (each) => {
      expect(runsOf(encodePartMap(each))).toEqual(runsFrom(each.join("")));
    }),
  );
});

test("reads no more parts than there are", () => {
  const text = { parts: 5, encoding: "rle36", legend: "PS", map: "zzzzzzS" } as const;

  expect(lettersOf(runsOf(text))).toBe("SSSSS");
});

test("puts each part into one column, and never an empty one", () => {
  fc.assert(
    fc.property(written, fc.integer({ min: 1, max: 1300 }), (each, width) => {
      const columns = columnsOf(runsFrom(each.join("")), width);

      const counts = columns.flatMap((column) => [...column]);
      for (const state of PART_STATES) {
        const sum = counts.reduce((all, [name, count]) => all + (name === state ? count : 0), 0);
        expect(sum).toBe(each.filter((one) => one === state).length);
      }
      expect(columns.every(({ size }) => size > 0)).toBe(each.length > 0);
    }),
  );
});

test("shows one part of 10,000 in a column of its own", () => {
  const columns = columnsOf(runsFrom(`${"S".repeat(9_999)}F`), 1200);

  expect(columns).toHaveLength(1200);
  expect(columns.at(-1)?.get("F")).toBe(1);
});

test("finds exactly the parts whose state changed", () => {
  fc.assert(
    fc.property(written, written, (before, now) => {
      const [old, fresh] = [before.join(""), now.join("")];

      const changed = changedRuns(runsFrom(old), runsFrom(fresh));

      const places = changed.flatMap(({ from, count }) =>
        Array.from({ length: count }, (_, index) => from + index),
      );
      expect(places).toEqual(
        [...fresh].flatMap((each, index) => (each === old[index] ? [] : [index])),
      );
      expect(changed.every((run) => fresh[run.from] === run.letter)).toBe(true);
    }),
  );
});

test("counts each state", () => {
  expect([...countStates(runsFrom("SSAFS"))]).toEqual([
    ["S", 3],
    ["A", 1],
    ["F", 1],
  ]);
});
