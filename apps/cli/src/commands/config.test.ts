import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Output } from "../progress/display.ts";
import { checkConfig, printConfig } from "./config.ts";

let folder = "";
let written = { out: "", err: "" };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-config-"));
  written = { out: "", err: "" };
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function outputWith(environment: NodeJS.ProcessEnv): Output {
  return {
    environment,
    stdout: {
      write: (text: string) => {
        written.out += text;
      },
    },
    stderr: {
      isTTY: false,
      columns: undefined,
      write: (text: string) => {
        written.err += text;
      },
    },
  };
}

async function configFile(text: string): Promise<string> {
  const path = join(folder, "penstock.config.json");
  await writeFile(path, text);
  return path;
}

test("check says that all is right, and exits with 0", async () => {
  const path = await configFile(
    '{ "connections": { "disk": { "provider": "file", "root": "/" } } }',
  );

  const code = await checkConfig({}, outputWith({ PENSTOCK_CONFIG: path }));

  expect(code).toBe(0);
  expect(written.out).toContain("are right");
});

test("check says all that is wrong, in settings and connections, and exits with 2", async () => {
  const path = await configFile('{ "connections": { "disk": { "provider": "file" } } }');
  const environment = { PENSTOCK_CONFIG: path, PENSTOCK_SLOTS: "none", PENSTOCK_LISTEN: "here" };

  const code = await checkConfig({}, outputWith(environment));

  expect(code).toBe(2);
  expect(written.err).toMatch(/PENSTOCK_SLOTS/);
  expect(written.err).toMatch(/PENSTOCK_LISTEN/);
  expect(written.err).toMatch(/root/);
});

test("check of one role leaves out what it does not read", async () => {
  const path = await configFile('{ "connections": {} }');

  const code = await checkConfig(
    { role: "worker" },
    outputWith({ PENSTOCK_CONFIG: path, PENSTOCK_LISTEN: "here" }),
  );

  expect(code).toBe(0);
});

test("print shows where each value is from, and no secret", async () => {
  const environment = {
    PENSTOCK_SLOTS: "4",
    PENSTOCK_REDIS_URL: "redis://:canary@h",
    PENSTOCK_RECEIPT_KEY_FILE: "/run/receipt-key",
  };

  await printConfig({}, outputWith(environment));

  expect(written.out).toMatch(/PENSTOCK_SLOTS +4 +environment/);
  expect(written.out).toMatch(/PENSTOCK_REDIS_URL +\(secret\) +environment/);
  expect(written.out).toMatch(/PENSTOCK_RECEIPT_KEY +\/run\/receipt-key +file/);
  expect(written.out).toMatch(/PENSTOCK_DRAIN_SECONDS +25 +default/);
  expect(written.out).not.toContain("canary");
});

test("check says each mistake once, though all roles read the setting", async () => {
  const path = await configFile('{ "connections": {} }');
  const environment = { PENSTOCK_CONFIG: path, PENSTOCK_LOG_LEVEL: "all", PENSTOCK_SLOTS: "none" };

  await checkConfig({}, outputWith(environment));

  expect(written.err.match(/PENSTOCK_LOG_LEVEL/g)).toHaveLength(1);
});

test("check and print know the settings of the command line", async () => {
  const environment = { PENSTOCK_TENANT: "No Name", PENSTOCK_KEY: "canary" };

  expect(await checkConfig({ role: "cli" }, outputWith(environment))).toBe(2);
  await printConfig({ role: "cli" }, outputWith(environment));

  expect(written.err).toMatch(/PENSTOCK_TENANT/);
  expect(written.out).toMatch(/PENSTOCK_KEY +\(secret\) +environment/);
});

test.each(["PENSTOCK_URL", "PENSTOCK_PUBLIC_URL", "PENSTOCK_OIDC_JWKS_URL"])(
  "neither print nor check shows a password that stands in %s",
  async (name) => {
    await printConfig({}, outputWith({ [name]: "https://user:canary@host/path" }));
    await checkConfig({}, outputWith({ [name]: "http://user:canary@other host/" }));

    expect(written.out).toMatch(new RegExp(`${name} +https://\\S+@host/path +environment`));
    expect(written.err).toContain(name);
    expect(written.out + written.err).not.toContain("canary");
  },
);

test("a blank value counts as none, as it does at a start", async () => {
  await printConfig({}, outputWith({ PENSTOCK_SLOTS: " " }));

  expect(written.out).toMatch(/PENSTOCK_SLOTS +auto +default/);
});
