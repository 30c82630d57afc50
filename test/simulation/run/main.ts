/** `npm run simulate -- [--from A] [--seeds N | --only A,B] [--single | --bulk] [--trace]`: jobs of one object, bulk jobs, or both. */
import { parseArgs } from "node:util";
import { bulkFailure, playBulk } from "../bulk/play-bulk.ts";
import { type Played, play } from "./play.ts";
import { Summary } from "./summary.ts";

const USAGE =
  "Usage: npm run simulate -- [--from A] [--seeds N | --only A,B] [--single | --bulk] [--trace]\n";
const EXIT = { ok: 0, found: 1, usage: 2 } as const;
const MAX_SEED = 1_000_000_000;
const KINDS: readonly Kind[] = ["single", "bulk"];
const SAY_EVERY_SEEDS = 100;

type Options = {
  readonly seeds: readonly number[];
  readonly isTraced: boolean;
  readonly kinds: readonly Kind[];
};
type Kind = "single" | "bulk";

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1" },
      seeds: { type: "string", default: "500" },
      only: { type: "string" },
      trace: { type: "boolean", default: false },
      single: { type: "boolean", default: false },
      bulk: { type: "boolean", default: false },
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
  const kinds: readonly Kind[] = values.single ? ["single"] : values.bulk ? ["bulk"] : KINDS;
  const only = values.only?.split(",").map(Number);
  if (only?.some((seed) => !Number.isInteger(seed) || seed < 1 || seed > MAX_SEED)) {
    throw new Error(`--only names whole numbers from 1 to ${MAX_SEED}, such as 3,17`);
  }
  const row = Array.from({ length: seeds }, (_, index) => from + index);
  return { seeds: only ?? row, isTraced: values.trace, kinds };
}

async function simulate({ seeds, isTraced, kinds }: Options): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const summary = new Summary();
  for (const [index, seed] of seeds.entries()) {
    const trace = isTraced ? say : undefined;
    if (kinds.includes("single")) {
      const played: Played = await play(seed, trace);
      summary.add(played);
      if (played.violation !== undefined) {
        say(summary.failure(played));
        return EXIT.found;
      }
    }
    const bulk = kinds.includes("bulk") ? await playBulk(seed, trace) : undefined;
    if (bulk?.violation !== undefined) {
      say(bulkFailure(bulk));
      return EXIT.found;
    }
    if ((index + 1) % SAY_EVERY_SEEDS === 0) {
      say(`seeds ${seeds[0]} to ${seed}: nothing broken`);
    }
  }
  say(
    kinds.includes("single")
      ? summary.text()
      : `${seeds.length} seeds of bulk jobs, no rule broken`,
  );
  return EXIT.ok;
}

let options: Options | undefined;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
}
process.exitCode = options === undefined ? EXIT.usage : await simulate(options);
