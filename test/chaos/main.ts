/** `npm run chaos -- [--minutes M] [--seed S] [--json FILE] [--kills-per-minute K]` */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { onInterrupt } from "../../apps/cli/src/interrupt.ts";
import { hasBitten, isClean, reportText } from "./report.ts";
import { type ChaosResult, runChaos } from "./run-chaos.ts";
import { USUAL_KILLS_PER_MINUTE } from "./schedule.ts";

const USAGE =
  "Usage: npm run chaos -- [--minutes M] [--seed S] [--json FILE] [--kills-per-minute K]\n";
const EXIT = { ok: 0, found: 1, usage: 2, interrupted: 130 } as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
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
  return { minutes, seed, killsPerMinute, json: values.json };
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
  try {
    const result = await runChaos({ ...options, say }, signal);
    process.stdout.write(reportText(result.report) + findingsText(result));
    if (options.json !== undefined) {
      writeFileSync(options.json, `${JSON.stringify(result.report, null, 2)}\n`);
    }
    if (!hasBitten(result.report)) {
      process.stdout.write(
        "It does not count: the kills hit too few parts. Run it on a quieter machine.\n",
      );
    }
    return isClean(result.report) && hasBitten(result.report) ? EXIT.ok : EXIT.found;
  } catch (error) {
    if (signal.aborted) {
      return EXIT.interrupted;
    }
    throw error;
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
