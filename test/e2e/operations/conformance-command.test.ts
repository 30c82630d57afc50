import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BUCKET,
  KEYS,
  REGION,
  type StartedEmulator,
  startEmulator,
} from "../../conformance/on-emulator.ts";

const MAIN = fileURLToPath(new URL("../../conformance/live/main.ts", import.meta.url));
const FIRST_ROW = "joining parts > joins them in number order, whatever order they arrive in";

describe("npm run conformance", () => {
  let server: StartedEmulator;
  let folder: string;

  beforeAll(async () => {
    server = await startEmulator();
    folder = await mkdtemp(join(tmpdir(), "penstock-conformance-"));
  });

  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  function bucket(provider: string): Record<string, string> {
    const { endpoint } = server.emulator;
    return { provider, endpoint, bucket: BUCKET, region: REGION };
  }

  test("finds nothing wrong with the emulator as COS, and leaves nothing behind", async () => {
    const json = join(folder, "cos.json");

    const { exitCode, stdout, stderr } = await run({ ...bucket("cos"), json });

    expect(stderr).toBe("");
    expect(stdout).not.toMatch(/^failed/m);
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd()).toMatch(/\n\d{2,} passed, 0 failed, 0 skipped$/);
    const report: unknown = JSON.parse(await readFile(json, "utf8"));
    expect(report).toMatchObject({ passed: expect.any(Number), failed: 0, skipped: 0 });
    expect(report).toHaveProperty("rows.0", { name: FIRST_ROW, result: "passed", detail: "" });
    expect(server.emulator.openUploads()).toEqual([]);
    expect(await server.keys()).toEqual([]);
  });

  test("fails for the one row that its S3 API fails, and leaves nothing behind", async () => {
    const json = join(folder, "s3.json");
    server.emulator.faults.add({
      on: { call: "CompleteMultipartUpload" },
      times: 1,
      fault: { kind: "refuse-after-body", status: 403, code: "AccessDenied" },
    });

    const { exitCode, stdout } = await run({ ...bucket("versitygw"), json });

    expect(exitCode).toBe(1);
    expect(stdout).toContain(`failed   ${FIRST_ROW}`);
    expect(stdout.trimEnd()).toMatch(/\n\d{2,} passed, 1 failed, 4 skipped$/);
    const report: unknown = JSON.parse(await readFile(json, "utf8"));
    expect(report).toMatchObject({ failed: 1, skipped: 4 });
    expect(report).toHaveProperty("rows.0", {
      name: FIRST_ROW,
      result: "failed",
      detail: expect.stringContaining("AccessDenied"),
    });
    expect(server.emulator.openUploads()).toEqual([]);
    expect(await server.keys()).toEqual([]);
  });

  test("cleans up when it is interrupted", async () => {
    const child = start(bucket("cos"));
    const exited = once(child, "close");
    await eventually(() => server.emulator.openUploads().length > 0);

    child.kill("SIGINT");

    expect(await exited).toEqual([1, null]);
    expect(server.emulator.openUploads()).toEqual([]);
    expect(await server.keys()).toEqual([]);
  });

  test.each([
    { changed: { provider: "ftp" }, exitCode: 2, says: 'there is no provider "ftp"' },
    { changed: { endpoint: "localhost" }, exitCode: 2, says: "--endpoint must be http(s)://" },
    { changed: { region: "" }, exitCode: 2, says: "--region is missing" },
    { changed: { bucket: "none-1250000000" }, exitCode: 1, says: "there is no bucket none-" },
    { changed: { endpoint: "http://127.0.0.1:9" }, exitCode: 1, says: "cannot be reached (ECONN" },
  ])("exits $exitCode for $changed", async ({ changed, exitCode, says }) => {
    const result = await run({ ...bucket("cos"), ...changed });

    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr.split("\n")[0]).toContain(says);
  });

  test("says which key is missing, and which one is refused", async () => {
    const missing = await run(bucket("cos"), { PENSTOCK_ACCESS_KEY_ID: "" });
    const wrong = await run(bucket("cos"), { PENSTOCK_SECRET_ACCESS_KEY: "wrong" });

    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toMatch(/^PENSTOCK_ACCESS_KEY_ID is not set/);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toMatch(/refuses the keys of .*SignatureDoesNotMatch/);
  });
});

type Texts = Readonly<Record<string, string>>;

function start(options: Texts, environment: Texts = {}) {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return spawn(process.execPath, [MAIN, ...args], {
    env: {
      ...{ PATH: process.env["PATH"], NO_COLOR: "1" },
      PENSTOCK_ACCESS_KEY_ID: KEYS.accessKeyId,
      PENSTOCK_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(options: Texts, environment: Texts = {}) {
  const child = start(options, environment);
  const [stdout, stderr, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode: typeof exit[0] === "number" ? exit[0] : null, stdout, stderr };
}
