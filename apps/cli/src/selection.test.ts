import { describe, expect, test } from "vitest";
import { selectionOf, templateOf } from "./selection.ts";

const CONNECTIONS = [
  { name: "files", provider: "file", isWritable: false, location: "/data" },
  { name: "logs", provider: "file", isWritable: false, location: "/data/logs" },
  { name: "raw", provider: "aws", isWritable: true, location: "raw in eu-west-1" },
] as const;
const HERE = { connections: CONNECTIONS, folder: "/data" };

describe("what is copied", () => {
  test.each([
    ["raw:2026/", { connection: "raw", prefix: "2026/" }],
    ["raw:", { connection: "raw", prefix: "" }],
    ["files:a/b", { connection: "files", tree: "a/b" }],
    ["./in", { connection: "files", tree: "in" }],
    ["/data/logs/2026", { connection: "logs", tree: "2026" }],
    ["/data/logs", { connection: "logs", tree: "" }],
    [".", { connection: "files", tree: "" }],
  ])("%s is a list", (text, source) => {
    expect(selectionOf(text, { recursive: true }, HERE)).toEqual(source);
  });

  test("may be chosen by globs", () => {
    const options = { recursive: true, include: ["**/*.csv"], exclude: ["tmp/**"] } as const;

    expect(selectionOf("raw:in/", options, HERE)).toEqual({
      ...{ connection: "raw", prefix: "in/" },
      ...{ include: ["**/*.csv"], exclude: ["tmp/**"] },
    });
  });

  test.each([
    ["files:list.csv", "csv"],
    ["files:a/list.JSONL", "jsonl"],
    ["raw:inventory/manifest.json", "s3-inventory"],
  ])("is what the manifest %s names", (manifest, format) => {
    const [connection, key] = manifest.split(":");

    expect(selectionOf("raw:", { manifest }, HERE)).toEqual({
      connection: "raw",
      manifest: { connection, key, format },
    });
  });

  test("is what a manifest by its URL names, whatever its query says", () => {
    const manifest = "https://lists.example.org/a/list.jsonl?sig=a.csv";

    expect(selectionOf("raw:", { manifest }, HERE)).toEqual({
      connection: "raw",
      manifest: { url: manifest, format: "jsonl" },
    });
    expect(() => selectionOf("raw:", { manifest: "https://a.example.org/x?sig=s" }, HERE)).toThrow(
      'the manifest "https://a.example.org/x" is of no known format',
    );
  });

  test("keeps globs beside a manifest, which the API refuses", () => {
    const options = { manifest: "files:list.csv", include: ["*.csv"] } as const;

    expect(selectionOf("raw:", options, HERE)).toMatchObject({ include: ["*.csv"] });
  });

  test.each([
    ["/elsewhere", { recursive: true }, 3, "--source /elsewhere"],
    ["raw:a", { manifest: "files:list.csv" }, 2, "raw:"],
    ["raw:", { manifest: "files:" }, 2, "files:list.csv"],
    ["raw:", { manifest: "files:list.txt" }, 2, "manifests.md"],
  ] as const)("%s %o ends with %i and says what to do", (text, options, exitCode, hint) => {
    expect(() => selectionOf(text, options, HERE)).toThrow(
      expect.objectContaining({ exitCode, nextStep: expect.stringContaining(hint) }),
    );
  });
});

describe("where it goes", () => {
  test.each([
    ["local:", "{relativeKey}"],
    ["local:copies/", "copies/{relativeKey}"],
    ["local:{date:yyyy}/{basename}", "{date:yyyy}/{basename}"],
  ])("%s makes keys by %s", (text, key) => {
    expect(templateOf(text)).toEqual({ connection: "local", key });
  });

  test.each([
    ["local:one", "local:one/"],
    ["./folder", "conn ls"],
  ])("%s is refused with a hint", (text, hint) => {
    expect(() => templateOf(text)).toThrow(
      expect.objectContaining({ exitCode: 2, nextStep: expect.stringContaining(hint) }),
    );
  });
});
