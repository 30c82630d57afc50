import { dirname, posix } from "node:path";
import { circlesOf, importGraph } from "../tidy/import-graph.ts";
import { linesWith, readTracked, type TextFile, trackedFiles } from "../tidy/tracked-files.ts";
import { type MeasuredFunction, syntaxOf } from "./syntax.ts";

export type Row = readonly [what: string, production: string, tests: string];

/** What has to be read to know how a part gets to a worker, and the next one after it. */
const DISPATCH = [
  "packages/core/src/ports/part-dispatch.ts",
  "packages/core/src/transfers/task.ts",
  "packages/core/src/dispatch/in-flight-limits.ts",
  "packages/engine/src/advance.ts",
  "packages/engine/src/parts/transfer-part.ts",
  "packages/engine/src/repair/sweep.ts",
  "packages/adapter-redis/src/parts/redis-part-dispatch.ts",
  "packages/adapter-redis/src/parts/dispatch.lua",
  "packages/adapter-redis/src/prelude.lua",
  "packages/adapter-bullmq/src/bullmq-task-queue.ts",
  "packages/adapter-bullmq/src/bullmq-consumer.ts",
  "packages/wire/src/part-task-v1.ts",
] as const;

const CODE = /^(apps|packages|test|scripts)\/.+\.tsx?$/;
const TESTS = /^(test|packages\/testkit)\/|\.test\.tsx?$/;

/** The size and shape of the tree: what decision 0046 compares with the tree of before. */
export function measure(): readonly Row[] {
  const all = trackedFiles(CODE);
  const production = all.filter(({ path }) => !TESTS.test(path));
  const tests = all.filter(({ path }) => TESTS.test(path));
  return [
    ...both("files / lines", production, tests, (files) => `${files.length} / ${linesIn(files)}`),
    ["lines of Lua", String(linesIn(trackedFiles(/\.lua$/))), ""],
    ...both("lines a file: p50 / p90 / max", production, tests, (files) =>
      spread(files.map(lineCount)),
    ),
    ...syntaxRows(production, tests),
    ...both("`@ts-`", production, tests, (files) => String(count(files, TS_COMMENT))),
    ["import circles, types included", String(circlesOf(importGraph(all)).length), ""],
    ...exportedRows(),
    ...portRows(),
    dispatchRow(),
  ];
}

const TS_COMMENT = /^ *\/\/ @ts-(?:ignore|expect-error|nocheck)/;

function both(
  what: string,
  production: readonly TextFile[],
  tests: readonly TextFile[],
  measureOf: (files: readonly TextFile[]) => string,
): readonly Row[] {
  return [[what, measureOf(production), measureOf(tests)]];
}

function syntaxRows(production: readonly TextFile[], tests: readonly TextFile[]): readonly Row[] {
  const [ours, theirs] = [production, tests].map((files) =>
    syntaxOf(files.map(({ path }) => path)),
  );
  const lengths = (functions: readonly MeasuredFunction[] = []) =>
    spread(
      functions.map(({ lines }) => lines),
      true,
    );
  return [
    [
      "lines a function: p50 / p90 / p99 / max",
      lengths(ours?.functions),
      lengths(theirs?.functions),
    ],
    ["casts (`as`, but for `as const`)", String(ours?.casts.length), String(theirs?.casts.length)],
    ["`any`", String(ours?.anys.length), String(theirs?.anys.length)],
    ["`!`", String(ours?.nonNulls.length), String(theirs?.nonNulls.length)],
  ];
}

function exportedRows(): readonly Row[] {
  return trackedFiles(/^packages\/[^/]+\/src\/index\.ts$/)
    .map((file) => ({ name: file.path.split("/")[1], names: exportedBy(file) }))
    .toSorted((one, other) => other.names - one.names)
    .map(({ name, names }) => [`names that ${name} exports`, String(names), ""]);
}

/** Its own, and those of the rooms whose index it passes on. */
function exportedBy({ path, text }: TextFile): number {
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)];
  const own = lists.flatMap(([, names = ""]) => names.split(",").filter((name) => name.trim()));
  const rooms = [...text.matchAll(/^export \* from "(.+)";$/gm)].map(([, room = ""]) =>
    exportedBy(readTracked(posix.join(dirname(path), room))),
  );
  return rooms.reduce((sum, names) => sum + names, own.length);
}

/** The widest port, by its methods. */
function portRows(): readonly Row[] {
  const widths = trackedFiles(/^packages\/core\/src\/ports\/.+\.ts$/).map(({ path, text }) => {
    const types = text.matchAll(/^export type \w+(?:<[^>]*>)? = \{\n([\s\S]*?)^\};$/gm);
    const methods = [...types].map(
      ([, body = ""]) => [...body.matchAll(/^ {2}(?:readonly )?\w+\??(?:<[^>]*>)?\(/gm)].length,
    );
    return { name: path.replace(/^.*\/|\.ts$/g, ""), methods: Math.max(0, ...methods) };
  });
  const [widest] = widths.toSorted((one, other) => other.methods - one.methods);
  return [["methods of the widest port", `${widest?.methods} (${widest?.name})`, ""]];
}

function dispatchRow(): Row {
  const files = trackedFiles(/\.(ts|lua)$/).filter(({ path }) =>
    DISPATCH.some((each) => each === path),
  );
  if (files.length !== DISPATCH.length) {
    throw new Error("a file of the dispatch has moved: correct DISPATCH in measures.ts");
  }
  return ["files / lines to understand dispatch", `${files.length} / ${linesIn(files)}`, ""];
}

function lineCount({ text }: TextFile): number {
  return text.split("\n").length - 1;
}

function linesIn(files: readonly TextFile[]): number {
  return files.reduce((sum, file) => sum + lineCount(file), 0);
}

function count(files: readonly TextFile[], pattern: RegExp): number {
  return files.flatMap((file) => linesWith(file, pattern)).length;
}

function spread(values: readonly number[], withP99 = false): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return [at(0.5), at(0.9), ...(withP99 ? [at(0.99)] : []), sorted.at(-1) ?? 0].join(" / ");
}
