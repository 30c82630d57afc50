import { expect, test } from "vitest";
import { seriesOf } from "./series.ts";

const NO_TIME = { queueMs: 0, firstByteMs: 0, readMs: 0, sendMs: 0, responseMs: 0 };
const STATS = {
  ...{ jobId: "job_1", stepSeconds: 5, workers: [] },
  total: { units: 0, bytes: 0, phases: NO_TIME },
};

test("puts nothing where the API leaves a step out", () => {
  const series = [
    { at: "2026-11-29T07:00:00.000Z", bytes: 50, units: 1 },
    { at: "2026-11-29T07:00:15.000Z", bytes: 10, units: 1 },
  ];

  const [times, rates] = seriesOf({ ...STATS, series });

  expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 5, 10, 15, 20]);
  expect(rates).toEqual([0, 10, 0, 0, 2]);
});

test("begins with nothing, so that a single step is a line", () => {
  const series = [{ at: "2026-11-29T07:00:00.000Z", bytes: 50, units: 1 }];

  expect(seriesOf({ ...STATS, series })[1]).toEqual([0, 10]);
});

test("is empty before anything moved", () => {
  expect(seriesOf({ ...STATS, series: [] })).toEqual([[], []]);
});
