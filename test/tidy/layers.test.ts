import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { SOURCES, type TextFile, trackedFiles } from "./tracked-files.ts";

const SCOPE = "@penstock/";
const SPECIFIER = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

/** Which packages of ours a folder may import. The first pattern that fits the folder wins. */
const MAY_IMPORT: readonly (readonly [folder: RegExp, packages: RegExp])[] = [
  [/^packages\/(core|local-redis)$/, /^$/],
  [/^packages\/(engine|wire|process|cos-emulator|journal|transport)$/, /^core$/],
  // Types alone: a page loads nothing of them.
  [/^packages\/dashboard$/, /^wire$/],
  [/^packages\/(client|receipts)$/, /^(core|wire)$/],
  [/^packages\/adapter-bullmq$/, /^(core|wire)$/],
  [/^packages\/adapter-(cos|s3|source)$/, /^(core(\/walks)?|transport)$/],
  [/^packages\/adapter-[a-z0-9]+$/, /^core$/],
  // The one place that knows every vendor.
  [/^packages\/connections$/, /^(core|wire|transport|adapter-(cos|s3|source))$/],
  [/^packages\/testkit$/, /^(core|local-redis)$/],
  // The one binary starts the other apps; it is a client of theirs, not a worker of its own. It
  // opens connections to read a local configuration, and to check the bytes of the demo.
  [
    /^apps\/cli$/,
    /^(core(\/choices)?|wire|process(\/version)?|client|local-redis|cos-emulator|connections|receipts|api|worker|coordinator)$/,
  ],
  [
    /^apps\/[a-z]+$/,
    /^(core|engine|wire|process|connections|dashboard|adapter-(bullmq|redis)|journal|receipts)$/,
  ],
];

/** These may not touch the outside world: their ports do it for them. */
const PURE = /^packages\/(core|engine)$/;

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function allowedIn(folder: string): RegExp {
  return MAY_IMPORT.find(([pattern]) => pattern.test(folder))?.[1] ?? /^$/;
}

function isWrong(file: TextFile, specifier: string): boolean {
  const folder = folderOf(file.path);
  if (specifier.startsWith(SCOPE)) {
    return !allowedIn(folder).test(specifier.slice(SCOPE.length));
  }
  if (specifier.startsWith(".")) {
    const target = normalize(join(dirname(file.path), specifier));
    return !target.startsWith(`${folder}/src/`);
  }
  return PURE.test(folder);
}

function wrongImports(file: TextFile): readonly string[] {
  return [...file.text.matchAll(SPECIFIER)]
    .filter((match) => isWrong(file, match[1] ?? ""))
    .map((match) => {
      const line = file.text.slice(0, match.index).split("\n").length;
      return `${file.path}:${line}: ${match[1]}`;
    });
}

describe("the layers", () => {
  const sources = trackedFiles(SOURCES);

  test("have files to look at", () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  test("import one way, and packages keep their relative imports inside themselves", () => {
    expect(sources.flatMap(wrongImports)).toEqual([]);
  });
});

describe("the layer check", () => {
  test.each([
    ["packages/core/src/a.ts", 'import { open } from "node:fs";'],
    ["packages/core/src/a.ts", 'import "@penstock/wire";'],
    ["packages/engine/src/a.ts", 'export { a } from "@penstock/adapter-cos";'],
    ["packages/engine/src/a.ts", 'import { Queue } from "bullmq";'],
    ["packages/adapter-s3/src/a.ts", 'import { a } from "@penstock/adapter-cos";'],
    ["packages/adapter-redis/src/a.ts", 'import { a } from "@penstock/testkit";'],
    ["packages/wire/src/a.ts", 'import { a } from "@penstock/core/src/ids.ts";'],
    ["packages/wire/src/a.ts", 'import { a } from "../../core/src/ids.ts";'],
    ["apps/api/src/a.ts", 'const a = await import("@penstock/worker");'],
    ["apps/cli/src/a.ts", 'import {\n  a,\n} from "@penstock/engine";'],
    ["packages/new-one/src/a.ts", 'import { a } from "@penstock/core";'],
  ])("bites in %s on %j", (path, text) => {
    expect(wrongImports({ path, text })).toHaveLength(1);
  });

  test.each([
    ["packages/core/src/ports/a.ts", 'import { a } from "../ids.ts";'],
    ["packages/adapter-redis/src/a.ts", 'import { Redis } from "ioredis";'],
    ["apps/cli/src/a.ts", 'import { startApi } from "@penstock/api";'],
  ])("lets %s have %j", (path, text) => {
    expect(wrongImports({ path, text })).toEqual([]);
  });
});
