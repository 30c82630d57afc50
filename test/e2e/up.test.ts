import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@penstock/client";
import { eventually } from "@penstock/testkit";
import { describe, type TestContext, test } from "vitest";
import { processesNaming } from "../support/processes.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { runPenstock, spawnPenstock } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const FREE_PORT = { PENSTOCK_LISTEN: "127.0.0.1:0" };

/** A running `penstock up`, and what it said so far. */
type Up = {
  readonly url: string;
  said(): string;
  /** Ctrl-C; resolves to the exit code. */
  stop(): Promise<unknown>;
};

async function newFolder({ onTestFinished }: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-e2e-up-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function start(
  folder: string,
  { onTestFinished }: TestContext,
  options: readonly string[] = [],
): Promise<Up> {
  const args = ["up", "--workers", "1", ...options];
  const child = spawnPenstock(args, { cwd: folder, environment: FREE_PORT });
  const exited = once(child, "exit").then(([code]: unknown[]) => code);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const stop = () => {
    child.kill("SIGINT");
    return exited;
  };
  onTestFinished(async () => {
    await stop();
  });
  await eventually(() => said.includes("penstock is up"));
  const [, url = ""] = / api +pid \d+ +(\S+)/.exec(said) ?? [];
  return { url, said: () => said, stop };
}

// At once: they spend their time waiting for processes.
describe.concurrent("penstock up", () => {
  test("runs everything, fixes what dies, and leaves nothing running after Ctrl-C", async (context) => {
    const { expect } = context;
    const folder = await newFolder(context);
    await writeFile(join(folder, "a.bin"), sampleBytes(5 * MIB));
    const up = await start(folder, context);
    const surroundings = { cwd: folder, environment: { PENSTOCK_URL: up.url } };
    const workerPid = Number(/worker-1 +pid (\d+)/.exec(up.said())?.[1]);

    process.kill(workerPid, "SIGKILL");
    await eventually(() => up.said().includes("worker-1 is back"));
    const copied = await runPenstock(["cp", "./a.bin", "local:"], surroundings);
    const second = await runPenstock(["up"], { cwd: folder, environment: FREE_PORT });
    const exitCode = await up.stop();

    expect(copied).toMatchObject({ exitCode: 0 });
    expect(copied.stdout).toContain("✓ local:a.bin");
    expect(second).toMatchObject({ exitCode: 8 });
    expect(second.stderr).toContain("is already running");
    expect(up.said()).toContain(`worker-1 (pid ${workerPid}) died: killed by SIGKILL`);
    expect(exitCode).toBe(0);
    expect(await processesNaming(folder)).toEqual([]);
  });

  test("gives out receipts that verify right after it, by the key that it keeps", async (context) => {
    const { expect } = context;
    const folder = await newFolder(context);
    await writeFile(join(folder, "a.bin"), sampleBytes(MIB));
    const up = await start(folder, context);
    const surroundings = { cwd: folder, environment: { PENSTOCK_URL: up.url } };

    const copied = await runPenstock(["cp", "./a.bin", "local:", "--json"], surroundings);
    const [job = ""] = /job_[0-9a-z]+/.exec(copied.stdout) ?? [];
    const { stdout } = await runPenstock(["receipts", job], surroundings);
    await writeFile(join(folder, "receipts.ndjson"), stdout);
    const verified = await runPenstock(
      ["verify", "receipts.ndjson", "--file", "a.bin"],
      surroundings,
    );

    expect(verified.stdout).toMatch(/ok +signature signed with key/);
    expect(verified).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("copies files of the folders that it is told of, and says how it is told of others", async (context) => {
    const { expect } = context;
    const [folder, other, third] = [
      await newFolder(context),
      await newFolder(context),
      await newFolder(context),
    ];
    await writeFile(join(other, "b.bin"), sampleBytes(MIB));
    await writeFile(join(third, "c.bin"), sampleBytes(MIB));
    const up = await start(folder, context, ["--source", other]);
    const surroundings = { cwd: folder, environment: { PENSTOCK_URL: up.url } };

    const copied = await runPenstock(["cp", join(other, "b.bin"), "local:"], surroundings);
    const refused = await runPenstock(["cp", join(third, "c.bin"), "local:"], surroundings);

    expect(copied).toMatchObject({ exitCode: 0 });
    expect(refused).toMatchObject({ exitCode: 3 });
    expect(refused.stderr).toContain(`penstock up --source ${third}`);
    expect(up.said()).toMatch(/redis is ready .*\n.*store is ready .*\n.*api is ready/);
  });

  test("refuses a source that is no folder, before it starts anything", async (context) => {
    const { expect } = context;
    const folder = await newFolder(context);
    await writeFile(join(folder, "a.bin"), "");

    const results = await Promise.all(
      ["a.bin", "nowhere"].map((source) =>
        runPenstock(["up", "--source", source], { cwd: folder, environment: FREE_PORT }),
      ),
    );

    expect(results.map(({ exitCode }) => exitCode)).toEqual([2, 2]);
    expect(results[0]?.stderr).toContain(`penstock up --source ${folder}`);
    expect(results[1]?.stderr).toContain("nowhere cannot be read");
  });

  test("continues with the jobs of an earlier run", async (context) => {
    const { expect } = context;
    const folder = await newFolder(context);
    await writeFile(join(folder, "a.bin"), sampleBytes(5 * MIB));
    const first = await start(folder, context);
    const { id } = await createClient({ baseUrl: first.url }).submitJob({
      source: { connection: "files", key: "a.bin" },
      destination: { connection: "local", key: "a.bin" },
      options: { partSize: "1MiB" },
    });
    await first.stop();

    const second = await start(folder, context);
    const job = await createClient({ baseUrl: second.url }).waitForJob(id);

    expect(job.state).toBe("succeeded");
  });

  test("says which port is taken, and starts nothing", async (context) => {
    const { expect } = context;
    const folder = await newFolder(context);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    const { exitCode, stderr } = await runPenstock(["up", "--port", String(port)], {
      cwd: folder,
      environment: {},
    });

    server.close();
    expect(exitCode).toBe(8);
    expect(stderr).toContain(`port ${port} of 127.0.0.1 cannot be used: another program listens`);
    expect(stderr).toContain(`penstock up --port ${port + 1}`);
  });

  test("names the mistake in a config file of the user's", async (context) => {
    const { expect } = context;
    const folder = await newFolder(context);
    await writeFile(join(folder, "penstock.config.json"), '{"connections":{"a":{"provider":"x"}}}');

    const { exitCode, stderr } = await runPenstock(["up"], {
      cwd: folder,
      environment: FREE_PORT,
    });

    expect(exitCode).toBe(2);
    expect(stderr).toContain("/connections/a");
    await expect(readFile(join(folder, ".penstock", "up.pid"))).rejects.toThrow("ENOENT");
  });
});
