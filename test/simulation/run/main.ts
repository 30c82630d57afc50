/** `npm run simulate -- [--from A] [--seeds N] [--trace]` */
import { parseArgs } from "node:util";
import { type Played, play } from "./play.ts";
import { Summary } from "./summary.ts";

const USAGE = "Usage: npm run simulate -- [--from A] [--seeds N] [--trace]\n";
const EXIT = { ok: 0, found: 1, usage: 2 } as const;
const MAX_SEED = 1_000_000_000;
const SAY_EVERY_SEEDS = 100;

type Options = { readonly from: number; readonly seeds: number; readonly isTraced: boolean };

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1" },
      seeds: { type: "string", default: "500" },
      trace: { type: "boolean", default: false },
    },
  });
  const [from, seeds] = [Number(values.from), Number(values.seeds)];
  if (!Number.isInteger(from) || from < 1 || from > MAX_SEED) {
    throw new Error(`--from is a whole number from 1 to ${MAX_SEED}`);
  }
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > MAX_SEED) {
    throw new Error(`--seeds is a whole number from 1 to ${MAX_SEED}`);
  }
  if (values.trace && seeds !== 1) {
    throw new Error("--trace shows the schedule of one seed: say --seeds 1 as well");
  }
  return { from, seeds, isTraced: values.trace };
}

async function simulate({ from, seeds, isTraced }: Options): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const summary = new Summary();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const played: Played = await play(seed, isTraced ? say : undefined);
    summary.add(played);
    if (played.violation !== undefined) {
      say(summary.failure(played));
      return EXIT.found;
    }
    if ((seed - from + 1) % SAY_EVERY_SEEDS === 0) {
      say(`seeds ${from} to ${seed}: nothing broken`);
    }
  }
  say(summary.text());
  return EXIT.ok;
}

let options: Options | undefined;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
}
process.exitCode = options === undefined ? EXIT.usage : await simulate(options);
