import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { eventually, startHttpServer } from "@penstock/testkit";
import { describe, test } from "vitest";
import { demoFolder } from "../../support/demo-folder.ts";
import { processesNaming } from "../../support/processes.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { runPenstock, spawnPenstock } from "../../support/test-cluster.ts";

/**
 * A source of two parts, whose workers read each of them. Who reads the whole object at once, as
 * the demo does to compare, gets one other byte under the same entity tag.
 */
function startTwoFacedSource() {
  const bytes = sampleBytes(17 * 1024 * 1024, "two-faced");
  const other = Buffer.from(bytes);
  other.writeUInt8(other.readUInt8(0) ^ 1, 0);
  return startHttpServer(({ headers, method }, response) => {
    const [, first = "0", last = ""] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    const isWhole = first === "0" && (last === "" || Number(last) === bytes.length - 1);
    const end = last === "" ? bytes.length - 1 : Number(last);
    const body = (isWhole ? other : bytes).subarray(Number(first), end + 1);
    response.writeHead(headers.range === undefined ? 200 : 206, {
      etag: '"the-same"',
      "accept-ranges": "bytes",
      "content-length": body.length,
      ...(headers.range !== undefined && {
        "content-range": `bytes ${first}-${end}/${bytes.length}`,
      }),
    });
    response.end(method === "HEAD" ? undefined : body);
  });
}

// That it survives the loss of a worker is in worker-death.test.ts.
// At once: they spend their time waiting for processes.
describe.concurrent("the demo", () => {
  test.for([
    { when: "while it starts", said: "1. Starting" },
    { when: "while it moves the file", said: "3. Submitted" },
  ])(
    "that is interrupted $when leaves nothing behind",
    async ({ said }, { expect, onTestFinished }) => {
      const { folder, surroundings, remove } = await demoFolder();
      onTestFinished(remove);
      const child = spawnPenstock(["demo", "--size", "64MiB"], surroundings);
      const exited = once(child, "exit");
      let received = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        received += text;
      });
      await eventually(() => received.includes(said));

      child.kill("SIGINT");

      expect(await exited).toEqual([130, null]);
      expect(await readdir(folder)).toEqual([]);
      expect(await processesNaming(folder)).toEqual([]);
    },
  );

  test("that is interrupted twice leaves no file behind", async ({ expect, onTestFinished }) => {
    const { folder, surroundings, remove } = await demoFolder();
    onTestFinished(remove);
    const child = spawnPenstock(["demo", "--size", "64MiB"], surroundings);
    const exited = once(child, "exit");
    let received = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      received += text;
    });
    await eventually(() => received.includes("3. Submitted"));

    child.kill("SIGINT");
    child.kill("SIGTERM");

    expect(await exited).toEqual([130, null]);
    expect(await readdir(folder)).toEqual([]);
    await eventually(async () => (await processesNaming(folder)).length === 0);
    expect(await readdir(folder)).toEqual([]);
  });

  test("exits 1 when the stored object is not the source, and keeps its logs", async ({
    expect,
    onTestFinished,
  }) => {
    const { surroundings, remove } = await demoFolder();
    onTestFinished(remove);
    const source = await startTwoFacedSource();
    onTestFinished(source.close);

    const args = ["demo", "--url", `${source.url}/two-faced.bin`, "--workers", "2"];
    const { exitCode, stdout, stderr } = await runPenstock(args, surroundings);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stdout).toContain("THE BYTES DIFFER");
    const [, logs = ""] = /The logs are kept in (.*)/.exec(stderr) ?? [];
    expect(await readdir(logs)).toContain("api.log");
  });

  test.for([
    { args: ["--size", "much"], exitCode: 2, says: '"much" is not a size' },
    { args: ["--file", "nowhere.bin"], exitCode: 4, says: "nowhere.bin is not a file" },
    { args: ["--url", "ftp://example.org/x"], exitCode: 2, says: "is not the URL of a file" },
    { args: ["--workers", "1"], exitCode: 2, says: "it needs two at least" },
  ])(
    "with $args exits $exitCode before it starts anything",
    async ({ args, exitCode, says }, { expect, onTestFinished }) => {
      const { folder, surroundings, remove } = await demoFolder();
      onTestFinished(remove);

      const result = await runPenstock(["demo", ...args], surroundings);

      expect(result).toMatchObject({ exitCode, stdout: "" });
      expect(result.stderr).toContain(says);
      expect(result.stderr).not.toContain("Starting");
      expect(await readdir(folder)).toEqual([]);
    },
  );
});
