import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JobMeasures, JobMeter, type Moving, RATE_STEP_MS } from "../explain/measures.ts";
import { NO_TIME } from "../explain/phases.ts";
import { newJobId } from "../ids.ts";
import type { BulkSpec } from "../jobs/bulk-job.ts";
import { type JobRecord, newJobRecord } from "../jobs/job.ts";
import { forecastOf } from "./forecast.ts";

const BEGAN_MS = Date.UTC(2026, 10, 29, 10);
const MIB = 1024 ** 2;
const JOB_ID = newJobId(BEGAN_MS, new Uint8Array(10));

type Run = {
  readonly partBytes: number;
  readonly parts: number;
  readonly slots: number;
  /** Of one slot. */
  readonly bytesPerSecond: number;
};

/** Every slot moves one part after the other at one rate; what has ended is said at once. */
function observedAt(run: Run, afterMs: number) {
  const { partBytes, parts, slots, bytesPerSecond } = run;
  const partMs = (partBytes / bytesPerSecond) * 1000;
  const meter = new JobMeter("w");
  const rates = new Map<number, { bytes: number; units: number }>();
  let stored = 0;
  for (let number = 0; number < parts; number += 1) {
    const endMs = (Math.floor(number / slots) + 1) * partMs;
    if (endMs > afterMs) {
      break;
    }
    stored += 1;
    const phases = { ...NO_TIME, readMs: partMs };
    meter.add(JOB_ID, { units: 1, bytes: partBytes, phases }, BEGAN_MS + endMs);
    const step = Math.floor((BEGAN_MS + endMs) / RATE_STEP_MS) * RATE_STEP_MS;
    const { bytes, units } = rates.get(step) ?? { bytes: 0, units: 0 };
    rates.set(step, { bytes: bytes + partBytes, units: units + 1 });
  }
  const underWay = Math.min(slots, parts - stored);
  const readMs = afterMs - Math.floor(afterMs / partMs) * partMs;
  const moving: readonly Moving[] =
    underWay === 0
      ? []
      : [
          {
            ...{ jobId: JOB_ID, slots: underWay, units: underWay },
            bytes: underWay * Math.min(partBytes, (readMs / 1000) * bytesPerSecond),
            phases: { ...NO_TIME, readMs: readMs * underWay },
          },
        ];
  const note = meter.note(JOB_ID, BEGAN_MS + afterMs + 5000);
  const measures: JobMeasures = {
    workers: note === undefined ? [] : [note],
    rates: [...rates].map(([fromMs, sum]) => ({ fromMs, ...sum })),
  };
  const progress = { bytesTotal: parts * partBytes, bytesStored: stored * partBytes };
  const record = recordWith({
    counts: { planned: 0, uploading: 1 },
    progress: { ...progress, partsTotal: parts, partsStored: stored },
    ...(stored > 0 && { lastProgressAtMs: BEGAN_MS + afterMs }),
  });
  return { nowMs: BEGAN_MS + afterMs, record, measures, moving };
}

type Change = Omit<Partial<JobRecord>, "counts" | "progress"> & {
  readonly counts?: Partial<JobRecord["counts"]>;
  readonly progress?: Partial<JobRecord["progress"]>;
};

function recordWith({ counts, progress, ...change }: Change): JobRecord {
  const job = { id: JOB_ID, tenant: "default", name: "a", labels: {}, createdAtMs: BEGAN_MS };
  const record = newJobRecord(job, 1);
  return {
    ...record,
    ...change,
    counts: { ...record.counts, ...counts },
    progress: { ...record.progress, ...progress },
  };
}

const RUN: Run = { partBytes: 16 * MIB, parts: 1000, slots: 8, bytesPerSecond: 4 * MIB };

describe("the forecast", () => {
  test("of a job that is moved at one rate is what its rate says", () => {
    const forecast = forecastOf(observedAt(RUN, 120_000));

    expect(forecast).toMatchObject({ kind: "known" });
    const leftMs = forecast.kind === "known" ? forecast.leftMs : 0;
    // 1000 parts of 16 MiB at 32 MiB/s take 500 s.
    expect(leftMs).toBeGreaterThan(340_000);
    expect(leftMs).toBeLessThan(420_000);
  });

  test("is right for parts of any size, long before the last of them, and its range holds the truth", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.1, max: 0.95, noNaN: true }),
        (partMib, slots, mibPerSecond, share) => {
          const run = { ...RUN, slots, partBytes: partMib * MIB };
          const rate = { ...run, parts: slots * 50, bytesPerSecond: mibPerSecond * MIB };
          const wholeMs = 50 * (partMib / mibPerSecond) * 1000;
          const afterMs = wholeMs * share;
          fc.pre(afterMs > 30_000);

          const forecast = forecastOf(observedAt(rate, afterMs));

          if (forecast.kind !== "known") {
            // Between two parts nothing is known of those under way; the rate of those before is.
            expect(forecast.kind).toBe("known");
            return;
          }
          const truthMs = wholeMs - afterMs;
          const partMs = (partMib / mibPerSecond) * 1000;
          // What was moved is known to a part of each slot, or to a span of what is kept.
          const slackMs = partMs + truthMs * 0.35 + 15_000;
          expect(Math.abs(forecast.leftMs - truthMs)).toBeLessThan(slackMs);
          const [earliest, latest] = forecast.rangeMs;
          expect(earliest).toBeLessThan(forecast.leftMs);
          expect(latest).toBeGreaterThan(forecast.leftMs);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("pretends nothing while more is listed, but says what it takes at least", () => {
    const seen = observedAt(RUN, 120_000);
    const selection = { kind: "keys", connection: "a", keys: [] } as const;
    const bulk: BulkSpec = {
      ...{ verb: "copy", selection, destination: { connection: "b", template: "" } },
      options: {
        ...{ overwrite: "always", compare: "content", verify: "part", onMissing: "fail" },
        ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
      },
    };
    const record: JobRecord = {
      ...seen.record,
      job: { ...seen.record.job, bulk },
      counts: { ...seen.record.counts, listed: 1000, listing: 1 },
    };

    const forecast = forecastOf({ ...seen, record });

    expect(forecast).toMatchObject({ kind: "unknown", why: "listing" });
    expect(forecast.kind === "unknown" && forecast.leastMs).toBeGreaterThan(300_000);
  });

  test.each([
    ["beginning", observedAt(RUN, 8000), {}],
    ["paused", observedAt(RUN, 120_000), { isPaused: true }],
    ["ended", observedAt(RUN, 120_000), { counts: { stored: 1, uploading: 0 } }],
    ["still", { ...observedAt(RUN, 120_000), moving: [] }, { lastProgressAtMs: BEGAN_MS }],
    [
      "finishing",
      observedAt({ ...RUN, parts: 8 }, 120_000),
      { counts: { uploading: 0, completing: 1 } },
    ],
  ] as const)("is none while a job is %s", (why, seen, change) => {
    const { counts, ...rest } = { counts: {}, ...change };
    const record = { ...seen.record, ...rest, counts: { ...seen.record.counts, ...counts } };

    expect(forecastOf({ ...seen, record })).toMatchObject({ kind: "unknown", why });
  });

  test("of one part that takes hours is that of the part itself", () => {
    const run = { partBytes: 4000 * MIB, parts: 4, slots: 2, bytesPerSecond: MIB };

    const forecast = forecastOf(observedAt(run, 600_000));

    // Two rounds of 4000 s, of which 600 s are over.
    expect(forecast).toMatchObject({ kind: "known" });
    expect(forecast.kind === "known" && Math.round(forecast.leftMs / 1000)).toBe(7400);
  });
});
