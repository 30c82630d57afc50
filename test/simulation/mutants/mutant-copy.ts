import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** One mechanism taken out: `find` has to be there, once, or the mutant would be none. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

export type Judged = {
  /** Undefined when no rule was broken. */
  readonly seed: number | undefined;
  readonly invariant: string;
  readonly output: string;
};

const REPOSITORY = join(import.meta.dirname, "../../..");
const PACKAGES = ["core", "engine", "testkit"] as const;
const SIMULATION = "test/simulation";
const ROOMS = ["run", "bulk"] as const;
/** The rest of the kit serves test suites, and takes longer to load than a seed to play. */
const KIT = [
  "checksum-of",
  "intercept-ledger",
  "manual-clock",
  "memory-.+",
  "seeded-random",
  "silent-log",
].join("|");
const KIT_EXPORT = new RegExp(`^export .* from "\\./(?:${KIT})\\.ts";$`, "gm");
const OUTCOME = /^seed (\d+) broke a rule after \d+ events: (.+)$/m;

/**
 * A folder for one copy at a time of the engine, the core and the simulation, which import each other. It always lies in the
 * same place, where the next process finds compiled what no mutant has changed.
 */
export class MutantFolder {
  readonly #path = realpathSync(mkdtempSync(join(tmpdir(), "penstock-mutants-")));

  constructor() {
    symlinkSync(join(REPOSITORY, "node_modules"), join(this.#path, "node_modules"));
  }

  /**
   * Plays seeds with a copy, until one breaks a rule.
   *
   * @param seeds so many from 1 on, or these
   */
  async play(
    edits: readonly Edit[],
    seeds: number | readonly number[],
    what: "--single" | "--bulk",
  ): Promise<Judged> {
    const copy = this.#copy(edits);
    const main = join(copy, SIMULATION, "run/main.ts");
    const asked = typeof seeds === "number" ? ["--seeds", `${seeds}`] : ["--only", seeds.join()];
    const output = await run([main, what, ...asked], join(this.#path, "compiled"));
    const [, seed, invariant = ""] = OUTCOME.exec(output) ?? [];
    return { seed: seed === undefined ? undefined : Number(seed), invariant, output };
  }

  remove(): void {
    rmSync(this.#path, { recursive: true });
  }

  #copy(edits: readonly Edit[]): string {
    const copy = join(this.#path, "copy");
    rmSync(copy, { recursive: true, force: true });
    const scope = join(copy, "node_modules/@penstock");
    mkdirSync(scope, { recursive: true });
    for (const name of PACKAGES) {
      bring(copy, `packages/${name}/package.json`);
      bring(copy, `packages/${name}/src`);
      symlinkSync(join(copy, "packages", name), join(scope, name));
    }
    for (const room of ROOMS) {
      bring(copy, `${SIMULATION}/${room}`);
    }
    const kit = join(copy, "packages/testkit/src/index.ts");
    const kept = readFileSync(kit, "utf8").match(KIT_EXPORT) ?? [];
    writeFileSync(kit, kept.join("\n"));
    for (const edit of edits) {
      apply(copy, edit);
    }
    return copy;
  }
}

function bring(copy: string, path: string): void {
  mkdirSync(join(copy, dirname(path)), { recursive: true });
  cpSync(join(REPOSITORY, path), join(copy, path), {
    recursive: true,
    filter: (source) => !source.endsWith(".test.ts"),
  });
}

function apply(copy: string, { file, find, replace }: Edit): void {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  const pieces = text.split(find);
  if (pieces.length !== 2) {
    throw new Error(
      `${file} has ${pieces.length - 1} times what the mutant takes out, not once:\n${find}`,
    );
  }
  writeFileSync(path, pieces.join(replace));
}

/** Whatever it prints and however it ends: what it found is in what it printed. */
function run(args: readonly string[], compiled: string): Promise<string> {
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { env }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}
