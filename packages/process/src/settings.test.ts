import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { settingsPage } from "./settings-page.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "penstock-settings-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("readSettings", () => {
  test("gives each role its defaults", () => {
    expect(readSettings("worker", {}).settings).toEqual({
      redisUrl: "redis://127.0.0.1:6379",
      configPath: "./penstock.config.json",
      healthListen: { host: "127.0.0.1", port: 0 },
      slots: "auto",
      memoryBytes: 256 * 1024 * 1024,
      bufferBytes: 16 * 1024 * 1024,
      drainSeconds: 25,
      logLevel: "info",
    });
    expect(readSettings("cli", {}).settings).toEqual({ apiUrl: "http://127.0.0.1:8080" });
  });

  test("reads a fixed number of slots", () => {
    expect(readSettings("worker", { PENSTOCK_SLOTS: "12" }).settings.slots).toBe(12);
  });

  test("takes an empty variable as not set", () => {
    expect(readSettings("api", { PENSTOCK_LISTEN: "" }).settings.listen.port).toBe(8080);
  });

  test("reads an IPv6 address to listen on", () => {
    const { settings } = readSettings("api", { PENSTOCK_LISTEN: "[::1]:0" });

    expect(settings.listen).toEqual({ host: "::1", port: 0 });
  });

  test.each([
    ["", undefined],
    ["/srv/journal", { kind: "folder", path: "/srv/journal" }],
    ["journal", { kind: "folder", path: "journal" }],
    ["./cloud:journal/", { kind: "folder", path: "./cloud:journal/" }],
    ["cloud:journal/", { kind: "store", connection: "cloud", prefix: "journal/" }],
    ["cloud:a/b c/", undefined],
    ["cloud:journal", undefined],
    ["cloud:", undefined],
    ["cloud:/", undefined],
  ])("reads the journal's place from %j", (text, place) => {
    const read = () => readSettings("api", { PENSTOCK_JOURNAL: text }).settings.journal;

    if (place === undefined && text !== "") {
      expect(read).toThrow(/PENSTOCK_JOURNAL.*CONNECTION:PREFIX\//);
    } else {
      expect(read()).toEqual(place);
    }
  });

  test("reports all mistakes together", () => {
    const environment = {
      PENSTOCK_SLOTS: "many",
      PENSTOCK_BUFFER: "12",
      PENSTOCK_LOG_LEVEL: "all",
    };

    expect(() => readSettings("worker", environment)).toThrow(
      expect.objectContaining({
        code: "settings-invalid",
        message: expect.stringMatching(/PENSTOCK_SLOTS.*PENSTOCK_BUFFER.*PENSTOCK_LOG_LEVEL/),
      }),
    );
  });

  test.each([
    ["PENSTOCK_SLOTS", "0"],
    ["PENSTOCK_SLOTS", "1.5"],
    ["PENSTOCK_SLOTS", "257"],
    ["PENSTOCK_MEMORY", "512KiB"],
    ["PENSTOCK_HEALTH_LISTEN", "8080"],
    ["PENSTOCK_HEALTH_LISTEN", "127.0.0.1:70000"],
    ["PENSTOCK_BUFFER", "6GiB"],
    ["PENSTOCK_DRAIN_SECONDS", "-1"],
    ["PENSTOCK_REDIS_URL", "127.0.0.1:6379"],
  ])("refuses %s=%s by its name", (name, value) => {
    expect(() => readSettings("worker", { [name]: value })).toThrow(name);
  });

  test("leaves mistakes in another role's settings to that role", () => {
    expect(readSettings("cli", { PENSTOCK_SLOTS: "many" }).settings.apiUrl).toContain("http");
  });

  test("reads a secret from the file that PENSTOCK_X_FILE names", () => {
    const path = join(folder, "redis-url");
    writeFileSync(path, "redis://:pass-word-1@redis:6379\n");

    const { settings, secrets } = readSettings("api", { PENSTOCK_REDIS_URL_FILE: path });

    expect(settings.redisUrl).toBe("redis://:pass-word-1@redis:6379");
    expect(secrets).toEqual(
      expect.arrayContaining(["redis://:pass-word-1@redis:6379", "pass-word-1"]),
    );
  });

  test("takes a password with a lone percent sign for what it says", () => {
    const environment = { PENSTOCK_REDIS_URL: "redis://:half%zz@redis:6379" };

    expect(readSettings("api", environment).secrets).toContain("half%zz");
  });

  test("refuses a secret that is given twice, or whose file is missing", () => {
    const twice = { PENSTOCK_REDIS_URL: "redis://a:1", PENSTOCK_REDIS_URL_FILE: "/b" };

    expect(() => readSettings("api", twice)).toThrow("both set");
    expect(() => readSettings("api", { PENSTOCK_REDIS_URL_FILE: join(folder, "none") })).toThrow(
      "cannot be read",
    );
  });

  test("never repeats a wrong secret", () => {
    const environment = { PENSTOCK_REDIS_URL: "http://:canary-7@redis" };

    expect(() => readSettings("api", environment)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("canary-7") }),
    );
  });

  test("warns of a name that nothing reads, with the nearest one", () => {
    expect(readSettings("worker", { PENSTOCK_SLOT: "9", PATH: "/bin" }).warnings).toEqual([
      "nothing reads PENSTOCK_SLOT; the nearest setting is PENSTOCK_SLOTS",
    ]);
  });
});

describe("settingsPage", () => {
  // `vitest run packages/process -u` writes the page anew.
  test("is what docs/settings.md says", async () => {
    const page = join(import.meta.dirname, "../../../docs/settings.md");

    await expect(settingsPage()).toMatchFileSnapshot(page);
  });
});
