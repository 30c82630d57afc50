/** `npm run bench -- [--only NAME,…] [--quick] [--runs N] [--levels N,…] [--objects N] [--against REF] [--json FILE] [--doc]` */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BENCHES } from "./benches.ts";
import { openLab } from "./lab.ts";
import { machineFacts } from "./report/machine.ts";
import { writePage } from "./report/page.ts";
import { printResult } from "./report/print.ts";
import { readReport, writeReport } from "./report/report-file.ts";
import type { Report, Result } from "./result.ts";
import { pinThisProcess } from "./tools/pinning.ts";

const RUNS = 5;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    runs: { type: "string" },
    objects: { type: "string" },
    levels: { type: "string" },
    against: { type: "string" },
    json: { type: "string" },
    doc: { type: "boolean", default: false },
  },
});
const only = values.only?.split(",");
const chosen = BENCHES.filter(({ name }) => only === undefined || only.includes(name));
const runs = Number(values.runs ?? (values.quick ? 1 : RUNS));
const levels = values.levels?.split(",").map(Number);
const objects = values.objects === undefined ? undefined : Number(values.objects);
const counts = [runs, objects ?? 1, ...(levels ?? [])];
const areCounts = counts.every((count) => Number.isInteger(count) && count >= 1);
if (chosen.length < (only?.length ?? 1) || !areCounts) {
  process.stderr.write(
    `--runs N; --levels N,…; --objects N; --only: ${BENCHES.map(({ name }) => name).join(", ")}\n`,
  );
  process.exit(2);
}

// A file that cannot be added to is better known before all is measured.
const earlier = only === undefined ? undefined : readReport(values.json);

if (values.quick) {
  // Most of a quick run is processes that start: on every core, and of code that is compiled already.
  process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "node-compile-cache");
} else {
  pinThisProcess();
}
const { quick: isQuick, against } = values;
const lab = await openLab({ isQuick, runs, levels, objects, against });
let isInterrupted = false;
// The files of a run are large: an interrupted one takes them away, too.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    isInterrupted = true;
    void lab.close().finally(() => process.exit(130));
  });
}
const machine = machineFacts(lab);
const results: Result[] = [];
let hasFailed = false;
try {
  for (const bench of chosen) {
    if (!isInterrupted) {
      await measure(bench);
    }
  }
} finally {
  await lab.close();
}
if (isInterrupted) {
  process.exit(130);
}
await report();
process.exit(hasFailed ? 1 : 0);

async function measure({ name, run }: (typeof BENCHES)[number]): Promise<void> {
  try {
    for (const result of await run(lab)) {
      results.push(result);
      printResult(result);
    }
  } catch (error) {
    hasFailed = true;
    if (isInterrupted) {
      return;
    }
    process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : error}\n`);
  }
}

/** A file that is there keeps the results of benches that did not run this time. */
async function report(): Promise<void> {
  const names = new Set(results.map(({ name }) => name));
  const kept = (earlier?.results ?? []).filter(({ name }) => !names.has(name));
  const whole: Report = { machine, results: [...kept, ...results] };
  writeReport(values.json, whole);
  if (values.doc || (only === undefined && !values.quick)) {
    await writePage(whole);
  }
}
