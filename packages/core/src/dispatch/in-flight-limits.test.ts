import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TenantWork } from "../ports/part-dispatch.ts";
import { inFlightLimits, isActive } from "./in-flight-limits.ts";

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
    ...work,
  };
}

function idle(count: number): readonly TenantWork[] {
  return Array.from({ length: count }, (_, index) => workOf(`idle-${index}`));
}

describe("the limits of what is in flight", () => {
  test("give the only tenant with work all of 1024 slots beside 50 without", () => {
    const limits = inFlightLimits(1024, [workOf("busy", { queuedTransfers: 1 }), ...idle(50)]);

    expect(limits.get("busy")).toBe(1280);
  });

  test("divide evenly between tenants that could use all", () => {
    const busy = ["a", "b"].map((name) => workOf(name, { queuedTransfers: 3, inFlight: 100 }));

    const limits = inFlightLimits(1024, [...busy, ...idle(50)]);

    expect([limits.get("a"), limits.get("b")]).toEqual([640, 640]);
  });

  test("give what a tenant cannot use to those that can", () => {
    const limits = inFlightLimits(1024, [
      workOf("small", { inFlight: 10 }),
      workOf("a", { queuedTransfers: 1 }),
      workOf("b", { queuedTransfers: 1 }),
    ]);

    expect(limits.get("a")).toBe(635);
    expect(limits.get("b")).toBe(635);
    // It may grow to its share at once.
    expect(limits.get("small")).toBe(427);
  });

  test("let a tenant without work begin with its share beside the others", () => {
    const limits = inFlightLimits(1024, [workOf("busy", { queuedTransfers: 1 }), ...idle(50)]);

    expect(limits.get("idle-7")).toBe(640);
  });

  test("let work begin while no worker has said how many slots it has", () => {
    expect(inFlightLimits(0, idle(1)).get("idle-0")).toBe(16);
  });

  const works = fc.array(
    fc.record({
      inFlight: fc.nat(5000),
      queuedTransfers: fc.nat(3),
    }),
    { maxLength: 40 },
  );

  test("use all slots while anything waits, and no tenant that waits gets less than an even share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), works, (slots, drawn) => {
        const tenants = drawn.map((work, index) => workOf(`${index}`, work));
        const capacity = Math.min(4096, 1.25 * slots);

        const limits = inFlightLimits(slots, tenants);

        const waiting = tenants.filter(({ queuedTransfers }) => queuedTransfers > 0);
        const used = tenants
          .filter(({ queuedTransfers }) => queuedTransfers === 0)
          .reduce((sum, { inFlight }) => sum + inFlight, 0);
        const given = waiting.reduce((sum, { tenant }) => sum + (limits.get(tenant) ?? 0), 0);
        expect(waiting.length === 0 || given + used >= capacity).toBe(true);
        const even = capacity / Math.max(1, tenants.filter(isActive).length);
        expect(waiting.every(({ tenant }) => (limits.get(tenant) ?? 0) >= even)).toBe(true);
        expect([...limits.values()].every((limit) => limit >= 16 && limit <= 4096)).toBe(true);
      }),
    );
  });
});
