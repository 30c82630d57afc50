import { describe, expect, test } from "vitest";
import { checkInfo } from "./check-redis.ts";

const GOOD = "# Memory\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n";

describe("checkInfo", () => {
  test("has nothing to say of a server that keeps what it accepts", () => {
    expect(checkInfo(GOOD)).toEqual([]);
  });

  test.each([
    ["evicts", GOOD.replace("noeviction", "allkeys-lru"), "CONFIG SET maxmemory-policy noeviction"],
    [
      "keeps no append-only file",
      GOOD.replace("enabled:1", "enabled:0"),
      "CONFIG SET appendonly yes",
    ],
  ])("refuses a server that %s, with the line that fixes it", (_name, info, line) => {
    expect(() => checkInfo(info)).toThrow(
      expect.objectContaining({
        code: "settings-invalid",
        message: expect.stringContaining(line),
      }),
    );
  });

  test.each([
    ["6.0.16", false],
    ["5.0.7", false],
    ["6.2.0", true],
    ["7.0.15", true],
    ["10.1.0", true],
  ])("asks for a server that knows LMOVE: version %s", (version, isTaken) => {
    const check = () => checkInfo(`redis_version:${version}\r\n${GOOD}`);

    if (isTaken) {
      expect(check()).toEqual([]);
    } else {
      expect(check).toThrow("Redis needs version 6.2 or later");
    }
  });

  test("only warns of a missing append-only file where a journal keeps the jobs", () => {
    const warnings = checkInfo(GOOD.replace("enabled:1", "enabled:0"), "advised");

    expect(warnings).toEqual([expect.stringContaining("CONFIG SET appendonly yes")]);
  });

  test("refuses a server that evicts, journal or not", () => {
    const evicting = GOOD.replace("noeviction", "allkeys-lru");

    expect(() => checkInfo(evicting, "advised")).toThrow("CONFIG SET maxmemory-policy noeviction");
  });

  test("warns of what the server does not show", () => {
    const warnings = checkInfo("# Memory\r\nused_memory:1\r\n");

    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain("CONFIG SET maxmemory-policy noeviction");
  });
});
