import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { eventually } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Child, startChild } from "./child-process.ts";

const READY = 'console.log(JSON.stringify({ msg: "ready", url: "http://127.0.0.1:1" }));';
const SERVE = "setInterval(() => {}, 1000);";
const DRAIN = 'process.on("SIGTERM", () => { console.log("drained"); process.exit(0); });';

describe("a child process", () => {
  let folder: string;
  const started: Child[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-child-"));
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((child) => child.stop()));
    await rm(folder, { recursive: true });
  });

  async function start(script: string): Promise<Child> {
    const path = join(folder, "child.mjs");
    await writeFile(path, script);
    return startModule(pathToFileURL(path).href);
  }

  async function startModule(module: string): Promise<Child> {
    const child = await startChild({
      name: "child",
      module,
      args: [],
      environment: process.env,
      logFolder: folder,
    });
    started.push(child);
    return child;
  }

  test("is ready when it says so, and says where", async () => {
    const child = await start(`console.log("{}"); console.log("ready"); ${READY} ${SERVE}`);

    expect(child.url).toBe("http://127.0.0.1:1");
  });

  test("drains on stop, and its lines are in its log", async () => {
    const child = await start(`${DRAIN} ${READY} ${SERVE}`);

    const report = await child.stop();

    expect(report).toEqual({ code: 0, signal: null });
    const log = () => readFile(join(folder, "child.log"), "utf8");
    await eventually(async () => (await log()).includes("drained"));
  });

  test("can be stopped twice", async () => {
    const child = await start(`${DRAIN} ${READY} ${SERVE}`);
    await child.stop();

    expect(await child.stop()).toEqual({ code: 0, signal: null });
  });

  test("starts from a folder whose path a URL has to escape", async () => {
    const path = join(folder, "a b%20ü.mjs");
    await writeFile(path, `${READY} ${SERVE}`);

    const child = await startModule(pathToFileURL(path).href);

    expect(child.url).toBe("http://127.0.0.1:1");
  });

  test("that ends before it is ready is an error with its last words", async () => {
    const starting = start('console.error("no redis here"); process.exit(3);');

    await expect(starting).rejects.toThrow(
      expect.objectContaining({
        message: "child did not start (exit code 3)",
        nextStep: expect.stringContaining("no redis here"),
      }),
    );
  });

  test("tells how it was killed", async () => {
    const child = await start(`${READY} ${SERVE}`);

    child.kill("SIGKILL");

    expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("drains when its parent is killed", async () => {
    const mark = join(folder, "drained");
    const onTerm = `process.on("SIGTERM", () => { writeFileSync(${JSON.stringify(mark)}, ""); process.exit(0); });`;
    await writeFile(
      join(folder, "grandchild.mjs"),
      `import { writeFileSync } from "node:fs"; ${onTerm} ${READY} ${SERVE}`,
    );
    const parent = await start(
      `import { startChild } from ${JSON.stringify(import.meta.resolve("./child-process.ts"))};
       await startChild({ name: "grandchild", module: new URL("grandchild.mjs", import.meta.url).href,
         args: [], environment: process.env, logFolder: ${JSON.stringify(folder)} });
       ${READY} ${SERVE}`,
    );

    parent.kill("SIGKILL");

    await eventually(async () => (await readFile(mark, "utf8")) === "");
  });
});
