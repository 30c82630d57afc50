import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runPenstock, startTestCluster, type TestCluster } from "../support/test-cluster.ts";

let running: TestCluster;
let samples = "";

beforeAll(async () => {
  samples = await mkdtemp(join(tmpdir(), "penstock-samples-"));
  const connections = { samples: { provider: "file", root: samples } } as const;
  running = await startTestCluster({ workers: 1, connections });
});

afterAll(async () => {
  await running.close();
  await rm(samples, { recursive: true });
});

function demo(place: string, ...args: readonly string[]) {
  const { cluster } = running;
  const environment = {
    ...cluster.environment,
    PENSTOCK_URL: cluster.apiUrl,
    PENSTOCK_DEMO: place,
  };
  return runPenstock(["demo", "--size", "20MiB", ...args], { cwd: samples, environment });
}

test("the demo moves its sample through a deployment that has room for it, and leaves no sample behind", async () => {
  const { exitCode, stdout, stderr } = await demo("samples: local:demo/");

  expect(stderr).toContain("1. This deployment runs already with 1 worker.");
  expect(stdout).toMatch(/^✓ 20 MiB in \d+ parts and .* by 1 worker: every byte is the same\n/);
  expect(exitCode).toBe(0);
  expect((await running.readObject("demo/sample.bin")).length).toBe(20 * 1024 * 1024);
  expect(await readdir(samples)).toEqual([]);
});

test("the demo of a deployment needs a connection of files, and moves no file of the caller's", async () => {
  const elsewhere = await demo("local: local:demo/");
  const file = await demo("samples: local:demo/", "--file", "a.bin");

  expect([elsewhere.exitCode, file.exitCode]).toEqual([2, 2]);
  expect(elsewhere.stderr).toContain("PENSTOCK_DEMO names local, which is no connection of files");
  expect(file.stderr).toContain("Leave out --file and --url");
});
