import { BOUNDS } from "@penstock/core";
import { expect, test } from "vitest";
import { BOTTLENECKS } from "../support/bottlenecks.ts";

test.each(BOUNDS)("a job that is bound by %s is said to be", async (bound) => {
  const { boundBy, sentence } = await BOTTLENECKS[bound]();

  expect(boundBy, sentence).toBe(bound);
});
