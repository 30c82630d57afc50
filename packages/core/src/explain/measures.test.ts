import { describe, expect, test } from "vitest";
import { JobMeter, type Measured, workerTag } from "./measures.ts";
import { NO_TIME } from "./phases.ts";

const MIB = 1024 * 1024;
const READ: Measured = { units: 1, bytes: MIB, phases: { ...NO_TIME, readMs: 100, sendMs: 10 } };
const SENT: Measured = { units: 1, bytes: MIB, phases: { ...NO_TIME, readMs: 10, sendMs: 100 } };

describe("JobMeter", () => {
  test("says something of a job once a second, and with it what it said nothing of", () => {
    const meter = new JobMeter("w");
    const said = Array.from({ length: 31 }, (_, index) => {
      meter.add("job", READ, 100 * (index + 1));
      return meter.note("job", 100 * (index + 1));
    }).filter((note) => note !== undefined);

    expect(said.map(({ added }) => added.units)).toEqual([10, 10, 10]);
    expect(said.map(({ units, bytes }) => [units, bytes / MIB])).toEqual([
      [10, 10],
      [20, 20],
      [30, 30],
    ]);
  });

  test("says something at once of a part that took longer than that", () => {
    const meter = new JobMeter("w");
    meter.add("job", { ...READ, phases: { ...NO_TIME, readMs: 30_000 } }, 90_000);

    expect(meter.note("job", 90_000)).toMatchObject({ sinceMs: 60_000, added: { units: 1 } });
  });

  test("says nothing of a job that it does not move, or no more", () => {
    const meter = new JobMeter("w");
    expect(meter.note("job", 5000)).toBeUndefined();
    meter.add("job", READ, 100);
    expect(meter.note("job", 5000)).toBeDefined();
    expect(meter.note("job", 9000)).toBeUndefined();
  });

  test("forgets by and by what the job waited for before, and knows since when it waits for this", () => {
    const meter = new JobMeter("w");
    for (let atMs = 100; atMs <= 20_000; atMs += 100) {
      meter.add("job", READ, atMs);
    }
    expect(meter.note("job", 20_000)?.bound).toEqual({ by: "source", sinceMs: 100 });
    for (let atMs = 20_100; atMs <= 60_000; atMs += 100) {
      meter.add("job", SENT, atMs);
    }

    const bound = meter.note("job", 60_000)?.bound;

    expect(bound?.by).toBe("store");
    expect(bound?.sinceMs).toBeGreaterThan(20_000);
    expect(bound?.sinceMs).toBeLessThan(45_000);
  });

  test("knows what moves about ten seconds at a constant rate", () => {
    const meter = new JobMeter("w");
    for (let atMs = 100; atMs <= 120_000; atMs += 100) {
      meter.add("job", READ, atMs);
    }

    const recent = meter.note("job", 120_000)?.recent;

    expect((recent?.bytes ?? 0) / MIB).toBeCloseTo(100, -1);
  });
});

test("a thousand workers have names of four characters, hardly two the same", () => {
  const tags = Array.from({ length: 1000 }, (_, index) => workerTag(`worker-${index}`));

  expect(tags.every((tag) => /^[\w-]{4}$/.test(tag))).toBe(true);
  expect(new Set(tags).size).toBeGreaterThanOrEqual(999);
});
