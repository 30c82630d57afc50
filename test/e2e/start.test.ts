import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useRedis } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MAIN } from "../support/processes-under-test.ts";

const redis = useRedis();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-e2e-start-"));
  await writeFile(join(folder, "penstock.config.json"), '{ "connections": {} }');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Starts a role as people do, and reads what it says until it ends; it is told to end once it says `stopAt`. */
async function start(role: string, settings: Record<string, string>, stopAt?: RegExp) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [MAIN, "serve", "--role", role], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      said += String(text);
      if (stopAt?.test(said) === true) {
        child.kill("SIGTERM");
      }
    });
  }
  const [code] = await once(child, "close");
  return { code, said };
}

describe.each(["api", "planner", "worker", "coordinator"])("%s", (role) => {
  test.each<[string, (url: string) => Record<string, string>, RegExp]>([
    [
      "a database that Redis has not",
      (url) => ({ PENSTOCK_REDIS_URL: `${url}/99` }),
      /no database 99/,
    ],
    [
      "a user whom Redis does not know",
      (url) => ({ PENSTOCK_REDIS_URL: url.replace("redis://", "redis://unknown:canary-7@") }),
      /WRONGPASS/,
    ],
    [
      "a config that is not there, though Redis is away as well",
      () => ({ PENSTOCK_REDIS_URL: "redis://127.0.0.1:1", PENSTOCK_CONFIG: "/nope" }),
      /\/nope does not exist/,
    ],
    [
      "a config that is a folder",
      (url) => ({ PENSTOCK_REDIS_URL: url, PENSTOCK_CONFIG: "/" }),
      /it is a folder: set PENSTOCK_CONFIG to the file in it/,
    ],
  ])("ends with code 2 and one sentence at %s", async (_name, settings, sentence) => {
    const { code, said } = await start(role, settings(redis.url));

    expect(said).toMatch(sentence);
    expect(said.trim().split("\n")).toHaveLength(1);
    expect(said).not.toMatch(/node_modules|\.[jt]s:\d|canary-7/);
    expect(code).toBe(2);
  });
});

test("an api whose journal is a file ends with code 2 and one sentence", async () => {
  await writeFile(join(folder, "journal"), "");
  await chmod(join(folder, "journal"), 0o600);

  const { code, said } = await start("api", {
    PENSTOCK_REDIS_URL: redis.url,
    PENSTOCK_JOURNAL: "./journal",
  });

  expect(said).toMatch(/PENSTOCK_JOURNAL: \.\/journal cannot hold the journal/);
  expect(said.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(2);
});

test.each(["api", "coordinator"])(
  "%s waits for the store of its journal, says why, and is not ready",
  async (role) => {
    const credentials = { accessKeyId: "env:KEY", secretAccessKey: "env:KEY" };
    const cloud = { provider: "cos", bucket: "a-1250000000", region: "ap-beijing", credentials };
    const config = { connections: { cloud: { ...cloud, endpoint: "http://127.0.0.1:1" } } };
    await writeFile(join(folder, "penstock.config.json"), JSON.stringify(config));
    const settings = {
      PENSTOCK_REDIS_URL: redis.url,
      PENSTOCK_JOURNAL: "cloud:journal/",
      KEY: "k",
    };

    const { code, said } = await start(role, settings, /trying until it can/);

    expect(said).toMatch(/journal \(PENSTOCK_JOURNAL\) in cloud:journal\/ cannot be used/);
    expect(said).toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    expect(said).not.toMatch(/"ready"|node_modules|\.[jt]s:\d/);
    expect(code).toBe(0);
  },
);
