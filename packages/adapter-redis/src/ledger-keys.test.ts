import { describe, expect, test } from "vitest";
import { tenantOfStopChannel, tenantPrefix, uploadedKeys } from "./ledger-keys.ts";

describe("the keys of a tenant", () => {
  test("share one hash tag", () => {
    expect(tenantPrefix("films")).toBe("penstock:{films}:");
  });

  test.each(["", "a}b", "{a"])("cannot be made for a tenant named %o", (tenant) => {
    expect(() => tenantPrefix(tenant)).toThrow(RangeError);
  });

  test("name the tenant in its stop channel", () => {
    expect(tenantOfStopChannel(`${tenantPrefix("films")}stop`)).toBe("films");
  });

  test.each([
    [1, 1],
    [63, 1],
    [64, 2],
    [10_000, 157],
  ])("hold %d uploaded parts in %d buckets", (partCount, buckets) => {
    expect(uploadedKeys("films", "tr_1", { generation: 1, partCount })).toHaveLength(buckets);
  });
});
