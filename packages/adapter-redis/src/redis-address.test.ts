import { expect, test } from "vitest";
import { addressOf } from "./redis-address.ts";

test.each([
  ["redis://h", { host: "h", port: 6379, db: 0 }],
  ["redis://[::1]:1/15", { host: "::1", port: 1, db: 15 }],
  [
    "rediss://u:p%40s%2Fs@h:7/2",
    { username: "u", password: "p@s/s", host: "h", port: 7, tls: {}, db: 2 },
  ],
  ["redis://:secret@h", { password: "secret", host: "h", port: 6379, db: 0 }],
  ["unix:///run/a b.sock?db=3", { path: "/run/a b.sock", db: 3 }],
] as const)("%s is a server", (url, options) => {
  expect(addressOf(url)).toEqual({ kind: "server", options });
});

test("Sentinels are asked for the primary of this name", () => {
  expect(addressOf("rediss+sentinel://u:p@a,b:1/main/4?sentinelPassword=x%2Fy")).toEqual({
    kind: "server",
    options: {
      ...{ username: "u", password: "p", name: "main", db: 4, sentinelPassword: "x/y" },
      ...{ tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true },
      sentinels: [
        { host: "a", port: 26_379 },
        { host: "b", port: 1 },
      ],
    },
  });
});

test("a cluster is asked for all of its nodes", () => {
  expect(addressOf("redis+cluster://:p@a:1,b/")).toEqual({
    kind: "cluster",
    nodes: [
      { host: "a", port: 1 },
      { host: "b", port: 6379 },
    ],
    options: { password: "p" },
  });
});
