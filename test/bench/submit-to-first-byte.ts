import type { Bench } from "./result.ts";
import { median, rounded } from "./tools/statistics.ts";

const MIB = 1024 * 1024;
const PATH = "first-byte";

/** From the request to the API until the first byte of a part is at the store, by the store's clock. */
export const submitToFirstByte: Bench = {
  name: "submit-to-first-byte",
  run: async (lab) => {
    const cluster = await lab.cluster();
    const delaysMs: number[] = [];
    const jobs = lab.isQuick ? 10 : 50;
    // The first one compiles code and opens connections, and is not counted.
    for (let number = 0; number <= jobs; number += 1) {
      const key = `${PATH}-${number}`;
      const submittedAtMs = performance.timeOrigin + performance.now();
      await cluster.copyToSink({
        from: ["web", `zeros-${4 * MIB}`],
        to: ["cos", key],
        partSizeMib: 1,
      });
      const { headers } = await fetch(`${lab.sink.url}/${key}`, { method: "HEAD" });
      delaysMs.push(Number(headers.get("x-bench-first-byte-us")) / 1000 - submittedAtMs);
    }
    return [
      {
        name: "submit-to-first-byte",
        unit: "ms",
        ours: rounded(median(delaysMs.slice(1))),
        runs: jobs,
        note: "the round trips to source and store are in it: well below 1 ms here",
      },
    ];
  },
};
