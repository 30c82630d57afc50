import type { PlanView } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { planReport } from "./plan-report.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

function planOf(changes: Partial<PlanView> = {}): PlanView {
  return {
    isComplete: true,
    objects: 56_210,
    bytes: 1200 * GIB,
    bytesRead: 1200 * GIB,
    largeObjects: 1210,
    parts: 96_000,
    partSizes: [
      { upToBytes: MIB, parts: 55_000 },
      { upToBytes: 64 * MIB, parts: 41_000 },
    ],
    requests: { list: 57, head: 0, get: 96_000, put: 98_420, copy: 0 },
    rejections: [
      {
        code: "source-archived",
        objects: 12,
        samples: [
          {
            key: "2026/old/a.csv",
            message: "it is in the storage class DEEP_ARCHIVE: restore it before it can be read",
          },
        ],
      },
    ],
    durationSeconds: 7500,
    costs: [
      {
        ...{ side: "source", provider: "aws", currency: "USD" },
        ...{ requests: 0.0386, traffic: 108, total: 108.0386 },
      },
      {
        ...{ side: "destination", provider: "cos", currency: "CNY" },
        ...{ requests: 0.0984, traffic: 0, total: 0.0984 },
      },
    ],
    samples: [
      { key: "2026/a.csv", destinationKey: "landing/a.csv", sizeBytes: 12 * 1024 },
      {
        key: `2026/${"long/".repeat(12)}b.csv`,
        destinationKey: "landing/b.csv",
        sizeBytes: 64 * MIB,
      },
    ],
    ...changes,
  };
}

describe("a plan", () => {
  test("is a table of all that the API says", () => {
    expect(planReport(planOf(), 120).join("\n")).toMatchInlineSnapshot(`
      "objects   56210 listed, 1210 of them in parts
      bytes     1.2 TiB, 1.2 TiB read from the source
      parts     96000
      requests  list 57, head 0, get 96000, put 98420, copy 0
      time      2h05m at the rates of the newest jobs
      cost      source (aws) 108.04 USD, requests 0.04, traffic 108.00
                destination (cos) 0.10 CNY, requests 0.10, traffic 0.00

      PART SIZE     PARTS
      up to 1 MiB   55000
      up to 64 MiB  41000

      WOULD NOT BE MOVED
      12 source-archived
        2026/old/a.csv
          it is in the storage class DEEP_ARCHIVE: restore it before it can be read

      THE FIRST 2 OBJECTS
      2026/a.csv  → landing/a.csv  12 KiB
      2026/long/long/long/long/long/long/long/long/long/long/long/long/b.csv  → landing/b.csv  64 MiB"
    `);
  });

  test("breaks between words and not inside of a key in 60 columns", () => {
    expect(planReport(planOf(), 60).join("\n")).toMatchInlineSnapshot(`
      "objects   56210 listed, 1210 of them in parts
      bytes     1.2 TiB, 1.2 TiB read from the source
      parts     96000
      requests  list 57, head 0, get 96000, put 98420, copy 0
      time      2h05m at the rates of the newest jobs
      cost      source (aws) 108.04 USD, requests 0.04
                traffic 108.00
                destination (cos) 0.10 CNY, requests 0.10
                traffic 0.00

      PART SIZE     PARTS
      up to 1 MiB   55000
      up to 64 MiB  41000

      WOULD NOT BE MOVED
      12 source-archived
        2026/old/a.csv
          it is in the storage class DEEP_ARCHIVE: restore it
          before it can be read

      THE FIRST 2 OBJECTS
      2026/a.csv  → landing/a.csv  12 KiB
      2026/long/long/long/long/long/long/long/long/long/long/long/long/b.csv
        → landing/b.csv
          64 MiB"
    `);
  });

  test.each([60, 80, 120])("fits in %i columns, but for keys that are longer", (columns) => {
    const lines = planReport(planOf({ isComplete: false }), columns);

    expect(lines.filter((line) => line.length > columns && !line.includes("/long/"))).toEqual([]);
  });

  test("says where it has counts so far", () => {
    const lines = planReport(planOf({ isComplete: false }), undefined);

    expect(lines[0]).toBe("objects   56210 listed so far, 1210 of them in parts");
    expect(lines.filter((line) => line.includes("so far"))).toHaveLength(4);
    expect(lines.at(-1)).toMatch(/^So far: the list was not read to its end in 20 s/);
  });

  test("says what is not known, and what costs nothing to read", () => {
    const requests = { list: 1, head: 0, get: 0, put: 0, copy: 20 };
    const plan = planOf({
      durationSeconds: null,
      costs: [],
      rejections: [],
      bytesRead: 0,
      requests,
    });

    const text = planReport(plan, undefined).join("\n");

    expect(text).toContain("time      unknown, as no job has moved anything lately");
    expect(text).toContain("cost      unknown, as the price table has neither side");
    expect(text).toContain("copied by the store itself");
    expect(text).not.toContain("WOULD NOT BE MOVED");
  });

  test("of nothing has no empty tables", () => {
    const nothing = { objects: 0, bytes: 0, bytesRead: 0, largeObjects: 0, parts: 0 };
    const empty = { partSizes: [], rejections: [], samples: [], costs: [] };

    expect(planReport(planOf({ ...nothing, ...empty }), undefined)).toHaveLength(6);
  });

  test("shows control characters of keys as escapes", () => {
    const sample = { key: "a\u{1b}[2J", destinationKey: "b\n", sizeBytes: 1 };

    const lines = planReport(planOf({ samples: [sample] }), undefined);

    expect(lines.at(-1)).toBe("a\\u{1b}[2J  → b\\n  1 B");
  });
});
