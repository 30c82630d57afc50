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
