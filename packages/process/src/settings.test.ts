import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { limitsOf } from "./limits-of.ts";
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
      sealingKeys: [],
      allowNetworks: [],
      healthListen: { host: "127.0.0.1", port: 0 },
      slots: "auto",
      memoryBytes: 256 * 1024 * 1024,
      bufferBytes: 16 * 1024 * 1024,
      bytesPerSecond: undefined,
      requestsPerSecond: undefined,
      unitsInFlight: undefined,
      partsPerUpload: undefined,
      limitsTimeZone: "UTC",
      drainSeconds: 25,
      logLevel: "info",
    });
    expect(readSettings("cli", {}).settings).toEqual({
      apiUrl: "http://127.0.0.1:8080",
      tenant: "default",
    });
  });

  test("reads a fixed number of slots", () => {
    expect(readSettings("worker", { PENSTOCK_SLOTS: "12" }).settings.slots).toBe(12);
  });

  test("reads limits of the deployment, and says what is wrong with them", () => {
    const calendar = "Mon-Fri 08:00-18:00 50MiB/s; 200MiB/s";
    const environment = {
      PENSTOCK_BYTES_PER_SECOND: calendar,
      PENSTOCK_REQUESTS_PER_SECOND: "200/s",
      PENSTOCK_LIMITS_TIME_ZONE: "Europe/Berlin",
    };

    expect(limitsOf(readSettings("worker", environment).settings)).toEqual({
      bytesPerSecond: ["Mon-Fri 08:00-18:00 50MiB/s", "200MiB/s"],
      requestsPerSecond: 200,
      timeZone: "Europe/Berlin",
    });
    expect(limitsOf(readSettings("worker", {}).settings)).toEqual({});
    expect(() => readSettings("worker", { PENSTOCK_BYTES_PER_SECOND: "1" })).toThrow(
      /PENSTOCK_BYTES_PER_SECOND.*at least 64KiB/,
    );
    expect(() => readSettings("api", { PENSTOCK_LIMITS_TIME_ZONE: "Mars" })).toThrow(/Europe/);
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

  test.each(["50%off", "p/w", "p#w", "p?w", "p@w", "p:w", "p w", "%FF", "a/b@c:1/#"])(
    "refuses the raw password %j by the setting's name, and says how to write it",
    (password) => {
      const read = (text: string) =>
        readSettings("worker", { PENSTOCK_REDIS_URL: `redis://:${text}@redis:6379/2` });

      expect(() => read(password)).toThrow(/PENSTOCK_REDIS_URL.*percent-encode the password/);
      if (password !== "%FF") {
        expect(read(encodeURIComponent(password)).secrets).toContain(password);
      }
    },
  );

  test("takes every password once it is percent-encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (password) => {
        const url = `rediss://user:${encodeURIComponent(password)}@[::1]:6379/15`;

        expect(readSettings("worker", { PENSTOCK_REDIS_URL: url }).settings.redisUrl).toBe(url);
      }),
    );
  });

  test.each([
    "unix:///run/redis.sock",
    "unix:///run/redis.sock?db=3",
    "redis+sentinel://one:26379,two,[::1]:1/primary",
    "rediss+sentinel://user:p%40ss@one/primary/2?sentinelPassword=a%2Fb",
    "redis+cluster://:secret@one:7000,two:7001",
    "rediss+cluster://one:7000/",
  ])("takes %s", (url) => {
    expect(readSettings("worker", { PENSTOCK_REDIS_URL: url }).settings.redisUrl).toBe(url);
  });

  test.each([
    "unix://",
    "redis+sentinel://host:26379",
    "redis+sentinel://host:26379/name/zero",
    "redis+cluster://one:1,",
    "redis+cluster://one:1,two:2/3",
    "redis+other://host/1",
    "redis://",
    "redis://host:port",
    "redis://host/zero",
    "redis://host:6379/0/1",
    "redis://host:6379?db=3",
    "redis://host:70000",
  ])("refuses %s, with the form that works", (url) => {
    expect(() => readSettings("worker", { PENSTOCK_REDIS_URL: url })).toThrow(
      /PENSTOCK_REDIS_URL.*write redis:\/\/HOST:PORT/,
    );
  });

  test("reads every value without the blanks around it, as from a file", () => {
    const { settings, secrets } = readSettings("worker", {
      PENSTOCK_REDIS_URL: " redis://:secret@redis:6379\n",
      PENSTOCK_SLOTS: "4 ",
      PENSTOCK_LOG_LEVEL: "INFO",
    });

    expect(settings).toMatchObject({
      redisUrl: "redis://:secret@redis:6379",
      slots: 4,
      logLevel: "info",
    });
    expect(secrets).toContain("secret");
  });

  test("refuses a memory that holds no buffer, unless the number of slots is fixed", () => {
    const environment = { PENSTOCK_MEMORY: "1MiB", PENSTOCK_BUFFER: "16MiB" };

    expect(() => readSettings("worker", environment)).toThrow(/PENSTOCK_MEMORY.*PENSTOCK_BUFFER/);
    expect(readSettings("worker", { ...environment, PENSTOCK_SLOTS: "2" }).settings.slots).toBe(2);
  });

  test.each([
    ["10.1.0.0/16, fd12::/32\n192.168.1.7", ["10.1.0.0/16", "fd12::/32", "192.168.1.7/32"]],
    ["::1", ["::1/128"]],
    ["10.0.0.0/33", undefined],
    ["10.1/16", undefined],
    ["localhost", undefined],
  ])("reads the networks %j", (text, networks) => {
    const read = () => readSettings("worker", { PENSTOCK_ALLOW_NETWORKS: text }).settings;

    if (networks === undefined) {
      expect(read).toThrow(/PENSTOCK_ALLOW_NETWORKS .*write networks such as/);
    } else {
      expect(read().allowNetworks).toEqual(networks);
    }
  });

  test("reads several sealing keys, and keeps each out of the log", () => {
    const keys = ["A", "B"].map((letter) => `${letter.repeat(43)}=`);

    const { settings, secrets } = readSettings("worker", {
      PENSTOCK_SEALING_KEY: keys.join(",\n"),
    });

    expect(settings.sealingKeys).toEqual(keys);
    expect(secrets).toEqual(expect.arrayContaining(keys));
    expect(() => readSettings("worker", { PENSTOCK_SEALING_KEY: "short" })).toThrow(
      /PENSTOCK_SEALING_KEY \(its value\): write 32 bytes in base64/,
    );
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

  test.each([
    ["PENSTOCK_SLOT", "the nearest setting is PENSTOCK_SLOTS"],
    ["penstock_slots", "the nearest setting is PENSTOCK_SLOTS"],
    ["Penstock_Bufer", "the nearest setting is PENSTOCK_BUFFER"],
    ["PENSTOCK_REDISURL", "the nearest setting is PENSTOCK_REDIS_URL"],
  ])("warns of %s that nothing reads, with the one that was meant", (name, hint) => {
    expect(readSettings("worker", { [name]: "9", PATH: "/bin" }).warnings).toEqual([
      `nothing reads ${name}; ${hint}`,
    ]);
  });

  test.each(["PENSTOCK_S3_BUCKET", "PENSTOCK_AWS_REGION", "PENSTOCK_X", "PENSTOCK_"])(
    "compares %s, which is like no setting, with none",
    (name) => {
      const [warning, ...others] = readSettings("worker", { [name]: "9" }).warnings;

      expect(warning).toMatch(`nothing reads ${name}: docs/settings.md`);
      expect(warning).not.toContain("nearest");
      expect(others).toEqual([]);
    },
  );
});

describe("settingsPage", () => {
  // `vitest run packages/process -u` writes the page anew.
  test("is what docs/settings.md says", async () => {
    const page = join(import.meta.dirname, "../../../docs/settings.md");

    await expect(settingsPage()).toMatchFileSnapshot(page);
  });
});
