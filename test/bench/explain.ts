import { BOUNDS } from "@penstock/core";
import { BOTTLENECKS } from "../support/bottlenecks.ts";
import type { Bench } from "./result.ts";

/** Fourteen bottlenecks, made one by one: of how many `explain` says what they are. */
export const explain: Bench = {
  name: "explain",
  run: async () => {
    const wrong: string[] = [];
    for (const bound of BOUNDS) {
      const { boundBy } = await BOTTLENECKS[bound]();
      if (boundBy !== bound) {
        wrong.push(`${bound} was taken for ${boundBy}`);
      }
    }
    const right = BOUNDS.length - wrong.length;
    const note = wrong.length === 0 ? "in memory, on a virtual clock" : wrong.join(", ");
    return [{ name: "explain", unit: "of 14", ours: right, right, runs: 1, note }];
  },
};
