import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { docker } from "./docker.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MIB = 1024 * 1024;
const run = promisify(execFile);
const project = `penstock-test-${process.pid}`;
let folder = "";

/** In a copy of what Compose needs of a clone, at a port that is free. */
async function compose(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, PENSTOCK_PORT: "0" };
  const all = ["compose", "--project-name", project, ...args];
  const { stdout } = await run("docker", all, { cwd: folder, env });
  return stdout.trim();
}

/** As `docker stats` writes it: `60.43MiB / 23.54GiB`. */
function usedBytes(text: string): number {
  const [, amount = "", unit = ""] = /^([\d.]+)([KMG])iB/.exec(text) ?? [];
  return Number(amount) * ({ K: 1024, M: MIB, G: 1024 * MIB }[unit] ?? Number.NaN);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-compose-"));
  for (const path of ["docker-compose.yml", ".env.example", "deploy"]) {
    await cp(join(ROOT, path), join(folder, path), { recursive: true });
  }
  await compose("up", "--detach", "--wait", "--no-build");
});

afterAll(async () => {
  await compose("down", "--volumes", "--timeout", "35");
  // The engine made the folder of the sources, as root.
  await rm(folder, { recursive: true, force: true });
});

test("runs with two workers in 300 MiB", async () => {
  const ids = (await compose("ps", "--quiet")).split("\n");

  const used = async () => {
    const usage = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", ...ids);
    return usage
      .split("\n")
      .map(usedBytes)
      .reduce((sum, each) => sum + each, 0);
  };

  expect(ids).toHaveLength(6);
  // At rest is when what the start left behind has been collected.
  await expect.poll(used, { interval: 2000 }).toBeLessThan(300 * MIB);
});

test("scales to eight workers, and the demo finds every byte the same", async () => {
  await compose("up", "--detach", "--wait", "--no-build", "--scale", "worker=8");

  const demo = await compose("exec", "-T", "api", "penstock", "demo", "--size", "64MiB", "--json");

  expect(JSON.parse(demo)).toMatchObject({ ok: true, bytes: 64 * MIB });
  const workers = await compose("exec", "-T", "api", "penstock", "version");
  expect(workers).toMatch(/^penstock \d/);
  expect((await compose("ps", "--quiet", "worker")).split("\n")).toHaveLength(8);
});

test("keeps its keys when it starts again, and asks for one", async () => {
  const key = await compose("exec", "-T", "api", "cat", "/keys/admin-key");
  await compose("down", "--timeout", "35");

  await compose("up", "--detach", "--wait", "--no-build");

  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await compose("exec", "-T", "api", "cat", "/keys/admin-key")).toBe(key);
  const url = `http://${await compose("port", "api", "8080")}/v1/jobs`;
  const [without, withKey] = await Promise.all([
    fetch(url),
    fetch(url, { headers: { authorization: `Bearer ${key}` } }),
  ]);
  expect([without.status, withKey.status]).toEqual([401, 200]);
});

test("writes nothing outside of its volumes, and has no capabilities", async () => {
  const written = compose("exec", "-T", "worker", "touch", "/home/node/a");
  await expect(written).rejects.toThrow("Read-only file system");

  const status = await compose("exec", "-T", "worker", "cat", "/proc/self/status");

  expect(status).toMatch(/^CapPrm:\t0{16}$/m);
  expect(status).toMatch(/^Uid:\t1000\t/m);
});
