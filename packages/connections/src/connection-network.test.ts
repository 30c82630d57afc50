import { expect, test } from "vitest";
import { networkOf } from "./connection-network.ts";

const AT = new URL("https://bucket.example.com/");

function networkBy(reached: Parameters<typeof networkOf>[1], environment = {}) {
  const secrets = new Set<string>();
  const { proxy, ca } = networkOf("cloud", reached, { environment, secrets });
  return { through: proxy?.(AT)?.host, ca, secrets };
}

test.each([
  ["nothing", {}, {}, undefined],
  ["the variables", {}, { HTTPS_PROXY: "http://everywhere:3128" }, "everywhere:3128"],
  ["its own proxy", { proxy: "http://own:3128" }, { HTTPS_PROXY: "http://everywhere" }, "own:3128"],
  ["its own proxy", { proxy: "env:OWN" }, { OWN: "http://ada:word@own:3128" }, "own:3128"],
  ["no proxy", { proxy: "none" }, { HTTPS_PROXY: "http://everywhere" }, undefined],
  ["NO_PROXY", { proxy: "http://own:3128" }, { NO_PROXY: "x, .example.com" }, undefined],
])("a connection is reached by %s: %j in %j", (_by, reached, environment, host) => {
  expect(networkBy(reached, environment).through).toBe(host);
});

test.each([
  ["pass-word", "pass-word"],
  ["p%40ss-word", "p@ss-word"],
  ["100%-sure", "100%-sure"],
])("the password %s of a proxy is kept out of the log, also as it is sent", (written, meant) => {
  const { secrets } = networkBy({}, { HTTPS_PROXY: `http://ada:${written}@proxy` });

  expect([...secrets]).toEqual([written, Buffer.from(`ada:${meant}`).toString("base64")]);
});

test("authorities of its own come beside those of the system, or it says that there are none", () => {
  const { ca } = networkBy({ ca: new URL(import.meta.url).pathname });

  expect(ca?.length).toBeGreaterThan(10);
  expect(() => networkBy({ ca: "/nowhere/ca.pem" })).toThrow(
    expect.objectContaining({
      code: "settings-invalid",
      message: expect.stringContaining("/nowhere/ca.pem"),
    }),
  );
});
