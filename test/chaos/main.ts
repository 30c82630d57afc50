/**
 * `npm run chaos -- [--minutes M] [--seed S] [--json FILE] [--kills-per-minute K] [--redis single|sentinel|cluster]`, or
 * `npm run chaos -- --bulk [--objects N] [--seed S] [--json FILE]`
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { onInterrupt } from "../../apps/cli/src/interrupt.ts";
import { bulkText, isBulkClean } from "./bulk-report.ts";
import {
  hasBitten,
  isClean,
  LEAST_RECOVERED_PER_MINUTE,
  REDIS_KINDS,
  reportText,
} from "./report.ts";
import { runBulkChaos } from "./run-bulk-chaos.ts";
import { type ChaosResult, runChaos } from "./run-chaos.ts";
import { USUAL_KILLS_PER_MINUTE } from "./schedule.ts";

const USAGE = `Usage: npm run chaos -- [--minutes M] [--most-minutes M] [--seed S] [--json FILE] [--kills-per-minute K]
                              [--redis single|sentinel|cluster]
       npm run chaos -- --bulk [--objects N] [--seed S] [--json FILE]
`;
const EXIT = { ok: 0, found: 1, usage: 2, interrupted: 130 } as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      // The run continues for so long where its kills have hit too little.
      "most-minutes": { type: "string" },
      seed: { type: "string", default: "1" },
      redis: { type: "string", default: "single" },
      json: { type: "string" },
      bulk: { type: "boolean", default: false },
      objects: { type: "string", default: "2000" },
      "kills-per-minute": { type: "string", default: String(USUAL_KILLS_PER_MINUTE) },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  const killsPerMinute = Number(values["kills-per-minute"]);
  if (!(minutes >= 0.2 && minutes <= 24 * 60)) {
    throw new Error("--minutes is a number from 0.2 to 1440");
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new Error("--seed is a whole number from 0 on");
  }
  if (!(killsPerMinute > 0 && killsPerMinute <= 600)) {
    throw new Error("--kills-per-minute is a number above 0, 600 at most");
  }
  const mostMinutes = Number(values["most-minutes"] ?? minutes);
  if (!(mostMinutes >= minutes && mostMinutes <= 24 * 60)) {
    throw new Error("--most-minutes is a number from --minutes to 1440");
  }
  const redis = REDIS_KINDS.find((kind) => kind === values.redis);
  if (redis === undefined) {
    throw new Error(`--redis is one of ${REDIS_KINDS.join(", ")}`);
  }
  const objects = Number(values.objects);
  if (!(Number.isSafeInteger(objects) && objects >= 100 && objects <= 10_000_000)) {
    throw new Error("--objects is a whole number from 100 to 10000000");
  }
  const extension = {
    leastRecovered: Math.ceil(LEAST_RECOVERED_PER_MINUTE * minutes),
    mostMinutes,
  };
  return {
    ...{ minutes, seed, killsPerMinute, redis, extension, objects },
    ...{ json: values.json, isBulk: values.bulk },
  };
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return EXIT.usage;
  }
  const signal = onInterrupt();
  const say = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  const run = { ...options, say };
  try {
    const isWell = await (options.isBulk ? bulk(run, signal) : mixed(run, signal));
    return isWell ? EXIT.ok : EXIT.found;
  } catch (error) {
    if (signal.aborted) {
      return EXIT.interrupted;
    }
    throw error;
  }
}

type Run = ReturnType<typeof readOptions> & { readonly say: (line: string) => void };

async function mixed(run: Run, signal: AbortSignal): Promise<boolean> {
  const result = await runChaos(run, signal);
  const { report } = result;
  process.stdout.write(reportText(report) + findingsText(result));
  writeReport(run, report);
  if (!hasBitten(report)) {
    process.stdout.write(
      "It does not count: the kills hit too few parts. Run it on a quieter machine.\n",
    );
  }
  return isClean(report) && hasBitten(report);
}

async function bulk(run: Run, signal: AbortSignal): Promise<boolean> {
  const { report, logFolder } = await runBulkChaos(run, signal);
  process.stdout.write(bulkText(report));
  writeReport(run, report);
  if (logFolder !== undefined) {
    process.stdout.write(`The logs are in ${logFolder}\n`);
  }
  return isBulkClean(report);
}

function writeReport({ json }: Run, report: object): void {
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

function findingsText({ findings, openUploads, logFolder }: ChaosResult): string {
  const lines = [
    ...findings.map(({ kind, key, jobId, reason }) => `${kind}: ${key} (${jobId}): ${reason}`),
    ...openUploads.map((upload) => `open upload: ${upload}`),
    ...(logFolder === undefined ? [] : [`The logs are in ${logFolder}`]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

process.exitCode = await main();
