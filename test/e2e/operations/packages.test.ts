import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { pack } from "../../../scripts/pack.ts";
import { processesNaming } from "../../support/processes.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { runPenstock, spawnPenstock } from "../../support/test-cluster.ts";

const MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const MB = 1e6;

const run = promisify(execFile);
let folder = "";
let packed: Awaited<ReturnType<typeof pack>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-packages-"));
  packed = await pack(join(folder, "dist"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Into an empty folder that has no clone above it, and without a registry. */
async function install(name: string, ...packages: readonly string[]): Promise<string> {
  const home = join(folder, name);
  await mkdir(home);
  const quiet = ["--no-audit", "--no-fund", "--cache", join(folder, "cache")];
  const alone = ["--offline", "--omit=optional", "--install-links", "--ignore-scripts"];
  await run("npm", ["install", ...quiet, ...alone, ...packages], { cwd: home });
  return home;
}

/** The only object of the store, by its own files: the parts in their order. */
async function storedBytes(blobs: string): Promise<Buffer> {
  const files = await readdir(blobs, { recursive: true, withFileTypes: true });
  const parts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Buffer.concat(await Promise.all(parts.toSorted().map((path) => readFile(path))));
}

test("the package of the command line runs everything where there is no clone", async () => {
  const home = await install("up", packed.penstock.path);
  const bytes = sampleBytes(20 * 1024 * 1024);
  await writeFile(join(home, "a.bin"), bytes);
  const main = join(home, "node_modules", ".bin", "penstock");
  const surroundings = { cwd: home, main, environment: { PENSTOCK_LISTEN: "127.0.0.1:0" } };
  const up = spawnPenstock(["up", "--workers", "1"], surroundings);
  const exited = once(up, "exit");
  onTestFinished(() => void up.kill("SIGKILL"));
  let said = "";
  for (const stream of [up.stdout, up.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  await eventually(() => up.exitCode !== null || said.includes("penstock is up"));
  expect(said).toContain("penstock is up");
  const [, url = ""] = / api +pid \d+ +(\S+)/.exec(said) ?? [];

  const copied = await runPenstock(["cp", "./a.bin", "local:"], {
    ...surroundings,
    environment: { PENSTOCK_URL: url },
  });
  const page = await fetch(url, { headers: { accept: "text/html" } });
  const commandLines = await processesNaming(home);
  up.kill("SIGINT");
  const [exitCode] = await exited;

  expect(copied).toMatchObject({ exitCode: 0 });
  expect(bytes.equals(await storedBytes(join(home, ".penstock", "store", "blobs")))).toBe(true);
  expect(await page.text()).toContain("<title>Penstock</title>");
  expect(commandLines.length).toBeGreaterThan(4);
  expect(commandLines.filter((line) => line.includes(".ts"))).toEqual([]);
  expect(exitCode).toBe(0);
  expect(await processesNaming(home)).toEqual([]);
});

test("the package of the command line has what it runs, its licences and its bill of materials, and no more", async () => {
  const { files, packedBytes, unpackedBytes } = packed.penstock;
  const kinds = new Set(files.map((path) => path.replace(/^(lib|share)\/.*\./, "$1/*.")));
  const home = await install("files", packed.penstock.path);
  const root = join(home, "node_modules", "penstock");
  const bill = JSON.parse(await readFile(join(root, "sbom.cdx.json"), "utf8"));
  const notices = await readFile(join(root, "THIRD-PARTY-LICENSES.txt"), "utf8");

  expect([...kinds].toSorted()).toEqual([
    ...["LICENSE", "README.md", "THIRD-PARTY-LICENSES.txt", "bin/penstock.js"],
    ...["lib/*.js", "lib/*.lua", "package.json", "sbom.cdx.json"],
    ...[
      "share/*.br",
      "share/*.gz",
      "share/*.html",
      "share/*.js",
      "share/*.css",
      "share/*.svg",
      "share/*.json",
    ].toSorted(),
  ]);
  expect(packedBytes).toBeLessThan(3 * MB);
  expect(unpackedBytes).toBeLessThan(12 * MB);
  expect(bill).toMatchObject({
    bomFormat: "CycloneDX",
    metadata: { component: { name: "penstock" } },
  });
  for (const name of ["bullmq", "ioredis", "fastify", "@aws-sdk/client-s3", "preact"]) {
    expect(bill.components).toContainEqual(expect.objectContaining({ name }));
    expect(notices).toContain(`\n${name} `);
  }
});

test("the package of the client brings its types, and only zod", async () => {
  const home = await install("client", packed.client.path, join(MODULES, "zod"));
  await writeFile(join(home, "package.json"), '{ "type": "module" }');
  await writeFile(join(home, "use.ts"), USE);
  const strict = ["--strict", "--noEmit", "--target", "es2024", "--module", "nodenext"];
  const tsc = join(MODULES, "typescript", "bin", "tsc");

  // The types of the platform come from the machine that compiles, those of the contracts from the package.
  await run(process.execPath, [tsc, ...strict, "--typeRoots", join(MODULES, "@types"), "use.ts"], {
    cwd: home,
  });
  const { stdout } = await run(process.execPath, ["use.ts"], { cwd: home });

  expect((await readdir(join(home, "node_modules"))).filter((name) => /^\w/.test(name))).toEqual([
    "zod",
  ]);
  expect(stdout).toBe("ApiUnreachable\n");
  expect(packed.client.packedBytes).toBeLessThan(0.3 * MB);
});

const USE = `
import { ApiUnreachable, createClient, type JobView } from "@penstock/client";

const client = createClient({ baseUrl: "http://127.0.0.1:9" });
const state = async (id: string): Promise<JobView["state"]> => (await client.readJob(id)).state;
await state("job_1").catch((error: unknown) => {
  console.log(error instanceof ApiUnreachable ? error.name : String(error));
});
`;
