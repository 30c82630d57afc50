import type { PartView } from "@penstock/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Attempt, attemptsOf, lanesOf } from "./attempts.ts";

const PART: PartView = {
  ...{ number: 7, startByte: 0, lengthBytes: 1024, state: "S", etag: "e", checksum: null },
  worker: "worker-1",
  startedAt: "2026-11-29T07:00:02.000Z",
  endedAt: "2026-11-29T07:00:05.000Z",
  phases: null,
  failures: [
    {
      at: "2026-11-29T07:00:01.000Z",
      process: "worker-2",
      cause: { code: "source-timeout", message: "no byte for 30 s" },
      requestId: null,
    },
  ],
};

const attempts = fc.array(
  fc.record({
    part: fc.nat(),
    worker: fc.constantFrom("a", "b"),
    fromMs: fc.nat(500),
    lengthMs: fc.nat(50),
  }),
);

function attemptFrom({ lengthMs, ...rest }: { fromMs: number; lengthMs: number }): Attempt {
  return { part: 1, worker: "a", bytes: 1, ...rest, toMs: rest.fromMs + lengthMs };
}

describe("attempts of parts", () => {
  test("are those that failed and the one that stored it, the newest first", () => {
    expect(attemptsOf([PART]).map(({ worker, cause }) => [worker, cause?.code])).toEqual([
      ["worker-1", undefined],
      ["worker-2", "source-timeout"],
    ]);
  });

  test("are none of a part that is planned", () => {
    const planned = { ...PART, worker: null, startedAt: null, endedAt: null, failures: [] };

    expect(attemptsOf([planned])).toEqual([]);
  });
});

test("lanes hold every attempt once, and none covers another one", () => {
  fc.assert(
    fc.property(attempts, (drawn) => {
      const all = drawn.map(attemptFrom);

      const lanes = lanesOf(all);

      expect(lanes.flatMap(({ slots }) => slots.flat())).toHaveLength(all.length);
      for (const slot of lanes.flatMap(({ slots }) => slots)) {
        const covers = slot.slice(1).map(({ fromMs }, index) => fromMs - (slot[index]?.toMs ?? 0));
        expect(covers.every((gap) => gap >= 0)).toBe(true);
      }
    }),
  );
});
