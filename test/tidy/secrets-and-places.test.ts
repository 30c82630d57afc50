import { describe, expect, test } from "vitest";
import { linesWith, readTracked, type TextFile, trackedPaths } from "./tracked-files.ts";

const SECRETS = [
  /\bAKID[A-Za-z0-9]{13,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /secret_?(access_?)?key["']?\s*[:=]\s*["'][A-Za-z0-9+/]{32,}["']/i,
];
/** Names of one machine or of one network mean nothing anywhere else. */
const PLACES = [
  /(?<![\w./-])\/(work|root|Users)\/[\w.]/,
  /https?:\/\/(?![^\s/]*example\.)[^\s"')]*\b(registry|mirrors?|artifactory|nexus|verdaccio)\b/i,
];

/** Tencent's published sample keys, which the signature vectors are made with. */
const PUBLISHED_SAMPLES = "test/data/cos-signature-vectors.json";
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|gz|zip)$/;

function leaks(file: TextFile): readonly string[] {
  const patterns = file.path === PUBLISHED_SAMPLES ? PLACES : [...SECRETS, ...PLACES];
  return patterns.flatMap((pattern) => linesWith(file, pattern));
}

describe("the repository", () => {
  test("holds no secret and no place that exists on one machine only", () => {
    const files = trackedPaths().filter((path) => !BINARY.test(path));

    expect(files.map(readTracked).flatMap(leaks)).toEqual([]);
  });
});

describe("the check of secrets and places", () => {
  // Put together at run time, so that this file does not find itself.
  test.each([
    ["AKID", "z8krbsJ5yKBZQpn74WFkmLPx3"].join(""),
    ["AKIA", "IOSFODNN7EXAMPLE"].join(""),
    ["-----BEGIN", "RSA PRIVATE KEY-----"].join(" "),
    ["ghp", "a".repeat(36)].join("_"),
    ["secretKey:", `"${"b".repeat(40)}"`].join(" "),
    ["SECRET_ACCESS_KEY =", `'${"b".repeat(40)}'`].join(" "),
    ["cd ", "work/main"].join("/"),
    ["cat ", "root/.npmrc"].join("/"),
    ["https://", "registry.corp.test/pino"].join(""),
    ["http://", "npm.mirror.corp.test"].join(""),
  ])("bites on %j", (text) => {
    expect(leaks({ path: "docs/a.md", text })).toHaveLength(1);
  });

  test.each([
    "WORKDIR /home/node/app",
    "packages/network/work/a.ts",
    "credentials: { accessKeyId: env:COS_SECRET_ID }",
    "https://docs.npmjs.com/cli",
    "https://mirror.example.com/files/",
  ])("lets %j be", (text) => {
    expect(leaks({ path: "docs/a.md", text })).toEqual([]);
  });

  test("lets only the vector file hold published sample keys", () => {
    const text = ["AKID", "z8krbsJ5yKBZQpn74WFkmLPx3"].join("");

    expect(leaks({ path: PUBLISHED_SAMPLES, text })).toEqual([]);
  });
});
