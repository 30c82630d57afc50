import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TenantWork } from "../ports/part-dispatch.ts";
import { inFlightLimits, isActive, type ShareRules } from "./in-flight-limits.ts";

function workOf(tenant: string, work: Partial<TenantWork> = {}): TenantWork {
  return {
    tenant,
    inFlight: 0,
    queuedTransfers: 0,
    openTransfers: 0,
    openJobs: 0,
    bulkJobs: 0,
    cancellingJobs: 0,
    inFlightLimit: undefined,
    claimLimits: [],
    ...work,
  };
}

function idle(count: number): readonly TenantWork[] {
  return Array.from({ length: count }, (_, index) => workOf(`idle-${index}`));
}

/** The units of each tenant; weights and limits by its name, 1 and none for others. */
function unitsOf(
  slots: number,
  tenants: readonly TenantWork[],
  rules: Readonly<Record<string, Partial<ShareRules>>> = {},
): ReadonlyMap<string, number> {
  const limits = inFlightLimits(slots, tenants, (tenant) => ({ ...ALIKE, ...rules[tenant] }));
  return new Map([...limits].map(([tenant, { units }]) => [tenant, units]));
}

const ALIKE: ShareRules = { weight: 1, ownLimit: undefined };

describe("the limits of what is in flight", () => {
  test("give the only tenant with work all of 1024 slots beside 50 without", () => {
    const limits = unitsOf(1024, [workOf("busy", { queuedTransfers: 1 }), ...idle(50)]);

    expect(limits.get("busy")).toBe(1280);
  });

  test("divide evenly between tenants that could use all", () => {
    const busy = ["a", "b"].map((name) => workOf(name, { queuedTransfers: 3, inFlight: 100 }));

    const limits = unitsOf(1024, [...busy, ...idle(50)]);

    expect([limits.get("a"), limits.get("b")]).toEqual([640, 640]);
  });

  test.each([1, 8, 64, 1024])("divide %i slots by weight", (slots) => {
    const busy = ["a", "b"].map((name) => workOf(name, { queuedTransfers: 3, inFlight: 1 }));

    const limits = unitsOf(slots, busy, { a: { weight: 3 } });

    expect((limits.get("a") ?? 0) / (limits.get("b") ?? 1)).toBe(3);
  });

  test("give what a tenant cannot use to those that can, by their weights", () => {
    const limits = unitsOf(
      1024,
      [
        workOf("small", { inFlight: 10 }),
        workOf("a", { queuedTransfers: 1 }),
        workOf("b", { queuedTransfers: 1 }),
      ],
      { a: { weight: 4 } },
    );

    expect(limits.get("a")).toBe(1019);
    expect(limits.get("b")).toBe(255);
    // It may grow to its share at once.
    expect(limits.get("small")).toBe(214);
  });

  test("let a tenant without work begin with its share beside the others", () => {
    const limits = unitsOf(1024, [workOf("busy", { queuedTransfers: 1 }), ...idle(50)], {
      "idle-7": { weight: 3 },
    });

    expect(limits.get("idle-6")).toBe(640);
    expect(limits.get("idle-7")).toBe(960);
  });

  test("let work begin while no worker has said how many slots it has", () => {
    expect(unitsOf(0, idle(1)).get("idle-0")).toBe(16);
  });

  test("are at most the tenant's own limit, and say which bound it is", () => {
    const busy = ["a", "b", "c"].map((name) => workOf(name, { queuedTransfers: 1 }));
    const rules: Readonly<Record<string, ShareRules>> = {
      a: { ...ALIKE, ownLimit: { units: 4, bound: "limit" } },
      b: { ...ALIKE, ownLimit: { units: 0, bound: "window" } },
    };

    const limits = inFlightLimits(80, busy, (tenant) => rules[tenant] ?? ALIKE);

    expect([...limits]).toEqual([
      ["a", { units: 4, bound: "limit", of: "tenant" }],
      ["b", { units: 0, bound: "window", of: "tenant" }],
      ["c", { units: 98, bound: "turn" }],
    ]);
  });

  const works = fc.array(
    fc.record({
      inFlight: fc.nat(5000),
      queuedTransfers: fc.nat(3),
      weight: fc.integer({ min: 1, max: 100 }),
      ownLimit: fc.option(
        fc.record({ units: fc.nat(5000), bound: fc.constant("limit" as const) }),
        {
          nil: undefined,
        },
      ),
    }),
    { maxLength: 40 },
  );

  test("use all slots while anything waits, and give no tenant that waits less than its share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), works, (slots, drawn) => {
        const tenants = drawn.map(({ inFlight, queuedTransfers }, index) =>
          workOf(`${index}`, { inFlight, queuedTransfers }),
        );
        const rulesOf = (tenant: string) => ({ ...ALIKE, ...drawn[Number(tenant)] });
        const capacity = Math.min(4096, 1.25 * slots);

        const limits = inFlightLimits(slots, tenants, rulesOf);

        const unitsFor = (tenant: string) => limits.get(tenant)?.units ?? 0;
        const most = (tenant: string) =>
          rulesOf(tenant).ownLimit?.units ?? Number.POSITIVE_INFINITY;
        const active = tenants.filter(isActive);
        const waiting = active.filter(({ queuedTransfers }) => queuedTransfers > 0);
        const free = waiting.filter(({ tenant }) => most(tenant) > unitsFor(tenant));
        const used = active
          .filter(({ queuedTransfers }) => queuedTransfers === 0)
          .reduce((sum, { tenant, inFlight }) => sum + Math.min(inFlight, most(tenant)), 0);
        const given = waiting.reduce((sum, { tenant }) => sum + unitsFor(tenant), 0);
        // Each of them is rounded by half a unit at most.
        expect(free.length === 0 || given + used + waiting.length / 2 >= capacity).toBe(true);
        const weight = active.reduce((sum, { tenant }) => sum + rulesOf(tenant).weight, 0);
        for (const { tenant } of waiting) {
          const share = (capacity * rulesOf(tenant).weight) / Math.max(1, weight);
          expect(unitsFor(tenant)).toBeGreaterThanOrEqual(Math.min(most(tenant), share - 0.5));
        }
        expect([...limits.values()].every(({ units }) => units <= 4096)).toBe(true);
      }),
    );
  });
});
