import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { eventually } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { demoFolder } from "../support/demo-folder.ts";
import { processesNaming } from "../support/processes.ts";
import { runPenstock, spawnPenstock } from "../support/test-cluster.ts";

// That it survives the loss of a worker is in worker-death.test.ts.
describe("the demo", () => {
  test.each([
    { when: "while it starts", said: "1. Starting" },
    { when: "while it moves the file", said: "3. Submitted" },
  ])("that is interrupted $when leaves nothing behind", async ({ said }) => {
    const { folder, surroundings, remove } = await demoFolder();
    onTestFinished(remove);
    const child = spawnPenstock(["demo", "--size", "64MiB"], surroundings);
    const exited = once(child, "exit");
    let heard = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
    });
    await eventually(() => heard.includes(said), { deadlineMs: 30_000 });

    child.kill("SIGINT");

    expect(await exited).toEqual([130, null]);
    expect(await readdir(folder)).toEqual([]);
    expect(await processesNaming(folder)).toEqual([]);
  });

  test.each([
    { args: ["--size", "much"], exitCode: 2, says: '"much" is not a size' },
    { args: ["--file", "nowhere.bin"], exitCode: 4, says: "nowhere.bin is not a file" },
    { args: ["--url", "ftp://example.org/x"], exitCode: 2, says: "is not the URL of a file" },
    { args: ["--workers", "1"], exitCode: 2, says: "it needs two at least" },
  ])("with $args exits $exitCode before it starts anything", async ({ args, exitCode, says }) => {
    const { folder, surroundings, remove } = await demoFolder();
    onTestFinished(remove);

    const result = await runPenstock(["demo", ...args], surroundings);

    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toContain("Starting");
    expect(await readdir(folder)).toEqual([]);
  });
});
