import type { StatsView } from "@penstock/wire";

const MOST_STEPS = 200;

/** Seconds since 1970, and bytes a second: a step that the API leaves out is one in which nothing moved. */
export function seriesOf({ series, stepSeconds }: StatsView): [number[], number[]] {
  const [first, last] = [series[0], series.at(-1)];
  if (first === undefined || last === undefined) {
    return [[], []];
  }
  const bytesAt = new Map(series.map(({ at, bytes }) => [Date.parse(at) / 1000, bytes]));
  // A step before the first, in which nothing moved: a single one would be no line.
  const [from, to] = [Date.parse(first.at) / 1000 - stepSeconds, Date.parse(last.at) / 1000];
  const count = Math.min(MOST_STEPS, Math.round((to - from) / stepSeconds) + 1);
  const times = Array.from({ length: count }, (_, index) => from + index * stepSeconds);
  return [times, times.map((at) => (bytesAt.get(at) ?? 0) / stepSeconds)];
}
