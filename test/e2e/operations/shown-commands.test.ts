import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, describe, test } from "vitest";
import { MAIN } from "../../support/processes-under-test.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { spawnPenstock } from "../../support/test-cluster.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const MIB = 1024 * 1024;

/** Blocks of these pages run as they are written, but for those that say in their first line what they need. */
const PAGES = ["README.md", "docs/start.md", "docs/move.md", "docs/migrate.md"];
const NEEDS_MORE = /^# needs /;
/** Commands that another test runs, because they change the clone, or start everything anew. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "npm ci": ".ci/run",
  "npm run demo": "test/e2e/operations/demo.test.ts",
  "npx penstock up": "test/e2e/operations/shown-commands.test.ts",
};

type Ended = { readonly code: number; readonly said: string };

let folder = "";
let url = "";
let stop: () => Promise<void>;

/** Every command of the blocks that run here, each on one line. */
async function commandsOf(page: string): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, page), "utf8");
  return [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)]
    .map((match) => match[1] ?? "")
    .filter((block) => !NEEDS_MORE.test(block))
    .flatMap((block) => block.split(/\n(?! )/))
    .map((command) => command.replace(/ +# .*$/, "").trim())
    .filter((command) => command !== "" && RUN_ELSEWHERE[command] === undefined);
}

/** As a shell runs it, with `penstock` and `npx` in front of what the machine has. */
async function type(command: string, cwd: string): Promise<Ended> {
  const environment = {
    ...process.env,
    npm_command: undefined,
    PATH: join(folder, "bin") + delimiter + process.env["PATH"],
    PENSTOCK_URL: url,
  };
  return await new Promise((resolve) => {
    execFile("bash", ["-c", command], { cwd, env: environment }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1,
        said: stdout + stderr,
      });
    });
  });
}

async function addProgram(name: string, text: string): Promise<void> {
  const path = join(folder, "bin", name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}

/** The first line of the page's commands that fails, with what it said; undefined when all of them end well. */
async function firstFailure(page: string, cwd: string): Promise<string | undefined> {
  let job = "";
  for (const written of await commandsOf(page)) {
    const command = written.replace(/\bJOB\b/g, job).replace("127.0.0.1:8080", new URL(url).host);
    const { code, said } = await type(command, cwd);
    if (code !== 0) {
      return `${page}: ${command}: exit code ${code}\n${said}`;
    }
    job = said.match(/\bjob_[0-9a-z]{26}\b/g)?.at(-1) ?? job;
  }
  return undefined;
}

/** What the commands read, below the folder whose files jobs may copy. */
async function folderOf(page: string): Promise<string> {
  const cwd = join(folder, page.replaceAll(/\W/g, "-"));
  await mkdir(join(cwd, "folder"), { recursive: true });
  await symlink(join(folder, ".penstock"), join(cwd, ".penstock"));
  await writeFile(join(cwd, "big.bin"), sampleBytes(3 * MIB));
  await Promise.all(
    ["a.csv", "b.csv", "c.txt"].map((name) => writeFile(join(cwd, "folder", name), name)),
  );
  return cwd;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-shown-"));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "big.bin"), sampleBytes(3 * MIB));
  await addProgram("penstock", `exec ${process.execPath} ${MAIN} "$@"`);
  await addProgram("npx", 'exec "$@"');
  const up = spawnPenstock(["up"], {
    cwd: folder,
    environment: { PENSTOCK_LISTEN: "127.0.0.1:0" },
  });
  const exited = once(up, "exit");
  let said = "";
  up.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  up.stderr.resume();
  stop = async () => {
    up.kill("SIGINT");
    await exited;
  };
  await eventually(() => said.includes("penstock is up"));
  url = / api +pid \d+ +(\S+)/.exec(said)?.[1] ?? "";
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

// At once: they spend their time waiting for processes.
describe.concurrent("the commands of", () => {
  test.for(PAGES)("%s end well, in their order", async (page, { expect }) => {
    const cwd = await folderOf(page);

    expect(await firstFailure(page, cwd)).toBeUndefined();
  });
});
