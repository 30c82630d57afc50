import { systemHashing } from "@penstock/process";
import { describe, expect, test } from "vitest";
import { timeOfJobId } from "../ids.ts";
import { jobIdsOfKey, timeOfUuid } from "./submission.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 29, 12, 34, 56);
const V7 = "019acf4e-8f00-7abc-8def-0123456789ab";

function idsOf(key: string, nowMs = NOW_MS, tenant = "default") {
  return jobIdsOfKey({ tenant, key }, nowMs, systemHashing);
}

describe("the id of a key's job", () => {
  test("is another one for each key and tenant", () => {
    expect(new Set([idsOf("a")[0], idsOf("b")[0], idsOf("a", NOW_MS, "films")[0]]).size).toBe(3);
  });

  test.each([1, HOUR_MS - 1, HOUR_MS, 24 * HOUR_MS - 1])(
    "is among those that are looked for when the key comes again after %i ms",
    (afterMs) => {
      const first = idsOf("nightly-2026-11-29")[0];

      expect(idsOf("nightly-2026-11-29", NOW_MS + afterMs)).toContain(first);
    },
  );

  test("has the time of the hour in which the key came", () => {
    expect(timeOfJobId(idsOf("a")[0])).toBe(Date.UTC(2026, 10, 29, 12));
  });

  test("has the time of a UUIDv7, and is the only one of it", () => {
    const madeAtMs = timeOfUuid(V7) ?? 0;

    for (const nowMs of [madeAtMs, madeAtMs + 23 * HOUR_MS, madeAtMs - HOUR_MS]) {
      const ids = idsOf(V7, nowMs);
      expect(ids).toEqual([idsOf(V7, madeAtMs)[0]]);
      expect(timeOfJobId(ids[0])).toBe(madeAtMs);
    }
  });

  test.each([V7.replace("-7", "-4"), "x", `${V7}0`, "8e03978e-40d5-43e8-bc93-6894a57f9324"])(
    "of %s has no time of its own",
    (key) => {
      expect(timeOfUuid(key)).toBeUndefined();
    },
  );

  test("does not believe a UUIDv7 of another day", () => {
    const madeAtMs = timeOfUuid(V7) ?? 0;

    expect(timeOfJobId(idsOf(V7, madeAtMs + 30 * 24 * HOUR_MS)[0])).not.toBe(madeAtMs);
  });
});
