import { describe, expect, test } from "vitest";
import type { RequestSubject } from "../request-subject.ts";
import type { FaultRule } from "./fault.ts";
import { FaultPlan } from "./fault-plan.ts";

const REFUSED = { kind: "refuse-before-body", status: 503, code: "SlowDown" } as const;

function part(number: number, key = "a"): RequestSubject {
  return { call: "UploadPart", bucket: "b-1", key, part: number, uploadId: "u" };
}

/** The ids of the rules that fire, request by request; empty where none does. */
function fire(plan: FaultPlan, subjects: readonly RequestSubject[]): readonly string[] {
  return subjects.map((subject) => {
    const due = plan.take(subject, { hasExpect: false, isReused: false });
    due?.fire();
    return due?.ruleId ?? "";
  });
}

function planOf(...rules: readonly Omit<FaultRule, "fault">[]): FaultPlan {
  return new FaultPlan(rules.map((rule) => ({ fault: REFUSED, ...rule })));
}

describe("a fault rule", () => {
  test("fires once when it says nothing else", () => {
    const plan = planOf({ id: "x", on: { call: "UploadPart" } });

    expect(fire(plan, [part(1), part(1), part(2)])).toEqual(["x", "", ""]);
  });

  test("fires as often as it says", () => {
    const plan = planOf({ id: "x", on: { part: 1 }, times: 2 });

    expect(fire(plan, [part(2), part(1), part(1), part(1)])).toEqual(["", "x", "x", ""]);
  });

  test("with an attempt fires for each key and part", () => {
    const plan = planOf({ id: "x", on: { attempt: 2 } });

    const fired = fire(plan, [part(1), part(2), part(1), part(2), part(1), part(1, "z")]);

    expect(fired).toEqual(["", "", "x", "x", "", ""]);
  });

  test("counts the attempts that another rule takes", () => {
    const plan = planOf({ id: "x", on: { attempt: 1 } }, { id: "y", on: { attempt: 2 } });

    expect(fire(plan, [part(1), part(1), part(1)])).toEqual(["x", "y", ""]);
  });

  test.each([
    ["a", "a", true],
    ["a", "ab", false],
    ["a*", "ab", true],
    ["*", "ab", true],
    ["b*", "ab", false],
  ])("on the key %s and a request of %s: %s", (wanted, key, fires) => {
    expect(fire(planOf({ id: "x", on: { key: wanted } }), [part(1, key)])).toEqual([
      fires ? "x" : "",
    ]);
  });

  test("leaves calls alone for which its fault makes no sense", () => {
    const plan = new FaultPlan([{ id: "x", on: {}, fault: { kind: "corrupt-response" } }]);

    const get: RequestSubject = { call: "GetObject", bucket: "b-1", key: "a" };
    expect(fire(plan, [part(1), get])).toEqual(["", "x"]);
  });

  test("is told of with what it fired on", () => {
    const plan = planOf({ on: { part: 2 } });

    fire(plan, [part(1), part(2)]);

    expect(plan.fired()).toMatchObject([{ ruleId: "fault-1", kind: REFUSED.kind, ...part(2) }]);
    expect(plan.list()).toMatchObject([{ id: "fault-1", fired: 1, on: { part: 2 } }]);
  });
});

describe("a storm", () => {
  const requests = Array.from({ length: 1000 }, (_, index) => part((index % 100) + 1));
  const stormOf = (seed: number) => planOf({ id: "x", on: {}, probability: 0.3, seed });

  test("of the same seed hits the same requests", () => {
    expect(fire(stormOf(7), requests)).toEqual(fire(stormOf(7), requests));
  });

  test("of the same seed hits the same parts, in whatever order they come", () => {
    const hits = (subjects: readonly RequestSubject[]) => {
      const ids = fire(stormOf(7), subjects);
      return subjects.filter((_, index) => ids[index] === "x").map((subject) => subject.part);
    };
    const parts = requests.slice(0, 100);

    expect(hits(parts.toReversed()).toReversed()).toEqual(hits(parts));
  });

  test("of another seed hits others", () => {
    expect(fire(stormOf(8), requests)).not.toEqual(fire(stormOf(7), requests));
  });

  test("hits about its share", () => {
    const hits = fire(stormOf(7), requests).filter((id) => id === "x");

    expect(hits.length).toBeGreaterThan(240);
    expect(hits.length).toBeLessThan(360);
  });
});

describe("what is no rule", () => {
  test.each([
    ["an unknown field", { on: {}, fault: REFUSED, oops: 1 }, "oops"],
    ["an unknown field of the fault", { on: {}, fault: { ...REFUSED, oops: 1 } }, "oops"],
    ["an unknown fault", { on: {}, fault: { kind: "oops" } }, "fault.kind"],
    ["an unknown call", { on: { call: "Oops" }, fault: REFUSED }, "on.call"],
    ["a fault that lacks a field", { on: {}, fault: { kind: "cut-body" } }, "fault.afterBytes"],
    ["a success as a rejection", { on: {}, fault: { ...REFUSED, status: 200 } }, "fault.status"],
    [
      "a fault that makes no sense for its call",
      { on: { call: "ListParts" }, fault: { kind: "corrupt-part", isReported: true } },
      "corrupt-part makes no sense for ListParts, only for UploadPart",
    ],
  ])("is refused: %s", (_what, rule, message) => {
    const plan = planOf({ id: "x", on: {} });

    expect(() => plan.replace([rule])).toThrow(message);
    expect(plan.list()).toHaveLength(1);
  });

  test("is refused: an id that is taken", () => {
    const plan = planOf({ id: "x", on: {} });

    expect(() => plan.add({ id: "x", on: {}, fault: REFUSED })).toThrow('"x" already');
  });
});
