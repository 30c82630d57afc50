import { describe, expect, test } from "vitest";
import { secretIn } from "./secret-in.ts";

const NONE: ReadonlySet<string> = new Set();

describe("a secret in a document", () => {
  test.each([
    [{ password: "a" }, "/password"],
    [{ apiKey: "a" }, "/apiKey"],
    [{ "private-key": "a" }, "/private-key"],
    [{ auth: [{ accessToken: "a" }] }, "/auth/0/accessToken"],
    [{ credentials: "a" }, "/credentials"],
    [{ url: "redis://user:word@host:1/" }, "/url"],
    [{ url: "https://host/a?b=1&sig=abc" }, "/url"],
    [{ url: "https://host/a?q-sign-algorithm=sha1" }, "/url"],
    [{ text: "before well-known after" }, "/text"],
    [{ secret: "sealed:v1:0123456789abcdef:short" }, "/secret"],
  ])("is found in %j", (value, place) => {
    expect(secretIn(value, new Set(["well-known"]))).toBe(place);
  });

  test.each([
    {},
    { secretEnv: "NAME" },
    { passwordFile: "/run/secrets/a" },
    { accessKeyId: "id" },
    { keyHash: "sha256:00" },
    { tokens: 5 },
    { password: "" },
    { signingSecret: `sealed:v1:0123456789abcdef:${"a".repeat(38)}` },
    { url: "https://host/path?page=1" },
    { key: "films/a:b@c.mov" },
    { name: null },
  ])("is not taken for one in %j", (value) => {
    expect(secretIn(value, NONE)).toBeUndefined();
  });
});
