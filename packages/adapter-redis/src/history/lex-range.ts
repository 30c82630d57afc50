import { type JobRange, jobIdsFrom } from "@penstock/core";

/** Where a range of a list by ids ends and begins, as ZREVRANGEBYLEX takes it. */
export function lexRange({
  cursor,
  createdFromMs,
  createdBeforeMs,
}: Omit<JobRange, "limit">): readonly [below: string, from: string] {
  const ends = [cursor, createdBeforeMs === undefined ? undefined : jobIdsFrom(createdBeforeMs)]
    .filter((end) => end !== undefined)
    .sort();
  const [below] = ends;
  return [
    below === undefined ? "+" : `(${below}`,
    createdFromMs === undefined ? "-" : `[${jobIdsFrom(createdFromMs)}`,
  ];
}
