import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Bench } from "./result.ts";
import { median, rounded } from "./tools/statistics.ts";

const PENSTOCK = fileURLToPath(new URL("../../apps/cli/bin/penstock.js", import.meta.url));
/** Each process says itself what it took: so the cost of saying is in both. */
const SAYING = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(\`\\n\${user + system}\`);
});`;
const AT_EXIT = `data:text/javascript,${encodeURIComponent(SAYING)}`;
const LEAST_RUNS = 15;

/** CPU time of `penstock --help` beyond that of a Node that does nothing. */
export const cliStart: Bench = {
  name: "cli-start",
  run: async (lab) => {
    // The first start fills Node's compile cache.
    cpuMs([PENSTOCK, "--help"]);
    const runs = Math.max(lab.runs, LEAST_RUNS);
    const pairs = Array.from({ length: runs }, () => ({
      bare: cpuMs(["--eval", "0"]),
      help: cpuMs([PENSTOCK, "--help"]),
    }));
    const ms = rounded(median(pairs.map(({ bare, help }) => help - bare)));
    const bare = rounded(median(pairs.map((pair) => pair.bare)));
    return [
      {
        ...{ name: "cli-start", unit: "ms", ours: ms, ms, runs },
        note: `penstock --help above a bare Node, which takes ${bare} ms`,
      },
    ];
  },
};

function cpuMs(words: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, ["--import", AT_EXIT, ...words], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const us = Number(stderr.split("\n").at(-1));
  if (status !== 0 || !(us > 0)) {
    throw new Error(`node ${words.join(" ")} failed: ${stderr}`);
  }
  return us / 1000;
}
