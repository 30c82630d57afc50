import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { VERSION } from "@penstock/process";
import { expect, test } from "vitest";

const START_FILE = fileURLToPath(new URL("../../apps/cli/bin/penstock.js", import.meta.url));
/** What a process of Node 20 says of itself. */
const AS_NODE_20 = `data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process.versions, "node", { value: "20.20.2" });',
)}`;

async function run(args: readonly string[]) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode, stdout, stderr };
}

test("the start file runs Penstock by the Node that it is started with", async () => {
  expect(await run([START_FILE, "version"])).toMatchObject({
    exitCode: 0,
    stdout: `penstock ${VERSION}, Node ${process.versions.node}\n`,
  });
});

test.runIf(process.platform === "linux" && process.arch === "x64")(
  "the start file finds the Node that came with the install when its own is too old",
  async () => {
    const { exitCode, stdout } = await run(["--import", AS_NODE_20, START_FILE, "version"]);
    const refused = await run(["--import", AS_NODE_20, START_FILE, "cp", "x", "y"]);

    expect(exitCode).toBe(0);
    expect(stdout.startsWith(`penstock ${VERSION}, Node 24.`)).toBe(true);
    expect(refused.exitCode).toBe(2);
  },
);

test("the start file says what is missing where there is no Node 24", async () => {
  const folder = await mkdtemp(join(tmpdir(), "penstock-start-"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await copyFile(START_FILE, join(folder, "penstock.js"));

  const result = await run(["--import", AS_NODE_20, join(folder, "penstock.js"), "version"]);

  expect(result).toMatchObject({ exitCode: 2, stdout: "" });
  expect(result.stderr).toBe(
    "penstock: this is Node 20.20.2, and Node 24.11 or later is needed\n" +
      "  → Run `npm ci` in the folder of Penstock, which brings Node 24 along on Linux, or install Node 24.\n",
  );
  await rm(folder, { recursive: true });
});
