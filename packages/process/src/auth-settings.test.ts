import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const KEY = "0123456789abcdef0123456789abcdef";

describe("an API", () => {
  test.each([
    {},
    { PENSTOCK_LISTEN: "[::1]:80" },
    { PENSTOCK_LISTEN: "localhost:80" },
    { PENSTOCK_PUBLIC_URL: "http://127.0.0.1:9000" },
    { PENSTOCK_LISTEN: "0.0.0.0:80", PENSTOCK_ADMIN_KEY: KEY },
    { PENSTOCK_LISTEN: "0.0.0.0:80", PENSTOCK_AUTH: "required" },
    { PENSTOCK_LISTEN: "0.0.0.0:80", PENSTOCK_AUTH: "none" },
    { PENSTOCK_PUBLIC_URL: "https://penstock.example", PENSTOCK_AUTH: "none" },
  ])("starts with %j", (environment) => {
    expect(() => readSettings("api", environment)).not.toThrow();
  });

  test.each([
    [{ PENSTOCK_LISTEN: "0.0.0.0:80" }, "opens the API to other machines"],
    [{ PENSTOCK_LISTEN: "[::]:80" }, "opens the API to other machines"],
    [{ PENSTOCK_LISTEN: "10.0.0.5:80" }, "opens the API to other machines"],
    [{ PENSTOCK_LISTEN: "penstock.internal:80" }, "opens the API to other machines"],
    [{ PENSTOCK_PUBLIC_URL: "https://penstock.example" }, "serves the API elsewhere"],
    [{ PENSTOCK_AUTH: "none", PENSTOCK_ADMIN_KEY: KEY }, "would protect nothing"],
    [{ PENSTOCK_AUTH: "off" }, "write auto, required or none"],
    [{ PENSTOCK_ADMIN_KEY: "short" }, "write 24 or more"],
  ])("does not start with %j", (environment, reason) => {
    expect(() => readSettings("api", environment)).toThrow(reason);
  });

  test("keeps its first key out of what it says", () => {
    const { secrets } = readSettings("api", { PENSTOCK_ADMIN_KEY: KEY });

    expect(secrets).toContain(KEY);
    expect(() => readSettings("api", { PENSTOCK_ADMIN_KEY: `${KEY} x` })).not.toThrow(KEY);
  });
});
